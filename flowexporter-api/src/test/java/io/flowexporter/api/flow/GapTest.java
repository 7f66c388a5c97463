package io.flowexporter.api.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GapTest {
    private static Gap gap(String reason, long from, long until) {
        return new Gap(reason, Instant.ofEpochSecond(from), Instant.ofEpochSecond(until));
    }

    private static List<Gap> all(Gap... gaps) {
        List<Gap> all = List.of();
        for (Gap gap : gaps) {
            all = Gap.add(all, gap);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Silent", "ring full", "silent;", "1st", "silent\n"})
    void aReasonIsOfLowerCaseLetters(String reason) {
        assertThatThrownBy(() -> gap(reason, 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lower-case letters");
    }

    @Test
    void aClockThatWasSetBackMakesNoNegativeTime() {
        assertThat(gap("silent", 10, 3)).isEqualTo(gap("silent", 10, 10));
        assertThat(gap("silent", 10, 13).length()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aGapToldAgainIsTheSameGapWithALaterEnd() {
        Gap begun = gap("disconnected", 10, 10);
        assertThat(all(begun, begun.until(Instant.ofEpochSecond(15)), begun.until(Instant.ofEpochSecond(12))))
                .containsExactly(gap("disconnected", 10, 15));
    }

    @Test
    void gapsOfOneReasonThatTouchBecomeOne() {
        assertThat(all(gap("a", 1, 2), gap("a", 5, 6), gap("a", 2, 5))).containsExactly(gap("a", 1, 6));
        assertThat(all(gap("a", 1, 2), gap("b", 2, 3), gap("a", 4, 5)))
                .containsExactly(gap("a", 1, 2), gap("b", 2, 3), gap("a", 4, 5));
    }

    @Test
    void ofTooManyTheNearestOfOneReasonBecomeOne() {
        List<Gap> gaps = List.of();
        for (int i = 0; i < 1000; i++) {
            gaps = Gap.add(gaps, gap("a", 10 * i + i % 2, 10 * i + 2));
        }
        assertThat(gaps).hasSize(Gap.MOST_TOGETHER);
        assertThat(gaps.get(0).from()).isEqualTo(Instant.EPOCH);
        assertThat(gaps.get(gaps.size() - 1).until()).isEqualTo(Instant.ofEpochSecond(9992));
    }

    @Test
    void ofTooManyReasonsTheFirstGoes() {
        List<Gap> gaps = List.of();
        for (char reason = 'a'; reason <= 'k'; reason++) {
            gaps = Gap.add(gaps, gap(String.valueOf(reason), 1, 2));
        }
        assertThat(gaps).hasSize(10).doesNotContain(gap("a", 1, 2)).contains(gap("k", 1, 2));
    }
}
