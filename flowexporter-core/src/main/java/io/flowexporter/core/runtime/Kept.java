package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Retained;
import java.util.List;

/** Records that a stage keeps back, and the batches that they hold meanwhile. */
final class Kept implements Retained {
    private final Tag tag;
    private int records;
    private List<BatchHold> batches;
    private boolean used;
    private boolean holding;

    Kept(Tag tag, int records, List<BatchHold> batches) {
        this.tag = tag;
        this.records = records;
        this.batches = batches;
    }

    static Kept of(Retained retained) {
        if (!(retained instanceof Kept kept)) {
            throw new IllegalArgumentException("Cannot use a retained record that this pipeline did not give out");
        }
        return kept;
    }

    @Override
    public int records() {
        return records;
    }

    Tag tag() {
        return tag;
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
