package io.flowexporter.core.status;

import io.flowexporter.api.flow.DropReason.Kind;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.runtime.Ledger;
import io.flowexporter.core.runtime.PipelineStatus;
import io.flowexporter.core.runtime.PipelineStatus.AtMost;
import io.flowexporter.core.runtime.PipelineStatus.Connection;
import io.flowexporter.core.runtime.PipelineStatus.Drop;
import io.flowexporter.core.runtime.PipelineStatus.DurabilityNumbers;
import io.flowexporter.core.runtime.PipelineStatus.Rates;
import io.flowexporter.core.runtime.PipelineStatus.RecentObject;
import io.flowexporter.core.runtime.PipelineStatus.SourceState;
import io.flowexporter.core.runtime.PipelineStatus.StageNumbers;
import io.flowexporter.core.runtime.PipelineStatus.StoreState;
import io.flowexporter.core.runtime.PipelineStatus.TagNumbers;
import io.flowexporter.core.runtime.PipelineStatus.TimesTaken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Statuses made up for tests. */
final class Statuses {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static final TimesTaken TIMES = new TimesTaken(
            List.of(new AtMost(Duration.ofMillis(50), 3), new AtMost(Duration.ofSeconds(1), 4)),
            5,
            Duration.ofMillis(2500));

    /** One that has something of all. */
    static final PipelineStatus FULL = with("edge");

    private Statuses() {}

    /** One in which all that is text is that text. */
    static PipelineStatus with(String text) {
        return with(
                text,
                new Ledger(10, 0, 1, 1, 2, 0, 0, 5, 1, 1, 100),
                new StageNumbers(text, text, 10, 0, 9, 0, 1, 0, 0));
    }

    /** One with those books. */
    static PipelineStatus with(Ledger ledger, StageNumbers stage) {
        return with("edge", ledger, stage);
    }

    private static PipelineStatus with(String text, Ledger ledger, StageNumbers stage) {
        return new PipelineStatus(
                text,
                text,
                NOW,
                NOW,
                PipelineStatus.State.RUNNING,
                text,
                Duration.ZERO,
                ledger,
                Math.abs(ledger.difference()) + Math.abs(stage.difference()),
                new Rates(1, 1, 1, List.of(1L)),
                List.of(stage),
                List.of(
                        new Drop(text, text, Kind.LOST, 2),
                        new Drop(text, text, Kind.REJECTED, 3),
                        new Drop(text, text, Kind.LEFT_OUT, 1)),
                List.of(new TagNumbers(text, 1, 5, 1, 100, 1)),
                List.of(new RecentObject(text, text, 5, 100, true, NOW)),
                Optional.of(new StoreState(text, Optional.of(NOW), 1, 1, text, Optional.of(NOW), text)),
                new SourceState(text, Connection.CONNECTED, Optional.empty(), Optional.of(1L), 1, Optional.of(NOW)),
                new DurabilityNumbers(Durability.Mode.SPOOL, 1, 1, 1, 4, 1, Duration.ofSeconds(1), 1, false, 2),
                Map.of(
                        "subscriber." + text,
                        1L,
                        text,
                        2L,
                        "subscriber.connect_failures_" + text,
                        1L,
                        "subscriber.reconnects_" + text,
                        1L,
                        "subscriber.gap_seconds_" + text,
                        1L),
                Map.of("subscriber." + text, 1L),
                Map.of("pipeline.fsync", TIMES, "subscriber.socket_callback", TIMES, text, TIMES),
                List.of(text),
                List.of(text));
    }
}
