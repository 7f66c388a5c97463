package io.flowexporter.core.runtime;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageKind;
import io.flowexporter.core.runtime.PipelineStatus.Connection;
import io.flowexporter.core.runtime.PipelineStatus.DurabilityNumbers;
import io.flowexporter.core.runtime.PipelineStatus.Rates;
import io.flowexporter.core.runtime.PipelineStatus.SourceState;
import io.flowexporter.core.runtime.PipelineStatus.StageNumbers;
import io.flowexporter.core.runtime.PipelineStatus.State;
import io.flowexporter.core.runtime.PipelineStatus.StoreState;
import io.flowexporter.core.runtime.PipelineStatus.TagNumbers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Where a pipeline puts up what it is doing. Written by the pipeline's thread, a few times a second; read by any thread, which
 * never makes it wait.
 */
final class StatusBoard {
    private static final long EACH = TimeUnit.MILLISECONDS.toNanos(250);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration RECENT = Duration.ofMinutes(10);
    private static final double NEARLY_FULL = 0.7;
    private static final String CONNECTED = StageKind.SUBSCRIBER.section() + ".connected";
    private static final String SILENT_FOR = StageKind.SUBSCRIBER.section() + ".seconds_since_last_message";

    private final Pipeline pipeline;
    private final StatusInputs inputs;
    private final RecentEvents events;
    private final MeterBoard meters;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Redaction redaction;
    private final Instant since;
    private final String stages;
    private final FlowRates rates = new FlowRates();
    private final FailingStages failingStages = new FailingStages(PATIENCE);
    private Optional<Instant> disconnectedSince = Optional.empty();
    private volatile Snapshot latest;

    private record Snapshot(
            long nanos,
            Instant taken,
            Ledger ledger,
            long conservationError,
            Rates rates,
            List<StageNumbers> numbers,
            List<PipelineStatus.Drop> drops,
            List<TagNumbers> tags,
            List<PipelineStatus.RecentObject> objects,
            Optional<StoreState> store,
            SourceState source,
            DurabilityNumbers durability,
            List<String> notReady,
            List<String> warnings) {}

    /**
     * A board.
     *
     * @param clock is read on the pipeline's thread alone
     * @param nanoTime passes evenly, whatever is done to the clock
     */
    StatusBoard(
            Pipeline pipeline,
            StatusInputs inputs,
            RecentEvents events,
            MeterBoard meters,
            InstantSource clock,
            LongSupplier nanoTime,
            Redaction redaction) {
        this.pipeline = pipeline;
        this.inputs = inputs;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.redaction = redaction;
        this.since = clock.instant();
        this.stages = redaction.shown(pipeline.toString().replaceFirst("^[^:]*: ", ""));
        publish();
    }

    /** Puts up what is so now, unless that was done a moment ago. */
    void publishSometimes() {
        if (nanoTime.getAsLong() - latest.nanos() >= EACH) {
            publish();
        }
    }

    /** Puts up what is so now. */
    void publish() {
        Instant now = clock.instant();
        long nanos = nanoTime.getAsLong();
        Ledger ledger = inputs.ledger();
        List<StageNumbers> numbers = inputs.stages();
        DurabilityNumbers durability = inputs.durability(now);
        Optional<StoreState> store = pipeline.stage(StageKind.WRITE).map(writer -> events.store(writer.toString()));
        SourceState source = source(now);
        List<String> notReady = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        store.ifPresent(state -> judge(state, now, notReady, warnings));
        judge(source, now, notReady, warnings);
        notReady.addAll(failingStages.complaints(numbers, now));
        judge(durability, notReady, warnings);
        tellOfLosses(now, warnings);
        long conservationError = inputs.conservationError();
        tellOfErrors(conservationError, numbers, warnings);
        latest = new Snapshot(
                nanos,
                now,
                ledger,
                conservationError,
                rates.at(nanos, ledger),
                numbers,
                inputs.drops(),
                events.tags(inputs.waiting()),
                events.objects(),
                store,
                source,
                durability,
                List.copyOf(notReady),
                List.copyOf(warnings));
    }

    private SourceState source(Instant now) {
        Optional<Long> connected = meters.gauge(CONNECTED);
        boolean away = connected.filter(value -> value == 0).isPresent();
        disconnectedSince = away ? disconnectedSince.or(() -> Optional.of(now)) : Optional.empty();
        Connection connection =
                connected.isEmpty() ? Connection.UNKNOWN : away ? Connection.DISCONNECTED : Connection.CONNECTED;
        return new SourceState(
                pipeline.stage(StageKind.SUBSCRIBER).map(Object::toString).orElse(""),
                connection,
                disconnectedSince,
                meters.gauge(SILENT_FOR),
                events.gaps(),
                events.lastGap());
    }

