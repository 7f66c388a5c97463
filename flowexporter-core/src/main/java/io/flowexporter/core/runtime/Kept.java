package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Retained;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Records that a stage keeps back, the flows that they are of, and the batches that they hold meanwhile. */
final class Kept implements Retained {
    private final Tag tag;
    private int records;
    private int counted;
    private List<FlowRef> flows;
    private List<BatchHold> batches;
    private boolean used;
    private boolean holding;

    /**
     * Some records.
     *
     * @param counted how many of them are not in objects of an earlier life already
     */
    Kept(Tag tag, int records, int counted, List<FlowRef> flows, List<BatchHold> batches) {
        this.tag = tag;
        this.records = records;
        this.counted = counted;
        this.flows = flows;
        this.batches = batches;
    }

    static Kept of(Retained retained) {
        if (!(retained instanceof Kept kept)) {
            throw new IllegalArgumentException("Cannot use a retained record that this pipeline did not give out");
        }
        return kept;
    }

    /**
     * One record more, together with those of another, which is used up by it.
     *
     * @param counts whether the one more is not in an object of an earlier life already
     * @param moreFlows what it is of
     * @param moreBatches the batches that those flows are of
     */
    static Kept joined(Tag tag, Kept other, boolean counts, List<FlowRef> moreFlows, List<BatchHold> moreBatches) {
        // The other is used up, so its list may grow; a copy a record would cost much where thousands go into one.
        List<FlowRef> flows = other.flows instanceof ArrayList ? other.flows : new ArrayList<>(other.flows);
        flows.addAll(moreFlows);
        List<BatchHold> batches = other.batches;
        if (!batches.containsAll(moreBatches)) {
            Set<BatchHold> all = new LinkedHashSet<>(batches);
            all.addAll(moreBatches);
            batches = List.copyOf(all);
        }
        return new Kept(tag, other.records + 1, other.counted + (counts ? 1 : 0), flows, batches);
    }

    @Override
    public int records() {
        return records;
    }

    /** How many of them are not in objects of an earlier life already. */
    int counted() {
        return counted;
    }

    Tag tag() {
        return tag;
    }

    List<FlowRef> flows() {
        return flows;
    }

    List<BatchHold> batches() {
        return batches;
    }

    /** Holds the batches from now on. */
    void hold() {
        holding = true;
        batches.forEach(BatchHold::hold);
    }

    /** Lets go of the batches, if it holds them. */
    void release() {
        if (holding) {
            holding = false;
            batches.forEach(BatchHold::release);
        }
    }

    /**
     * Its records were lost in a call that failed, and its batches are done with them. The stage may not know, so it may be
     * used all the same, and then stands for nothing.
     */
    void lose() {
        release();
        records = 0;
        counted = 0;
        flows = List.of();
        batches = List.of();
        used = false;
    }

    boolean used() {
        return used;
    }

    void use() {
        if (used) {
            throw new IllegalStateException("A retained record was used a second time");
        }
        used = true;
    }
}
