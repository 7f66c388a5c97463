package io.flowexporter.core.durability.spool;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.core.durability.Coverage;
import java.util.Objects;

/**
 * Flows that need not be written again. Immutable.
 *
 * @param number the number of the commit that they are in
 * @param tag the tag that they have there
 * @param coverage which flows
 */
public record Covered(long number, Tag tag, Coverage coverage) {
    public Covered {
        Objects.requireNonNull(tag, "tag");
        Objects.requireNonNull(coverage, "coverage");
    }

    /** Whether any of them may come again when the journal is read from that position on. */
    boolean matters(long lowWater) {
        return coverage.highest() > 0 && coverage.highest() >= lowWater;
    }
}
