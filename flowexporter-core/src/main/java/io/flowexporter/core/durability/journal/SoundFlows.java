package io.flowexporter.core.durability.journal;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.core.flow.JsonFlow;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.internal.Printable;
import io.flowexporter.core.internal.RareLog;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes batches such as a journal gives them back: of flows that are views over their JSON, and not too many of them. So a replay is no other
 * than what was given first, whoever made the flows. For one thread.
 */
final class SoundFlows {
    static final DropReason MALFORMED = DropReason.rejected("malformed_flow");

    private static final int MOST_FLOWS = 50_000;
    private static final long MOST_BYTES = 8 << 20;

    private final MessageParser parser = new MessageParser();
    private final RareLog reports;

    SoundFlows(RareLog reports) {
        this.reports = reports;
    }

    /** The batches that stand for that one, in order; none if it has nothing to tell but a gap. Without its receipt, its gap and its end. */
    List<FlowBatch> of(FlowBatch batch) {
        List<Flow> sound = sound(batch.flows());
        List<FlowBatch> parts = new ArrayList<>();
        int from = 0;
        do {
            int to = endOfPart(sound, from);
            boolean whole = from == 0 && to == sound.size();
            FlowBatch part = FlowBatch.of(sound.subList(from, to));
            parts.add(whole ? standingFor(batch, part) : part);
            from = to;
        } while (from < sound.size());
        FlowBatch first = parts.get(0);
        for (FlowBatch.Refused each : batch.refused()) {
            first = first.withRefused(each.reason(), each.flows());
        }
        int malformed = batch.flows().size() - sound.size();
        if (malformed > 0) {
            first = first.withRefused(MALFORMED, malformed);
        }
        parts.set(0, first);
        return first.flows().isEmpty() && first.refused().isEmpty() ? List.of() : parts;
    }

    /** Flows that were made anew here are nobody's to be given back, but then neither are those that they were made of. */
    private static FlowBatch standingFor(FlowBatch batch, FlowBatch part) {
        return part.holding(batch.bytes()).lent(batch.giveBack());
    }

    private static int endOfPart(List<Flow> flows, int from) {
        long bytes = 0;
        int to = from;
        while (to < flows.size() && to - from < MOST_FLOWS && (bytes < MOST_BYTES || to == from)) {
            bytes += flows.get(to).size();
            to++;
        }
        return to;
    }

    private List<Flow> sound(List<Flow> flows) {
        for (Flow flow : flows) {
            if (!(flow instanceof JsonFlow)) {
                return flows.stream().flatMap(each -> view(each).stream()).toList();
            }
        }
        return flows;
    }

    private List<Flow> view(Flow flow) {
        if (flow instanceof JsonFlow) {
            return List.of(flow);
        }
        try {
            byte[] json = flow.json();
            return List.of(parser.parseFlow(json, 0, json.length).withContinuity(flow.continuity()));
        } catch (MalformedMessageException | RuntimeException e) {
            reports.warn(
                    MALFORMED.name(), () -> "Dropped a flow that can't be journaled: " + Printable.of(e.toString()));
            return List.of();
        }
    }
}
