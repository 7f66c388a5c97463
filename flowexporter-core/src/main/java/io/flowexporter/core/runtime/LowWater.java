package io.flowexporter.core.runtime;

import io.flowexporter.core.durability.Totals;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The position below which every flow is done, and what became of all flows below it. Used on the pipeline's thread.
 */
final class LowWater {
    private final Deque<BatchHold> batches = new ArrayDeque<>();
    private final Tally done = new Tally();
    private long next;

    /** A mark that begins where an earlier life's stood. */
    LowWater(long position, Totals totals) {
        next = position;
        done.add(totals);
    }

    /** Follows a batch from now on, unless its source has no positions. */
    void follow(BatchHold batch) {
        if (batch.position() > 0) {
            advance();
            batches.add(batch);
        }
    }

    /** Where what never comes again, and is over at once, is counted. */
    Tally done() {
        return done;
    }

    /** The position; 0 if no batch had one. */
    long position() {
        advance();
        return next;
    }

    /** What became of all flows below {@link #position()}. */
    Totals totals() {
        advance();
        return done.totals();
    }

    private void advance() {
        for (BatchHold oldest = batches.peek(); oldest != null && oldest.isDone(); oldest = batches.peek()) {
            done.add(oldest.tally().totals());
            next = oldest.position() + 1;
            batches.remove();
        }
    }
}
