package io.flowexporter.core.source;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.stage.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A started source in a hurry, and what came of it so far. */
final class Subscribed implements AutoCloseable {
    private static final Duration SLICE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Ten times as fast as in real life, but with patience for a machine that is busy with something else. */
    static final Timing HURRIED = patient(Timing.REAL.faster(10));

    private final LoggedContext context = new LoggedContext();
    private final Source source;
    private final List<String> flows = new ArrayList<>();
    private final Map<String, Long> refused = new TreeMap<>();
    private final List<Integer> gaps = new ArrayList<>();
    private List<Gap> gapTimes = List.of();
    private boolean ended;

    private Subscribed(Configured<Source> spec, Timing timing, Optional<Supplier<String>> password) throws Exception {
        StageType<Source> hurried = StageType.source(
                "skydive",
                (settings, stageContext) -> new SkydiveSource(settings, stageContext, timing),
                spec.type().options().toArray(Option<?>[]::new));
        Configured<Source> copy = hurried.configured();
        for (Map.Entry<Option<?>, Object> value : spec.values().entrySet()) {
            copy = with(copy, value.getKey(), value.getValue());
        }
        if (password.isPresent()) {
            copy = copy.withSource(Skydive.PASSWORD, password.get());
        }
        source = copy.create(context);
        source.start();
    }

    /** The same where only a slow machine could notice: nothing that waits for an answer gives up soon. */
    static Timing patient(Timing timing) {
        return new Timing(
                PATIENCE,
                PATIENCE,
                Duration.ofSeconds(20),
                timing.shortestRetry(),
                timing.longestFirstRetry(),
                timing.longestRetry(),
                timing.longestRetryWhenUnauthorized(),
                timing.steady(),
                timing.conflictPatience(),
                timing.longestSilence(),
                timing.longestJitter(),
                timing.sameBeat(),
                PATIENCE);
    }

    @SuppressWarnings("unchecked") // the values come from a Configured
    private static <T> Configured<Source> with(Configured<Source> spec, Option<T> option, Object value) {
        return spec.with(option, (T) value);
    }

    static Subscribed start(Configured<Source> spec, Timing timing) throws Exception {
        return new Subscribed(spec, timing, Optional.empty());
    }

    /** With a password that may change. */
    static Subscribed start(Configured<Source> spec, Supplier<String> password) throws Exception {
        return new Subscribed(spec, HURRIED, Optional.of(password));
    }

    /** In a hurry. */
    static Subscribed start(Configured<Source> spec) throws Exception {
        return start(spec, HURRIED);
    }

    Source source() {
        return source;
    }

    LoggedContext context() {
        return context;
    }

    /** UUIDs of the flows so far. */
    List<String> flows() {
        return flows;
    }

    /** What was refused, by reason. */
    Map<String, Long> refused() {
        return refused;
    }

    /** How many flows there were when each gap was told. */
    List<Integer> gaps() {
        return gaps;
    }

    /** The gaps themselves. */
    List<Gap> gapTimes() {
        return gapTimes;
    }

    boolean ended() {
        return ended;
    }

    /** Polls until a condition is true. */
    void pollUntil(BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("Polled in vain: " + flows.size() + " flows, gaps at " + gaps + ", refused "
                        + refused + ", log " + context.lines());
            }
            take(source.poll(SLICE));
        }
    }

    /** Polls until there are so many flows. */
    void pollUntilFlows(int count) throws Exception {
        pollUntil(() -> flows.size() >= count);
    }

    private void take(FlowBatch batch) {
        ended |= batch.ended();
        if (batch.afterGap()) {
            gaps.add(flows.size());
            batch.gaps().forEach(gap -> gapTimes = Gap.add(gapTimes, gap));
        }
        batch.flows().stream().map(Flow::uuid).forEach(flows::add);
        batch.refused().forEach(refusal -> refused.merge(refusal.reason().name(), refusal.flows(), Long::sum));
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
