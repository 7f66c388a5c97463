package io.flowexporter.core.runtime;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A clock that never goes back. While the one behind it shows an earlier time than before (somebody has set it), this one
 * goes on by the time that really passes, so that timers still fire. Used on the pipeline's thread.
 */
final class SteadyClock {
    private final InstantSource source;
    private final LongSupplier nanos;
    private Instant latest = Instant.MIN;
    private long nanosAtLatest;

    /**
     * A clock.
     *
     * @param nanos passes evenly, whatever is done to the clock: {@link System#nanoTime()}
     */
    SteadyClock(InstantSource source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
    }

    Instant now() {
        Instant now = source.instant();
        long nanosNow = nanos.getAsLong();
        if (now.isBefore(latest)) {
            now = latest.plusNanos(Math.max(0, nanosNow - nanosAtLatest));
        }
        latest = now;
        nanosAtLatest = nanosNow;
        return now;
    }
}
