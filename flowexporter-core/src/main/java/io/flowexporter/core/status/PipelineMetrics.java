package io.flowexporter.core.status;

import io.flowexporter.core.runtime.Ledger;
import io.flowexporter.core.runtime.PipelineStatus;
import io.flowexporter.core.runtime.PipelineStatus.Connection;
import io.flowexporter.core.runtime.PipelineStatus.DurabilityNumbers;
import io.flowexporter.core.runtime.PipelineStatus.StageNumbers;
import io.flowexporter.core.runtime.PipelineStatus.TagNumbers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What pipelines do, as metrics. {@code docs/status.md} lists them. For one thread. */
final class PipelineMetrics {
    private static final String PREFIX = "flowexporter_";
    private static final String CONNECT_FAILURES = "subscriber.connect_failures_";
    private static final String RECONNECTS = "subscriber.reconnects_";
    private static final String GAP_SECONDS = "subscriber.gap_seconds_";
    private static final String FSYNC = "pipeline.fsync";
    private static final String SOCKET_CALLBACK = "subscriber.socket_callback";
    private static final double MILLIS = 1000;

    private final Exposition metrics = new Exposition();

    private PipelineMetrics() {}

    static Exposition of(List<PipelineStatus> pipelines) {
        PipelineMetrics all = new PipelineMetrics();
        pipelines.forEach(all::add);
        return all.metrics;
    }

    private void add(PipelineStatus status) {
        Labels pipeline = Labels.of("pipeline", status.name());
        gauge("up", "1 while the pipeline runs or stops, 0 when it is stuck or has ended.")
                .sample(pipeline, isUp(status) ? 1 : 0);
        gauge("ready", "1 if the pipeline can do its work; /readyz says what is in its way.")
                .sample(pipeline, status.ready() ? 1 : 0);
        gauge("start_time_seconds", "When the pipeline was started, in seconds since 1970.")
                .sample(pipeline, status.since().toEpochMilli() / MILLIS);
        ledger(status, pipeline);
        stages(status);
        tags(status);
        store(status);
        source(status, pipeline);
        durability(status.durability(), pipeline);
        meters(status, pipeline);
    }

    private static boolean isUp(PipelineStatus status) {
        return status.state() == PipelineStatus.State.RUNNING || status.state() == PipelineStatus.State.STOPPING;
    }

    private Exposition.Family counter(String name, String help) {
        return metrics.counter(PREFIX + name, help);
    }

    private Exposition.Family gauge(String name, String help) {
        return metrics.gauge(PREFIX + name, help);
    }

    private void ledger(PipelineStatus status, Labels pipeline) {
        Ledger ledger = status.ledger();
        counter("flows_received", "Flows that came from the source, unreadable ones included.")
                .sample(pipeline, ledger.received());
        counter("records_created", "Records that came in for no flow.").sample(pipeline, ledger.created());
        counter("records_absorbed", "Records that went into others.").sample(pipeline, ledger.absorbed());
        counter("flows_stored", "Records in objects that are in the store, or taken by a sink.")
                .sample(pipeline, ledger.written());
        counter("flows_secured", "Records on the disk or in the store, which outlive the process.")
                .sample(pipeline, ledger.written() + status.durability().outliving());
        gauge("flows_pending", "Records that are on their way.").sample(pipeline, ledger.waiting());
        counter("objects_stored", "Objects in the store.").sample(pipeline, ledger.objects());
        counter("stored_bytes", "Bytes of those objects.").sample(pipeline, ledger.bytes());
        gauge("conservation_error", "Records that the ledger cannot account for; must be 0.")
                .sample(pipeline, status.conservationError());
        for (PipelineStatus.Drop drop : status.drops()) {
            Exposition.Family family = switch (drop.kind()) {
                case LOST -> counter("flows_dropped", "Records that were lost; any increase is worth an alert.");
                case REJECTED -> counter("flows_rejected", "Flows that could not be read.");
                case LEFT_OUT -> counter("records_left_out", "Records that do not belong into the format.");
            };
            family.sample(
                    Labels.of("pipeline", status.name(), "reason", drop.reason(), "stage", drop.stage()),
                    drop.records());
        }
    }

    private void stages(PipelineStatus status) {
        for (StageNumbers stage : status.numbers()) {
            counter("records", "What a stage did: in + created = emitted + absorbed + left_out + lost + retained.")
                    .sample(outcome("absorbed", status, stage), stage.absorbed())
                    .sample(outcome("created", status, stage), stage.created())
                    .sample(outcome("emitted", status, stage), stage.emitted())
                    .sample(outcome("in", status, stage), stage.in())
                    .sample(outcome("left_out", status, stage), stage.leftOut())
                    .sample(outcome("lost", status, stage), stage.lost());
            gauge("records_retained", "Records that a stage keeps for later.")
                    .sample(Labels.of("pipeline", status.name(), "stage", stage.stage()), stage.retained());
        }
    }

    private static Labels outcome(String outcome, PipelineStatus status, StageNumbers stage) {
        return Labels.of("outcome", outcome, "pipeline", status.name(), "stage", stage.stage());
    }

