package io.flowexporter.api.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a source hands over at once: usually one message's flows, with what goes with them. Immutable; the
 * {@code with…} methods return a changed copy.
 */
public final class FlowBatch {
    private static final Runnable NO_RECEIPT = () -> {};
    private static final Runnable NOT_LENT = () -> {};
    private static final FlowBatch EMPTY =
            new FlowBatch(List.of(), 0, NO_RECEIPT, NOT_LENT, List.of(), List.of(), false, 0);

    private final List<Flow> flows;
    private final long bytes;
    private final Runnable receipt;
    private final Runnable giveBack;
    private final List<Refused> refused;
    private final List<Gap> gaps;
    private final boolean end;
    private final long position;

    private FlowBatch(
            List<Flow> flows,
            long bytes,
            Runnable receipt,
            Runnable giveBack,
            List<Refused> refused,
            List<Gap> gaps,
            boolean end,
            long position) {
        this.flows = flows;
        this.bytes = bytes;
        this.receipt = receipt;
        this.giveBack = giveBack;
        this.refused = refused;
        this.gaps = gaps;
        this.end = end;
        this.position = position;
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
        return new FlowBatch(copy, bytes, NO_RECEIPT, NOT_LENT, List.of(), List.of(), false, 0);
    }

    /** Says how many bytes the flows keep in memory, where they share a message that is larger than their sum. */
    public FlowBatch holding(long messageBytes) {
        return new FlowBatch(flows, messageBytes, receipt, giveBack, refused, gaps, end, position);
    }

    /**
     * Adds a receipt: it runs once, on the thread that polls, when every record of this batch is secured, filtered or
     * dropped. If the pipeline stops before, it does not run.
     */
    public FlowBatch whenDone(Runnable action) {
        return new FlowBatch(
                flows, bytes, Objects.requireNonNull(action, "action"), giveBack, refused, gaps, end, position);
    }

    /**
     * Lends the flows: the action runs at most once, when nobody looks at them any more, and their memory may be used for
     * others; on any thread, perhaps while another one polls. It never runs where a stage may keep them (see {@code Stage.keepsFlows}).
     */
    public FlowBatch lent(Runnable action) {
        Objects.requireNonNull(action, "action");
        return new FlowBatch(flows, bytes, receipt, action, refused, gaps, end, position);
    }

    /** Says that flows were received with this batch and refused; the source has logged them. */
    public FlowBatch withRefused(DropReason reason, long count) {
        List<Refused> all = new ArrayList<>(refused);
        all.add(new Refused(reason, count));
        return new FlowBatch(flows, bytes, receipt, giveBack, List.copyOf(all), gaps, end, position);
    }

    /**
     * Says that flows may have been missed before this batch; stands on a batch without flows too. A gap that is not over
     * yet is told again with a later end. See {@link Gap#add} for how many are kept.
     */
    public FlowBatch withGap(Gap gap) {
        return new FlowBatch(flows, bytes, receipt, giveBack, refused, Gap.add(gaps, gap), end, position);
    }

    /**
     * Says where the batch stands in a source that can give it again, with the same flows in the same order, to a later life of the
     * pipeline.
     *
     * @param where a number greater than that of every batch before, at least 1
     */
    public FlowBatch at(long where) {
        if (where < 1) {
            throw new IllegalArgumentException("Cannot stand at position " + where + ": the first is 1");
        }
        return new FlowBatch(flows, bytes, receipt, giveBack, refused, gaps, end, where);
    }

    /** Says that no flow comes after this batch. */
    public FlowBatch withEnd() {
        return new FlowBatch(flows, bytes, receipt, giveBack, refused, gaps, true, position);
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

    /** Whether somebody is to learn that it is done. */
    public boolean hasReceipt() {
        return receipt != NO_RECEIPT;
    }

    /** The receipt, to be run by the engine alone; one that does nothing if there is none. */
    public Runnable receipt() {
        return receipt;
    }

    /** Gives the flows back, to be run by the engine alone; does nothing if they are not lent. */
    public Runnable giveBack() {
        return giveBack;
    }

    /** Whether flows may have been missed before this batch. */
    public boolean afterGap() {
        return !gaps.isEmpty();
    }

    /** When flows may have been missed before this batch; unmodifiable. */
    public List<Gap> gaps() {
        return gaps;
    }

    /** Where the batch stands in a source that can give it again; 0 if it can't. */
    public long position() {
        return position;
    }

    /** Whether this is the source's last batch. */
    public boolean ended() {
        return end;
    }
}
