package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration LONGEST = Timing.REAL.longestRetry();

    private static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }

    @Test
    void doublesUpToTheLimit() {
        Backoff backoff = new Backoff(Timing.REAL, always(0.5));
        assertThat(new long[] {next(backoff), next(backoff), next(backoff), next(backoff), next(backoff), next(backoff)
                })
                .containsExactly(600, 1200, 2400, 4800, 9600, 10_000);
    }

    private static long next(Backoff backoff) {
        return backoff.next(LONGEST).toMillis();
    }

    @Test
    void beginsWithinASecond() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            assertThat(new Backoff(Timing.REAL, random).next(LONGEST))
                    .isBetween(Duration.ofMillis(200), Duration.ofSeconds(1));
        }
    }

    @Test
    void beginsAnewAfterASuccess() {
        Backoff backoff = new Backoff(Timing.REAL, always(0));
        next(backoff);
        next(backoff);
        backoff.reset();
        assertThat(next(backoff)).isEqualTo(200);
    }

    @Test
    void staysAtTheLimitForEver() {
        Backoff backoff = new Backoff(Timing.REAL, always(1));
        for (int i = 0; i < 10_000; i++) {
            Duration wait = backoff.next(Duration.ofSeconds(60));
            assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
            if (i > 6) {
                assertThat(wait).isEqualTo(Duration.ofSeconds(60));
            }
        }
    }
}
