package io.flowexporter.core.runtime;

/**
 * What a stage did with its records since the pipeline started. {@code in + created = emitted + absorbed + leftOut + lost + retained};
 * {@link #difference()} shows if not.
 *
 * @param in records that it was given
 * @param created records that it made of nothing
 * @param emitted records that it passed on
 * @param absorbed records that went into others
 * @param leftOut records that it took away by its rules: filtered, or not of the format
 * @param lost records that were lost in it
 * @param retained records that it keeps back
 */
public record StageNumbers(long in, long created, long emitted, long absorbed, long leftOut, long lost, long retained) {
    /** What does not add up: 0 unless a stage keeps its books wrong. */
    public long difference() {
        return in + created - emitted - absorbed - leftOut - lost - retained;
    }
}
