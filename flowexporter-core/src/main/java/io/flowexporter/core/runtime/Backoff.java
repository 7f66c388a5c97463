package io.flowexporter.core.runtime;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before a write is tried again: full jitter under a bound that doubles from 1 s to 30 s, or from 30 s to
 * 60 s if somebody has to act before.
 */
final class Backoff {
    private static final Duration LONGEST_ASKED = Duration.ofSeconds(300);

    private final long firstMillis;
    private final long longestMillis;
    private final DoubleSupplier random;

    Backoff(Duration first, Duration longest, DoubleSupplier random) {
        this.firstMillis = first.toMillis();
        this.longestMillis = longest.toMillis();
        this.random = random;
    }

    Duration delay(int tries, WriteFailure failure) {
        Duration asked = failure.delay().orElse(Duration.ZERO);
        // A store that asks for no pause would be tried without one.
        if (asked.compareTo(Duration.ZERO) > 0) {
            return asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
        }
        if (failure.needsOperator()) {
            return Duration.ofMillis(longestMillis + (long) (longestMillis * random.getAsDouble()));
        }
        return delay(tries);
    }

    Duration delay(int tries) {
        long bound = Math.min(longestMillis, firstMillis << Math.min(Math.max(tries - 1, 0), 20));
        return Duration.ofMillis((long) (bound * random.getAsDouble()));
    }
}
