package io.flowexporter.core.runtime;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that never goes back, whatever the one behind it does. Used on the pipeline's thread. */
final class SteadyClock {
    private final InstantSource source;
    private Instant latest = Instant.MIN;

    SteadyClock(InstantSource source) {
        this.source = source;
    }

    Instant now() {
        Instant now = source.instant();
        if (now.isAfter(latest)) {
            latest = now;
        }
        return latest;
    }
}
