package io.flowexporter.core.durability.journal;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.FlowBatch;
import java.util.LinkedHashMap;
import java.util.Map;

/** Flows that were refused and that no batch has told of yet. For one thread at a time. */
final class Refusals {
    private final Map<DropReason, Long> counts = new LinkedHashMap<>();

    boolean isEmpty() {
        return counts.isEmpty();
    }

    void add(DropReason reason, long flows) {
        if (flows > 0) {
            counts.merge(reason, flows, Long::sum);
        }
    }

    /** Lets others tell of all of them. */
    void moveTo(Refusals others) {
        counts.forEach(others::add);
        counts.clear();
    }

    /** Lets a batch tell of all of them. */
    FlowBatch moveTo(FlowBatch batch) {
        FlowBatch telling = batch;
        for (Map.Entry<DropReason, Long> each : counts.entrySet()) {
            telling = telling.withRefused(each.getKey(), each.getValue());
        }
        counts.clear();
        return telling;
    }
}