    private void tags(PipelineStatus status) {
        for (TagNumbers tag : status.tags()) {
            Labels labels = Labels.of("pipeline", status.name(), "tag", tag.tag());
            counter("flows_filtered", "Flows taken away by the filter, by their tag.")
                    .sample(labels, tag.filtered());
            counter("tag_records_stored", "Records in stored objects, by their tag.")
                    .sample(labels, tag.written());
            counter("tag_objects_stored", "Stored objects, by their tag.").sample(labels, tag.objects());
            counter("tag_stored_bytes", "Bytes of stored objects, by their tag.")
                    .sample(labels, tag.bytes());
            gauge("tag_records_pending", "Records that wait to be stored, by their tag.")
                    .sample(labels, tag.waiting());
        }
    }

    private void store(PipelineStatus status) {
        status.store().ifPresent(store -> {
            gauge("store_state", "1 for the state that the store is in: up, or failing.")
                    .sample(Labels.of("pipeline", status.name(), "state", "up"), store.up() ? 1 : 0)
                    .sample(Labels.of("pipeline", status.name(), "state", "failing"), store.up() ? 0 : 1);
            counter("upload_attempts", "Writes of objects, by how they ended.")
                    .sample(Labels.of("outcome", "stored", "pipeline", status.name()), store.stored())
                    .sample(Labels.of("outcome", "failed", "pipeline", status.name()), store.failed());
        });
    }

    private void source(PipelineStatus status, Labels pipeline) {
        if (status.source().connection() != Connection.UNKNOWN) {
            gauge("connected", "1 while the source is connected.")
                    .sample(pipeline, status.source().connection() == Connection.CONNECTED ? 1 : 0);
        }
        status.source()
                .secondsSinceLastMessage()
                .ifPresent(seconds -> gauge("seconds_since_last_message", "Seconds since the source got a message.")
                        .sample(pipeline, seconds));
        counter("source_gaps", "How often the source told that flows may be missing.")
                .sample(pipeline, status.source().gaps());
    }

    private void durability(DurabilityNumbers durability, Labels pipeline) {
        gauge("journal_bytes", "Bytes of the journal.").sample(pipeline, durability.journalBytes());
        gauge("spool_objects", "Objects in the spool.").sample(pipeline, durability.spoolObjects());
        gauge("spool_bytes", "Bytes of the spool.").sample(pipeline, durability.spoolBytes());
        gauge("spool_capacity_ratio", "How much of pipeline.durability.max_bytes is taken, from 0 to 1.")
                .sample(pipeline, durability.used());
        gauge("objects_pending", "Finished objects that are not in the store.")
                .sample(pipeline, durability.objectsWaiting());
        gauge("oldest_pending_age_seconds", "Age of what the oldest of those covers.")
                .sample(pipeline, durability.oldestWaiting().toMillis() / MILLIS);
        gauge("objects_quarantined", "Objects set aside, since the store refuses them for good.")
                .sample(pipeline, durability.quarantined());
    }

    /** What stages count themselves. Their names are labels, since whoever writes a stage may choose any. */
    private void meters(PipelineStatus status, Labels pipeline) {
        Map<String, Long> counters = new TreeMap<>(status.counters());
        byReason(status, counters, CONNECT_FAILURES, "Subscriptions that did not come about, by reason.");
        byReason(status, counters, RECONNECTS, "Connections that were made anew, by what ended the one before.");
        byReason(status, counters, GAP_SECONDS, "Seconds of which flows may be missing, by reason.");
        timers(status, pipeline);
        counters.forEach(
                (name, value) -> counter("stage_counter", "What stages count.").sample(meter(status, name), value));
        new TreeMap<>(status.gauges())
                .forEach((name, value) ->
                        gauge("stage_gauge", "What stages show.").sample(meter(status, name), value));
    }

    private void byReason(PipelineStatus status, Map<String, Long> counters, String prefix, String help) {
        String name = prefix.substring(prefix.indexOf('.') + 1, prefix.length() - 1);
        counters.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                counter(name, help)
                        .sample(Labels.of("pipeline", status.name(), "reason", key.substring(prefix.length())), value);
            }
        });
    }

    private void timers(PipelineStatus status, Labels pipeline) {
        new TreeMap<>(status.timers()).forEach((name, taken) -> {
            switch (name) {
                case FSYNC ->
                    histogram("fsync_seconds", "How long it takes to force something to the disk.")
                            .sample(pipeline, taken);
                case SOCKET_CALLBACK ->
                    histogram("socket_callback_seconds", "How long the analyzer's socket waits for a message's reader.")
                            .sample(pipeline, taken);
                default ->
                    histogram("stage_timer_seconds", "How long something takes in a stage.")
                            .sample(meter(status, name), taken);
            }
        });
    }

    private Exposition.Family histogram(String name, String help) {
        return metrics.histogram(PREFIX + name, help);
    }

    private static Labels meter(PipelineStatus status, String both) {
        int dot = both.indexOf('.');
        return Labels.of(
                "name",
                both.substring(dot + 1),
                "pipeline",
                status.name(),
                "stage",
                both.substring(0, Math.max(dot, 0)));
    }
}
