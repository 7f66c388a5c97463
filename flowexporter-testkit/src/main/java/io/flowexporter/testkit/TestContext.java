package io.flowexporter.testkit;

import io.flowexporter.api.Meters;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.State;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Surroundings for a stage under test: a manual clock, meters that can be read, state in memory, a topology that answers
 * from a function. Safe for use by several threads.
 */
public final class TestContext implements StageContext {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T10:00:00Z"));
    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
    private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();
    private final Map<String, String> state = new ConcurrentHashMap<>();
    private final Topology topology;

    /** With a topology that knows nothing. */
    public TestContext() {
        this(new FixedTopology(query -> Lookup.of(Answer.EMPTY)));
    }

    /** With that topology. */
    public TestContext(Topology topology) {
        this.topology = topology;
    }

    @Override
    public String pipeline() {
        return "test";
    }

    @Override
    public String path() {
        return "pipeline.test";
    }

    @Override
    public System.Logger logger() {
        return System.getLogger("io.flowexporter.test");
    }

    @Override
    public Meters meters() {
        return new Meters() {
            @Override
            public Counter counter(String name) {
                LongAdder adder = counters.computeIfAbsent(name, key -> new LongAdder());
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
                gauges.put(name, value);
            }

            @Override
            public Timer timer(String name) {
                Counter times = counter(name);
                return nanos -> times.add(1);
            }
        };
    }

    /** What a counter or gauge shows, or how often a timer was told; 0 if there is none of that name. */
    public long meter(String name) {
        LongSupplier gauge = gauges.get(name);
        return gauge != null
                ? gauge.getAsLong()
                : counters.getOrDefault(name, new LongAdder()).sum();
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    /** The clock, to be moved. */
    public ManualClock manualClock() {
        return clock;
    }

    @Override
    public Topology topology() {
        return topology;
    }

    @Override
    public State state() {
        return new State() {
            @Override
            public Optional<String> get(String name) {
                return Optional.ofNullable(state.get(name));
            }

            @Override
            public void put(String name, String value) {
                state.put(name, value);
            }
        };
    }
}
