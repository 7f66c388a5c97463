package io.flowexporter.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
    @Test
    void whatGoesUpAndDownIsSteady() {
        List<Sample> samples =
                IntStream.range(0, 31).mapToObj(i -> sample(i, 50 + i % 3 * 20)).toList();

        assertThat(Growth.all(samples)).noneMatch(Growth::tooMuch);
    }

    @Test
    void whatNeverComesBackGrows() {
        List<Sample> samples =
                IntStream.range(0, 31).mapToObj(i -> sample(i, 50 + i)).toList();

        assertThat(Growth.all(samples))
                .filteredOn(Growth::tooMuch)
                .singleElement()
                .satisfies(growth -> {
                    assertThat(growth.name()).isEqualTo("heap MiB");
                    assertThat(growth.toString()).isEqualTo("heap MiB 56 → 73 (GROWS)");
                });
    }

    private static Sample sample(int number, long heap) {
        return new Sample(10L * number, 1_000L * number, 1_000L * number, 0, heap, 300, 30, 40, 1.5);
    }
}
