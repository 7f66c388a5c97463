package io.flowexporter.core.source;

import io.flowexporter.api.Meters;
import io.flowexporter.api.flow.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the seconds of gaps by reason, each second once: a gap is told again as long as it lasts, and gaps overlap. Safe
 * for use by several threads.
 */
final class GapMeter {
    private final Meters meters;
    private final Map<String, Counted> byReason = new HashMap<>();

    private static final class Counted {
        private Instant until = Instant.MIN;
        private Duration rest = Duration.ZERO;
    }

    GapMeter(Meters meters) {
        this.meters = meters;
    }

    synchronized void told(Gap gap) {
        Counted counted = byReason.computeIfAbsent(gap.reason(), reason -> new Counted());
        Instant from = gap.from().isAfter(counted.until) ? gap.from() : counted.until;
        if (gap.until().isAfter(from)) {
            Duration more = counted.rest.plus(Duration.between(from, gap.until()));
            meters.counter("gap_seconds_" + gap.reason()).add(more.toSeconds());
            counted.rest = more.minusSeconds(more.toSeconds());
            counted.until = gap.until();
        }
    }
}
