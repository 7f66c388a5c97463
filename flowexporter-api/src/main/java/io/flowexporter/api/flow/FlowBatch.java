package io.flowexporter.api.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a source hands over at once: usually one message's flows, with what goes with them. Immutable; the
 * {@code with…} methods return a changed copy.
 */
public final class FlowBatch {
    private static final FlowBatch EMPTY = new FlowBatch(List.of(), 0, () -> {}, List.of(), false, false);

    private final List<Flow> flows;
    private final long bytes;
    private final Runnable receipt;
    private final List<Refused> refused;
    private final boolean afterGap;
    private final boolean end;

    private FlowBatch(
            List<Flow> flows, long bytes, Runnable receipt, List<Refused> refused, boolean afterGap, boolean end) {
        this.flows = flows;
        this.bytes = bytes;
        this.receipt = receipt;
        this.refused = refused;
        this.afterGap = afterGap;
        this.end = end;
    }

    /**
     * Flows that were received but can't be handed over.
     *
     * @param reason why
     * @param flows how many; a message that can't be read at all counts as one
     */
    public record Refused(DropReason reason, long flows) {
        public Refused {
            Objects.requireNonNull(reason, "reason");
            if (flows < 1) {
                throw new IllegalArgumentException("Cannot refuse " + flows + " flows: give at least 1");
            }
        }
    }

    /** A batch without flows: nothing came within the time asked for. */
    public static FlowBatch empty() {
        return EMPTY;
    }

    /** The last batch of a source that ends; no flow comes after it. */
    public static FlowBatch end() {
        return EMPTY.withEnd();
    }

    /** A batch of those flows, in their order. */
    public static FlowBatch of(List<? extends Flow> flows) {
        List<Flow> copy = List.copyOf(flows);
        long bytes = 0;
        for (Flow flow : copy) {
            bytes += flow.size();
        }
        return new FlowBatch(copy, bytes, () -> {}, List.of(), false, false);
    }

    /** Says how many bytes the flows keep in memory, where they share a message that is larger than their sum. */
    public FlowBatch holding(long messageBytes) {
        return new FlowBatch(flows, messageBytes, receipt, refused, afterGap, end);
    }

    /**
     * Adds a receipt: it runs once, on the thread that polls, when every record of this batch is secured, filtered or
     * dropped. If the pipeline stops before, it does not run.
     */
    public FlowBatch whenDone(Runnable action) {
        return new FlowBatch(flows, bytes, Objects.requireNonNull(action, "action"), refused, afterGap, end);
    }

    /** Says that flows were received with this batch and refused; the source has logged them. */
    public FlowBatch withRefused(DropReason reason, long count) {
        List<Refused> all = new ArrayList<>(refused);
        all.add(new Refused(reason, count));
        return new FlowBatch(flows, bytes, receipt, List.copyOf(all), afterGap, end);
    }

    /** Says that flows may have been missed just before this batch; stands on a batch without flows too. */
    public FlowBatch withGapBefore() {
        return new FlowBatch(flows, bytes, receipt, refused, true, end);
    }

    /** Says that no flow comes after this batch. */
    public FlowBatch withEnd() {
        return new FlowBatch(flows, bytes, receipt, refused, afterGap, true);
    }

    /** The flows, in the order they came; unmodifiable. */
    public List<Flow> flows() {
        return flows;
    }

    /** Bytes that the flows keep in memory. */
    public long bytes() {
        return bytes;
    }

    /** What was received and refused; unmodifiable. */
    public List<Refused> refused() {
        return refused;
    }

    /** The receipt, to be run by the engine alone. */
    public Runnable receipt() {
        return receipt;
    }

    /** Whether flows may have been missed before this batch. */
    public boolean afterGap() {
        return afterGap;
    }

    /** Whether this is the source's last batch. */
    public boolean ended() {
        return end;
    }
}