    private static boolean isLong(Instant since, Instant now) {
        return !now.isBefore(since.plus(PATIENCE));
    }

    private static void judge(StoreState store, Instant now, List<String> notReady, List<String> warnings) {
        store.failingSince().ifPresent(failing -> {
            String words = "the store has taken no object for " + Words.time(Duration.between(failing, now)) + ": "
                    + store.lastError() + (store.check().isEmpty() ? "" : ". " + store.check());
            (isLong(failing, now) ? notReady : warnings).add(words);
        });
    }

    private void judge(SourceState source, Instant now, List<String> notReady, List<String> warnings) {
        source.disconnectedSince()
                .ifPresent(away -> (isLong(away, now) ? notReady : warnings)
                        .add("the source has not been connected for " + Words.time(Duration.between(away, now))
                                + "; the log says why"));
        source.lastGap()
                .filter(gap -> now.isBefore(gap.plus(RECENT)))
                .ifPresent(gap -> warnings.add("flows may be missing: the source told of a gap "
                        + Words.time(Duration.between(gap, now)) + " ago"));
    }

    private static void judge(DurabilityNumbers durability, List<String> notReady, List<String> warnings) {
        if (durability.full()) {
            notReady.add("the disk may take no more: " + Words.count(durability.objectsWaiting(), "object")
                    + " wait for the store; mend the store, or give pipeline.durability.max_bytes more");
        } else if (durability.used() >= NEARLY_FULL) {
            warnings.add(Math.round(durability.used() * 100) + " % of pipeline.durability.max_bytes are taken");
        }
        if (durability.quarantined() > 0) {
            warnings.add(Words.count(durability.quarantined(), "object")
                    + " set aside, since the store refuses them for good");
        }
    }

    private void tellOfLosses(Instant now, List<String> warnings) {
        for (RecentEvents.Loss loss : events.losses()) {
            if (now.isBefore(loss.last().plus(RECENT))) {
                warnings.add(Words.count(loss.drop().records(), "record") + " lost by stage "
                        + loss.drop().stage() + " (" + loss.drop().reason() + "), the last one "
                        + Words.time(Duration.between(loss.last(), now)) + " ago");
            }
        }
    }

    private static void tellOfErrors(long conservationError, List<StageNumbers> numbers, List<String> warnings) {
        if (conservationError != 0) {
            warnings.add("the ledger does not add up: " + Words.count(conservationError, "record")
                    + " unaccounted for; the log names the stage");
        }
        for (StageNumbers stage : numbers) {
            if (stage.difference() != 0) {
                warnings.add("the numbers of stage " + stage.stage() + " do not add up: "
                        + Words.count(Math.abs(stage.difference()), "record") + " unaccounted for");
            }
        }
    }

    /**
     * The status. Called on any thread.
     *
     * @param stopping whether the pipeline was told to stop
     * @param ended whether it has
     * @param failure why it stopped by itself, or ""
     */
    PipelineStatus status(boolean stopping, boolean ended, String failure) {
        Snapshot shown = latest;
        Duration still = Duration.ofNanos(nanoTime.getAsLong() - shown.nanos());
        State state = state(stopping, ended, !failure.isEmpty(), still);
        List<String> notReady = new ArrayList<>();
        String words = switch (state) {
            case RUNNING -> "running";
            case STOPPING -> "stopping: what was received is being stored";
            case STUCK -> "stuck: a stage has not returned for " + Words.time(still);
            case ENDED -> "ended";
            case FAILED -> "stopped by itself: " + redaction.shown(failure);
        };
        if (state != State.RUNNING && state != State.ENDED) {
            notReady.add(words);
        }
        if (!ended) {
            notReady.addAll(shown.notReady());
        }
        return new PipelineStatus(
                pipeline.name(),
                stages,
                shown.taken(),
                since,
                state,
                words,
                ended ? Duration.ZERO : still,
                shown.ledger(),
                shown.conservationError(),
                shown.rates(),
                shown.numbers(),
                shown.drops(),
                shown.tags(),
                shown.objects(),
                shown.store(),
                shown.source(),
                shown.durability(),
                meters.counters(),
                meters.gauges(),
                meters.timers(),
                notReady,
                shown.warnings());
    }

    private static State state(boolean stopping, boolean ended, boolean failed, Duration still) {
        if (failed) {
            return State.FAILED;
        }
        if (ended) {
            return State.ENDED;
        }
        if (still.compareTo(PATIENCE) >= 0) {
            return State.STUCK;
        }
        return stopping ? State.STOPPING : State.RUNNING;
    }
}
