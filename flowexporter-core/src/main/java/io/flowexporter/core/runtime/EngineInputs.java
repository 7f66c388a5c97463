package io.flowexporter.core.runtime;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageKind;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.runtime.PipelineStatus.Drop;
import io.flowexporter.core.runtime.PipelineStatus.DurabilityNumbers;
import io.flowexporter.core.runtime.PipelineStatus.StageNumbers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a status takes from books and output. The books count for the whole pipeline, so what each stage got is followed from
 * the source on; what stages create, absorb and keep back is the last one's before the store.
 */
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

    EngineInputs(Pipeline pipeline, Books books, RecentEvents events, Optional<? extends ObjectOutput<?>> output) {
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
        long waiting = output.map(ObjectOutput::closedObjects).orElse(0);
        return new DurabilityNumbers(Durability.Mode.MEMORY, 0, 0, 0, 0, waiting, oldest, 0, false);
    }

    @Override
    public List<StageNumbers> stages() {
        Ledger ledger = ledger();
        List<Drop> drops = drops();
        long inStore = waiting().values().stream().mapToLong(Long::longValue).sum();
        StageKind keeper = has(StageKind.MANGLE)
                ? StageKind.MANGLE
                : has(StageKind.TRANSFORM) ? StageKind.TRANSFORM : StageKind.STORE;
        List<StageNumbers> rows = new ArrayList<>();
        long in = ledger.received();
        for (StageKind kind : ROWS) {
            long lost = sum(drops, kind, true);
            long leftOut = sum(drops, kind, false) + (kind == StageKind.FILTER ? ledger.filtered() : 0);
            if (!has(kind) && lost + leftOut == 0) {
                continue;
            }
            boolean keeps = kind == keeper;
            long created = keeps ? ledger.created() : 0;
            long absorbed = keeps ? ledger.absorbed() : 0;
            long retained = (keeps ? ledger.waiting() - inStore : 0) + (kind == StageKind.STORE ? inStore : 0);
            long emitted = in + created - absorbed - leftOut - lost - retained;
            rows.add(new StageNumbers(
                    kind.section(), type(kind), in, created, emitted, absorbed, leftOut, lost, retained));
            in = emitted;
        }
        return rows;
    }

    private boolean has(StageKind kind) {
        return pipeline.stage(kind).isPresent();
    }

    private String type(StageKind kind) {
        return pipeline.stage(kind).map(Object::toString).orElse("");
    }

    private static long sum(List<Drop> drops, StageKind kind, boolean lost) {
        return drops.stream()
                .filter(drop -> drop.stage().equals(kind.section()) && drop.lost() == lost)
                .mapToLong(Drop::records)
                .sum();
    }
}
