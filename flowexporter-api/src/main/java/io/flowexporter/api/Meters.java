package io.flowexporter.api;

import java.util.function.LongSupplier;

/** Counters, gauges and timers by name: lower case and {@code _}, such as {@code lookups_failed}. Safe for several threads. */
public interface Meters {
    /** The counter of that name; the same one each time. */
    Counter counter(String name);

    /** Shows a value under that name whenever somebody looks; replaces an earlier one. */
    void gauge(String name, LongSupplier value);

    /** The timer of that name; the same one each time. */
    Timer timer(String name);

    /** How long something takes each time that it is done. */
    interface Timer {
        /** It took so many nanoseconds. */
        void took(long nanos);
    }

    /** A number that only grows. */
    interface Counter {
        /** Adds to it. */
        void add(long count);

        /** Its value. */
        long value();
    }
}
