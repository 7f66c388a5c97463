package io.flowexporter.secadvisor;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that never goes back. Not safe for use by several threads. */
final class SteadyTime {
    private final InstantSource clock;
    private Instant latest;

    SteadyTime(InstantSource clock) {
        this.clock = clock;
        this.latest = clock.instant();
    }

    /** What it showed last. */
    Instant latest() {
        return latest;
    }

    Instant now() {
        return atLeast(clock.instant());
    }

    /** Learns that it is that late, or later. */
    Instant atLeast(Instant now) {
        if (now.isAfter(latest)) {
            latest = now;
        }
        return latest;
    }
}
