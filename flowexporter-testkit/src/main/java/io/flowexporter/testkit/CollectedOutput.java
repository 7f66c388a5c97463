package io.flowexporter.testkit;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Retained;
import io.flowexporter.api.topology.Lookup;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Collects what a transform or mangler under test puts out, and counts what became of what it was given. Not safe for use
 * by several threads.
 *
 * @param <R> the record
 */
public final class CollectedOutput<R> implements Output<R> {
    private final List<R> records = new ArrayList<>();
    private final Map<String, Integer> dropped = new TreeMap<>();
    private final List<String> incomplete = new ArrayList<>();
    private final Deque<Waiting<R>> waiting = new ArrayDeque<>();
    private int emitted;
    private int created;
    private int absorbed;
    private int retained;

    private record Kept(int records) implements Retained {}

    private record Waiting<R>(Lookup<?> lookup, Instant latest, Supplier<? extends R> record) {}

    @Override
    public void emit(R record) {
        emitWhen(Lookup.none(), Instant.MIN, () -> record);
    }

    @Override
    public void create(R record) {
        created++;
        emit(record);
    }

    @Override
    public void absorb(int count) {
        absorbed += count;
    }

    @Override
    public void drop(DropReason reason) {
        dropped.merge(reason.name(), 1, Integer::sum);
    }

    @Override
    public void incomplete(String why) {
        incomplete.add(why);
    }

    @Override
    public Retained retain() {
        retained++;
        return new Kept(1);
    }

    @Override
    public Retained retain(Retained also) {
        retained++;
        return new Kept(also.records() + 1);
    }

    @Override
    public void emit(R record, Retained kept) {
        retained -= kept.records();
        absorbed += kept.records() - 1;
        emit(record);
    }

    @Override
    public void drop(DropReason reason, Retained kept) {
        retained -= kept.records();
        dropped.merge(reason.name(), kept.records(), Integer::sum);
    }

    @Override
    public void absorb(Retained kept) {
        retained -= kept.records();
        absorbed += kept.records();
    }

    @Override
    public void emitWhen(Lookup<?> lookup, Instant latest, Supplier<? extends R> record) {
        emitted++;
        waiting.add(new Waiting<>(lookup, latest, record));
        advance(Instant.MIN);
    }

    /** Makes the records that wait for answers that are there, or that it is too late to wait for. */
    public void advance(Instant now) {
        while (!waiting.isEmpty()
                && (waiting.peek().lookup().done()
                        || !now.isBefore(waiting.peek().latest()))) {
            records.add(waiting.remove().record().get());
        }
    }

    /** The records so far, in order; those that wait for an answer, and all behind them, are not in it. */
    public List<R> records() {
        return Collections.unmodifiableList(records);
    }

    /** Takes the records so far away and returns them. */
    public List<R> take() {
        List<R> taken = List.copyOf(records);
        records.clear();
        return taken;
    }

    /** How many were dropped, by the reason's name. */
    public Map<String, Integer> dropped() {
        return Collections.unmodifiableMap(dropped);
    }

    /** What was said to be incomplete. */
    public List<String> incomplete() {
        return Collections.unmodifiableList(incomplete);
    }

    /** How many records are kept back. */
    public int retained() {
        return retained;
    }

    /** How many records came in for none. */
    public int created() {
        return created;
    }

    /** How many of the records given are accounted for: emitted, absorbed, dropped or kept back. */
    public int accountedFor() {
        return emitted
                - created
                + absorbed
                + retained
                + dropped.values().stream().mapToInt(Integer::intValue).sum();
    }
}
