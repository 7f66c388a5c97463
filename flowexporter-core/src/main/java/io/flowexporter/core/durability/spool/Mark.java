package io.flowexporter.core.durability.spool;

import io.flowexporter.core.durability.Totals;

/**
 * Where the pipeline stood.
 *
 * @param number the number of the commit or checkpoint that says so
 * @param lowWater the position below which every flow was done
 * @param totals what had become of records
 */
record Mark(long number, long lowWater, Totals totals) {
    static final Mark START = new Mark(0, 0, Totals.NONE);
}
