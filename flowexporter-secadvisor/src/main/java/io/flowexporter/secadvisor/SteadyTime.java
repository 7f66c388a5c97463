package io.flowexporter.secadvisor;

import java.time.Duration;
import java.time.InstantSource;

/**
 * A clock that never goes back, in ms since 1970: as a number, since each flow asks for it. Not safe for use by several
 * threads.
 */
final class SteadyTime {
    private final InstantSource clock;
    private long latest;

    SteadyTime(InstantSource clock) {
        this.clock = clock;
        this.latest = clock.millis();
    }

    /** What it showed last. */
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
