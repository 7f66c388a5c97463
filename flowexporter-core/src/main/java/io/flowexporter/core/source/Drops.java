package io.flowexporter.core.source;

import io.flowexporter.core.flow.ParsedMessage.Stats;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Finds out from {@code stats} messages whether a capture point may have dropped something since the one before. Two of the
 * three numbers are sums of samples of a running total, and nothing tells a capture's points apart: only that a number was
 * there before shows that nothing was dropped anew. So one drop may be told twice. For one thread.
 */
final class Drops {
    private static final int MOST_REMEMBERED = 1000;

    private final Set<Seen> seen = new LinkedHashSet<>();

    private record Seen(String captureId, boolean kernel, long number) {}

    boolean tell(Stats stats) {
        boolean kernel = isNew(new Seen(stats.captureId(), true, stats.kernelFlowsDropped()));
        boolean packets = isNew(new Seen(stats.captureId(), false, stats.packetsDropped()));
        return stats.flowsDropped() > 0 || kernel || packets;
    }

    private boolean isNew(Seen number) {
        if (number.number() <= 0) {
            return false;
        }
        // To the end, so that the one not heard of for longest gives way.
        boolean known = seen.remove(number);
        seen.add(number);
        if (seen.size() > MOST_REMEMBERED) {
            seen.remove(seen.iterator().next());
        }
        return !known;
    }
}
