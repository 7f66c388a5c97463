package io.flowexporter.core.flow;

import io.flowexporter.api.flow.Flow;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A message of the analyzer. Immutable.
 *
 * @param namespace such as {@code flow} or {@code stats}; "" if it has none
 * @param type such as {@code store} or {@code stats}; "" if it has none
 * @param status 200 as a rule; 0 if it has none
 * @param flows the flows that can be used, in order; unmodifiable
 * @param rejected what can't, in order; unmodifiable
 * @param stats the statistics, if its type is {@code stats}
 */
public record ParsedMessage(
        String namespace, String type, int status, List<Flow> flows, List<Rejected> rejected, Optional<Stats> stats) {

    public ParsedMessage {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(type, "type");
        flows = List.copyOf(flows);
        rejected = List.copyOf(rejected);
        Objects.requireNonNull(stats, "stats");
    }

    /**
     * A flow that can't be used, or all that is left of a message behind one that can't be told apart from it.
     *
     * @param index the number of the flow in its message, from 0
     * @param byteOffset where in the message it was noticed
     * @param reason what is wrong, in a few words
     */
    public record Rejected(int index, long byteOffset, String reason) {}

    /**
     * What a capture point says of itself. Of the last two only zero, and being what they were, can be trusted: each is a
     * sum of samples of a running total.
     *
     * @param captureId the capture
     * @param flowCount the size of its flow table
     * @param flowsDropped flows pushed out of the full table since the message before
     * @param kernelFlowsDropped flows that the kernel dropped
     * @param packetsDropped packets that were not seen
     */
    public record Stats(
            String captureId, long flowCount, long flowsDropped, long kernelFlowsDropped, long packetsDropped) {}
}
