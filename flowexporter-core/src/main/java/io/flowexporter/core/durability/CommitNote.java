package io.flowexporter.core.durability;

import java.util.Map;
import java.util.Objects;

/**
 * What is kept with an object that is committed, so that a later life can go on behind it. Immutable.
 *
 * @param number the commit's number; grows with the time at which the note was made, not with that at which it got durable
 * @param lowWater the position below which every flow was done when the note was made; 0 if the source has no positions
 * @param totals what became of all flows below {@code lowWater}; without positions, of all until the note was made
 * @param coverage which flows the object's records are of
 * @param created how many of the object's records came in for no flow
 * @param state what stages put since the note before, to be kept from now on
 */
public record CommitNote(
        long number, long lowWater, Totals totals, Coverage coverage, int created, Map<String, String> state) {
    public CommitNote {
        Objects.requireNonNull(totals, "totals");
        Objects.requireNonNull(coverage, "coverage");
        state = Map.copyOf(state);
    }
}
