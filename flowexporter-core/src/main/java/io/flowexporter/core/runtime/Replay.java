package io.flowexporter.core.runtime;

import io.flowexporter.core.durability.Coverage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows which flows are in objects of earlier lives of the pipeline, so that none is stored twice when its source gives them
 * again. Used on the pipeline's thread.
 */
final class Replay {
    private final Map<Long, Covered> batches = new HashMap<>();
    private long highest;
    private boolean any;

    /** Adds what an object holds. Batches below the low-water mark do not come again. */
    void add(Coverage coverage, long lowWater) {
        coverage.forEach((position, from, count, part) -> {
            if (position >= lowWater) {
                Covered covered = batches.computeIfAbsent(position, key -> new Covered());
                if (part == Coverage.ALL) {
                    covered.addWholly(from, count);
                } else {
                    covered.addPart(from, count, part);
                }
                highest = Math.max(highest, position);
                any = true;
            }
        });
    }

    /** How many flows are wholly in objects. */
    long flows() {
        return batches.values().stream().mapToLong(Covered::flows).sum();
    }

    /** How many records are in objects, of flows that others were made of, too. */
    long parts() {
        return batches.values().stream().mapToLong(Covered::parts).sum();
    }

    /** What is known of the batch at that position; to be asked once. */
    Covered of(long position) {
        if (batches.isEmpty() || position == 0) {
            return Covered.NONE;
        }
        Covered known = batches.remove(position);
        return known == null ? Covered.NONE : known;
    }

    /** Whether no record was ever stored by an earlier life that may come again. */
    boolean isOver() {
        return !any;
    }

    /** Takes away what an object of an earlier life holds. */
    <R> Run<R> withoutStored(Run<R> run, Books books) {
        InHand all = run.inHand();
        if (!all.isReplayed()) {
            return run;
        }
        Run<R> rest = new Run<>(run.tag(), run.batches(), run.size());
        long each = run.bytes() / Math.max(1, run.size());
        for (int i = 0; i < run.size(); i++) {
            if (all.isStored(i)) {
                continue;
            }
            List<FlowRef> flows = all.flows(i);
            if (!flows.isEmpty() && flows.stream().allMatch(FlowRef::isPartStored)) {
                long parts = flows.stream().filter(FlowRef::takePart).count();
                books.storedBefore(all.tally(i), parts);
            } else {
                rest.add(run.records().get(i), each, run.code(i), run.several(i));
            }
        }
        return rest;
    }
}
