package io.flowexporter.core.runtime;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageKind;
import io.flowexporter.core.runtime.PipelineStatus.Drop;
import io.flowexporter.core.runtime.PipelineStatus.DurabilityNumbers;
import io.flowexporter.core.runtime.PipelineStatus.StageNumbers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a status takes from books and output. */
final class EngineInputs implements StatusInputs {
    private static final List<StageKind> ROWS = List.of(
            StageKind.SUBSCRIBER,
            StageKind.CLASSIFY,
            StageKind.FILTER,
            StageKind.TRANSFORM,
            StageKind.MANGLE,
            StageKind.STORE,
            StageKind.ENCODE,
            StageKind.WRITE);

    private final Pipeline pipeline;
    private final Books books;
    private final RecentEvents events;
    private final Optional<? extends ObjectOutput<?>> output;
    private final Persistence persistence;

    EngineInputs(
            Pipeline pipeline,
            Books books,
            RecentEvents events,
            Optional<? extends ObjectOutput<?>> output,
            Persistence persistence) {
        this.persistence = persistence;
        this.pipeline = pipeline;
        this.books = books;
        this.events = events;
        this.output = output;
    }

    @Override
    public Ledger ledger() {
        return books.ledger();
    }

    @Override
    public List<Drop> drops() {
        return events.drops();
    }

    @Override
    public Map<String, Long> waiting() {
        return output.map(ObjectOutput::waitingByTag).orElse(Map.of());
    }

    @Override
    public DurabilityNumbers durability(Instant now) {
        Duration oldest = output.flatMap(ObjectOutput::oldestClosed)
                .map(since -> Duration.between(since, now))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
        long closed = output.map(ObjectOutput::closedObjects).orElse(0);
        long left = output.map(known -> known.exit().leftMemory()).orElse(0);
        boolean full = output.map(known -> known.exit().full()).orElse(false);
        long kept = output.map(known -> known.exit().secured()).orElse(0L);
        return persistence.numbers(closed + left, left, oldest, full, kept, books);
    }

    @Override
    public List<StageNumbers> stages() {
        List<StageNumbers> rows = new ArrayList<>();
        for (StageKind kind : ROWS) {
            books.numbers(kind, type(kind)).ifPresent(rows::add);
        }
        return rows;
    }

    @Override
    public long conservationError() {
        return books.conservationError();
    }

    private String type(StageKind kind) {
        return pipeline.stage(kind).map(Object::toString).orElse("");
    }
}
