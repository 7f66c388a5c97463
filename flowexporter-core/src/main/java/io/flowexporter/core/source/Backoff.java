package io.flowexporter.core.source;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: a random part of a first time, doubled with each try in vain up to a limit. Not
 * safe for use by several threads.
 */
final class Backoff {
    private static final int MOST_DOUBLINGS = 30;

    private final Timing timing;
    private final RandomGenerator random;
    private int failures;

    Backoff(Timing timing, RandomGenerator random) {
        this.timing = timing;
        this.random = random;
    }

    /** The next wait. */
    Duration next(Duration longest) {
        long span =
                timing.longestFirstRetry().toNanos() - timing.shortestRetry().toNanos();
        long first = timing.shortestRetry().toNanos() + (long) (random.nextDouble() * span);
        long wait = first << Math.min(failures, MOST_DOUBLINGS);
        failures++;
        // A shift that overflows is a wait beyond any limit.
        boolean tooLong = wait >> Math.min(failures - 1, MOST_DOUBLINGS) != first || wait > longest.toNanos();
        return tooLong ? longest : Duration.ofNanos(wait);
    }

    /** Begins anew, after a success. */
    void reset() {
        failures = 0;
    }
}
