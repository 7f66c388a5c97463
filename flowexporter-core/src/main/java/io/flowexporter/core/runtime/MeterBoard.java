package io.flowexporter.core.runtime;

import io.flowexporter.api.Meters;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** All counters and gauges of a pipeline, by stage and name. Safe for use by several threads. */
final class MeterBoard {
    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
    private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

    /** The meters of one stage. */
    Meters of(String stage) {
        return new Meters() {
            @Override
            public Counter counter(String name) {
                LongAdder adder = counters.computeIfAbsent(stage + '.' + name, key -> new LongAdder());
                return new Counter() {
                    @Override
                    public void add(long count) {
                        adder.add(count);
                    }

                    @Override
                    public long value() {
                        return adder.sum();
                    }
                };
            }

            @Override
            public void gauge(String name, LongSupplier value) {
                gauges.put(stage + '.' + name, value);
            }
        };
    }

    /** What all of them show now. */
    Map<String, Long> values() {
        Map<String, Long> values = new TreeMap<>();
        counters.forEach((name, adder) -> values.put(name, adder.sum()));
        gauges.forEach((name, gauge) -> values.put(name, gauge.getAsLong()));
        return values;
    }
}
