package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.Metric;

/**
 * The time that a report is about, in ms since 1970. A moment between two intervals belongs to the later one.
 *
 * @param start where it begins
 * @param end where it ends
 */
record Interval(long start, long end) {
    /** That of a report. */
    static Interval of(Metric metric) {
        return new Interval(metric.start(), metric.last());
    }

    /** From a flow's first packet to its last one, which belongs to it. */
    static Interval ofWhole(Metric total) {
        return new Interval(total.start(), total.last() + 1);
    }

    /** Whether that moment lies in it; 0, which stands for none, never does. */
    boolean has(long moment) {
        return moment != 0 && (moment == start || moment > start && moment < end);
    }
}
