package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.object.OperatorNeededException;
import io.flowexporter.api.object.RetryAfterException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static Duration delay(double random, int tries, IOException cause) {
        return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), () -> random)
                .delay(tries, WriteFailure.of(cause));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "5, 16", "6, 30", "1000, 30"})
    void doublesItsBoundFromOneSecondToThirty(int tries, int seconds) {
        assertThat(delay(0, tries, new IOException("busy"))).isZero();
        assertThat(delay(0.5, tries, new IOException("busy"))).isEqualTo(Duration.ofMillis(seconds * 500L));
        assertThat(delay(1, tries, new IOException("busy"))).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "300, 300", "301, 300", "86400, 300"})
    void waitsAsLongAsTheStoreAsksUpToFiveMinutes(int asked, int seconds) {
        assertThat(delay(0, 1, new RetryAfterException("busy", Duration.ofSeconds(asked), null)))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aStoreThatAsksForNoPauseIsNotHammered() {
        assertThat(delay(1, 1, new RetryAfterException("busy", Duration.ZERO, null)))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"0, 30", "0.5, 45", "1, 60"})
    void waitsHalfAMinuteToAMinuteForTheOperator(double random, int seconds) {
        assertThat(delay(random, 1, new OperatorNeededException("no such bucket")))
                .isEqualTo(Duration.ofSeconds(seconds));
    }
}
