package io.flowexporter.core.durability.spool;

import io.flowexporter.core.durability.Totals;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a spool held when it was opened. Immutable.
 *
 * <p>Every record that was ever secured is in one of {@code waiting}, {@code stored}, {@code dropped} and {@code quarantined}; but for
 * those of a damaged object that the journal brings again, or whose header can't be read.
 *
 * @param ready the objects that still have to be stored, in the order of their commits
 * @param covered the flows that need not be written again, as far as they are at {@code lowWater} or above it
 * @param lowWater the position below which every flow is done; 0 if none was ever noted
 * @param totals what the commit or checkpoint of the highest number said; records in {@code dropped} are not in it
 * @param state what stages put, the latest of each key
 * @param waiting all of {@code ready}
 * @param stored what was stored, in all lives
 * @param dropped what was deleted by {@link Spool#dropOldest}, in all lives
 * @param quarantined what lies in the quarantine; damaged objects are in it too
 * @param nextNumber a number above all that were ever used here; 1 in a new spool
 */
public record Recovered(
        List<Spooled> ready,
        List<Covered> covered,
        long lowWater,
        Totals totals,
        Map<String, String> state,
        Sum waiting,
        Sum stored,
        Sum dropped,
        Sum quarantined,
        long nextNumber) {
    public Recovered {
        ready = List.copyOf(ready);
        covered = List.copyOf(covered);
        Objects.requireNonNull(totals, "totals");
        state = Map.copyOf(state);
    }

    /** All that was ever secured here. */
    public Sum secured() {
        return waiting.plus(stored).plus(dropped).plus(quarantined);
    }
}
