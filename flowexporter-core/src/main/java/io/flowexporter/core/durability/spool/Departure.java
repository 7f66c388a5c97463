package io.flowexporter.core.durability.spool;

import io.flowexporter.core.durability.Coverage;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An object left the spool: an entry of the log.
 *
 * @param kind how
 * @param covered which flows were in it, as far as they still matter
 * @param sum the object, counted
 * @param state what stages put when it was committed, unless a checkpoint has it
 * @param mark where the pipeline stood, if no other commit says anything later
 */
record Departure(Kind kind, Covered covered, Sum sum, Map<String, Put> state, Optional<Mark> mark) {
    /** How an object leaves. Their names are in files. */
    enum Kind {
        /** It is in the store. */
        STORED,
        /** It had to give way. */
        DROPPED,
        /** Its file can't be read any more. */
        DAMAGED
    }

    Departure {
        state = Map.copyOf(state);
    }

    long number() {
        return covered.number();
    }

    static Departure of(Kind kind, Kept kept, long floor, long checkpointed, Mark latest) {
        Map<String, Put> puts = new TreeMap<>();
        Put.merge(puts, kept.state(), checkpointed);
        Covered covered = kept.covered();
        return new Departure(
                kind,
                covered.matters(floor) ? covered : new Covered(covered.number(), covered.tag(), Coverage.NONE),
                Sum.of(kept.object()),
                puts,
                latest.number() == covered.number() ? Optional.of(latest) : Optional.empty());
    }
}
