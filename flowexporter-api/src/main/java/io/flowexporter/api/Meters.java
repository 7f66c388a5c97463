package io.flowexporter.api;

import java.util.function.LongSupplier;

/** Counters and gauges by name: lower case and {@code _}, such as {@code lookups_failed}. Safe for several threads. */
public interface Meters {
    /** The counter of that name; the same one each time. */
    Counter counter(String name);

    /** Shows a value under that name whenever somebody looks; replaces an earlier one. */
    void gauge(String name, LongSupplier value);

    /** A number that only grows. */
    interface Counter {
        /** Adds to it. */
        void add(long count);

        /** Its value. */
        long value();
    }
}
