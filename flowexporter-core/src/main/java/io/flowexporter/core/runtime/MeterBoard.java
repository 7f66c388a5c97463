package io.flowexporter.core.runtime;

import io.flowexporter.api.Meters;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** All counters, gauges and timers of a pipeline, by stage and name. Safe for use by several threads. */
final class MeterBoard {
    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
    private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();
    private final Map<String, Times> timers = new ConcurrentHashMap<>();

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

            @Override
            public Timer timer(String name) {
                return timers.computeIfAbsent(stage + '.' + name, key -> new Times())::add;
            }
        };
    }

    /** What all of them show now. */
    Map<String, Long> values() {
        Map<String, Long> values = new TreeMap<>(counters());
        values.putAll(gauges());
        return values;
    }

    /** What the counters show now. */
    Map<String, Long> counters() {
        Map<String, Long> values = new TreeMap<>();
        counters.forEach((name, adder) -> values.put(name, adder.sum()));
        return values;
    }

    /** What the gauges show now; one that fails is left out. */
    Map<String, Long> gauges() {
        Map<String, Long> values = new TreeMap<>();
        gauges.forEach((name, gauge) -> read(gauge).ifPresent(value -> values.put(name, value)));
        return values;
    }

    /** What the timers show now. */
    Map<String, PipelineStatus.TimesTaken> timers() {
        Map<String, PipelineStatus.TimesTaken> values = new TreeMap<>();
        timers.forEach((name, times) -> values.put(name, times.taken()));
        return values;
    }

    /** What one gauge shows now, if there is one of that name and it does not fail. */
    Optional<Long> gauge(String name) {
        return Optional.ofNullable(gauges.get(name)).flatMap(MeterBoard::read);
    }

    private static Optional<Long> read(LongSupplier gauge) {
        try {
            return Optional.of(gauge.getAsLong());
        } catch (Throwable e) {
            Failures.survivable(e);
            return Optional.empty();
        }
    }
}
