package io.flowexporter.core.durability.spool;

import java.util.Map;
import java.util.TreeMap;

/**
 * A value that a stage keeps.
 *
 * @param number of which number it is; the value of the highest number counts
 * @param value what it is
 */
record Put(long number, String value) {
    /** All of these as of one number. */
    static Map<String, Put> all(Map<String, String> values, long number) {
        Map<String, Put> puts = new TreeMap<>();
        values.forEach((key, value) -> puts.put(key, new Put(number, value)));
        return puts;
    }

    /** Adds some to others that are of higher numbers than {@code after}. */
    static void merge(Map<String, Put> into, Map<String, Put> puts, long after) {
        puts.forEach((key, put) -> {
            if (put.number > after) {
                into.merge(key, put, (old, now) -> now.number >= old.number ? now : old);
            }
        });
    }
}
