package io.flowexporter.core.durability.spool;

import io.flowexporter.core.durability.spool.Departure.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that the spool knows but for what the headers of its files and the logs of this generation and later ones say.
 *
 * @param generation the generation of the first log that it does not sum up
 * @param mark where the pipeline stood
 * @param number of which number the state is: all puts of this number or of a lower one are in it, or were replaced
 * @param state what stages put
 * @param sums what left the spool
 * @param covered the flows in objects that left, as far as they still matter
 * @param gone objects that left and whose files may still be there
 * @param nextNumber a number above all used before
 */
record Checkpoint(
        long generation,
        Mark mark,
        long number,
        Map<String, Put> state,
        Map<Kind, Sum> sums,
        List<Covered> covered,
        Set<Long> gone,
        long nextNumber) {
    /** That of a new spool. */
    static final Checkpoint START = new Checkpoint(0, Mark.START, 0, Map.of(), Map.of(), List.of(), Set.of(), 1);

    Checkpoint {
        state = Map.copyOf(state);
        sums = Map.copyOf(sums);
        covered = List.copyOf(covered);
        gone = Set.copyOf(gone);
    }
}
