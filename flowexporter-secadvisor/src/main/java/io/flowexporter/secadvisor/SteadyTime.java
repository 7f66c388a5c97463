package io.flowexporter.secadvisor;

import java.time.Duration;
import java.time.InstantSource;

/**
 * A clock that never goes back, in ms since 1970. Whoever needs no better than several times a second takes {@link #latest},
 * which ticks keep going: asking the clock costs as much as all else that is done for a flow's count. Not safe for use by
 * several threads.
 */
final class SteadyTime {
    private final InstantSource clock;
    private long latest;

    SteadyTime(InstantSource clock) {
        this.clock = clock;
        this.latest = clock.millis();
    }

    /** What it showed when it was asked, or ticked, last. */
    long latest() {
        return latest;
    }

    long now() {
        return atLeast(clock.millis());
    }

    /** Learns that it is that late, or later. */
    long atLeast(long now) {
        if (now > latest) {
            latest = now;
        }
        return latest;
    }

    /** When so much time will have passed since it was asked last. */
    long in(Duration time) {
        return latest + Math.min(time.toMillis(), Long.MAX_VALUE - latest);
    }
}
