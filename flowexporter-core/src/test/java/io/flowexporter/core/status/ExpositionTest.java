package io.flowexporter.core.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.runtime.Ledger;
import io.flowexporter.core.runtime.PipelineStatus;
import io.flowexporter.core.status.Exposition.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What other programs have learned to read. */
class ExpositionTest {
    private static final String HOSTILE = "a\"} 1\nforged{x=\"back\\slash\\\r\0ü";

    @ParameterizedTest
    @EnumSource
    void theMetricsAreThoseOfTheFileToTheLastByte(Format format) throws IOException {
        String shown = PipelineMetrics.of(List.of(Statuses.FULL, Statuses.with(HOSTILE)))
                .text(format);

        assertThat(shown).isEqualTo(file(format));
    }

    @ParameterizedTest
    @EnumSource
    void ofTwoPipelinesOfOneNameTheLaterCounts(Format format) {
        var earlier = Statuses.with(
                new Ledger(11, 0, 1, 1, 2, 0, 0, 5, 1, 1, 100),
                new PipelineStatus.StageNumbers("edge", "edge", 11, 0, 9, 0, 1, 0, 0));

        assertThat(PipelineMetrics.of(List.of(earlier, Statuses.FULL)).text(format))
                .isEqualTo(PipelineMetrics.of(List.of(Statuses.FULL)).text(format))
                .isNotEqualTo(PipelineMetrics.of(List.of(earlier)).text(format));
    }

    private static String file(Format format) throws IOException {
        String name = format.name().toLowerCase(Locale.ROOT) + ".txt";
        try (InputStream in = Objects.requireNonNull(ExpositionTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
