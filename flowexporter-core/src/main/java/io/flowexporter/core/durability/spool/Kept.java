package io.flowexporter.core.durability.spool;

import io.flowexporter.core.durability.Coverage;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is remembered of an object whose file is there.
 *
 * @param object the object
 * @param coverage which flows are in it, as far as they still matter
 * @param state what stages put when it was committed, unless a checkpoint has it
 * @param fileBytes what it takes of the disk
 */
record Kept(Spooled object, Coverage coverage, Map<String, Put> state, long fileBytes) {
    Kept {
        state = Map.copyOf(state);
    }

    static Kept of(ObjectHeader header, long bodyBytes, long fileBytes) {
        return new Kept(
                new Spooled(header.number(), header.info(), bodyBytes, header.created()),
                header.coverage(),
                header.state(),
                fileBytes);
    }

    long number() {
        return object.number();
    }

    Covered covered() {
        return new Covered(object.number(), object.info().tag(), coverage);
    }

    /** The same without what nobody will ask for any more: a long backlog must not fill the memory. */
    Kept slim(long floor, long checkpointed) {
        Coverage needed = covered().matters(floor) ? coverage : Coverage.NONE;
        Map<String, Put> puts = state;
        if (state.values().stream().anyMatch(put -> put.number() <= checkpointed)) {
            puts = new TreeMap<>();
            Put.merge(puts, state, checkpointed);
        }
        return needed == coverage && puts == state ? this : new Kept(object, needed, puts, fileBytes);
    }
}
