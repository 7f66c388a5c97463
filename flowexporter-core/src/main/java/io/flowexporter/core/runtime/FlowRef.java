package io.flowexporter.core.runtime;

import io.flowexporter.core.durability.Coverage;

/**
 * One flow that a record is of. If several records are made of a flow, each is a part of its own, which has the same number
 * whenever the stages make the same of the flow. Used on the pipeline's thread.
 */
final class FlowRef {
    /** The part that is the flow itself, gone on with; it has this number even if other parts are made beside it. */
    static final long MAIN = 0;

    private final BatchHold batch;
    private final int flow;
    private final long part;
    private boolean sole;

    private FlowRef(BatchHold batch, int flow, long part, boolean sole) {
        this.batch = batch;
        this.flow = flow;
        this.part = part;
        this.sole = sole;
    }

    /** All of a flow, as it came. */
    FlowRef(BatchHold batch, int flow) {
        this(batch, flow, MAIN, true);
    }

    /**
     * One of the records that a stage makes of what this stands for.
     *
     * @param ordinal which one; {@link #MAIN} for the first that goes on; no two stages have an ordinal's bits in common
     */
    FlowRef child(long ordinal) {
        return new FlowRef(batch, flow, part | ordinal, sole);
    }

    /** Others were made beside it. */
    FlowRef oneOfSeveral() {
        sole = false;
        return this;
    }

    BatchHold batch() {
        return batch;
    }

    /** Whether all that is made of the flow is in an object of an earlier life. */
    boolean isStored() {
        return batch.covered().wholly(flow);
    }

    /** Whether this part of it is. */
    boolean isPartStored() {
        return isStored() || batch.covered().hasPart(flow, part);
    }

    /** Takes this part off what is known to be in objects of an earlier life; returns whether it was known alone. */
    boolean takePart() {
        return !isStored() && batch.covered().takePart(flow, part);
    }

    void cover(Coverage.Builder coverage) {
        if (batch.position() > 0) {
            coverage.add(batch.position(), flow, sole ? Coverage.ALL : part);
        }
    }
}
