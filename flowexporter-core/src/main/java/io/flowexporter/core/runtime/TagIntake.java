package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Mangler;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * One tag's records between transform and store: those that can go on, and behind them those that wait for an answer, in
 * the order they came. Used on the pipeline's thread.
 */
final class TagIntake<R> {
    private final Tag tag;
    private final Optional<Mangler<R>> mangler;
    private final Deque<Late<R>> late = new ArrayDeque<>();
    private List<Run<R>> ready = new ArrayList<>();
    /** How large a run becomes at most, as far as the last ones tell. */
    private int usualSize;

    private List<BatchHold> held = new ArrayList<>();

    private record Late<R>(StageCall.Put<R> put, long bytes) {
        boolean isDue(Instant now) {
            return put.waiting() == null || put.waiting().isDue(now);
        }
    }

    /**
     * What can go on together.
     *
     * @param runs the records, those of each batch by themselves
     * @param held what was held while records waited, to be let go of when they have gone on
     */
    record Taken<R>(List<Run<R>> runs, List<BatchHold> held) {
        void releaseHeld() {
            for (BatchHold batch : held) {
                batch.unpin();
                batch.release();
            }
        }
    }

    TagIntake(Tag tag, Optional<Mangler<R>> mangler) {
        this.tag = tag;
        this.mangler = mangler;
    }

    Tag tag() {
        return tag;
    }

    Optional<Mangler<R>> mangler() {
        return mangler;
    }

    /** Adds a flow of a batch that is in hand. */
    void add(R record, long bytes, List<BatchHold> batches, int code) {
        if (late.isEmpty()) {
            addReady(record, bytes, batches, code, List.of());
        } else {
            addLate(new Late<>(new StageCall.Put<>(record, null, tag, batches, code, List.of()), bytes));
        }
    }

    /** Adds what a transform put out. */
    void add(StageCall.Put<R> put, long bytes) {
        if (late.isEmpty() && put.waiting() == null) {
            addReady(put.record(), bytes, put.batches(), put.code(), put.several());
        } else {
            addLate(new Late<>(put, bytes));
        }
    }

    private void addReady(R record, long bytes, List<BatchHold> batches, int code, List<FlowRef> several) {
        Run<R> last = ready.isEmpty() ? null : ready.get(ready.size() - 1);
        if (last == null || !last.isOf(batches)) {
            // A tag's share of each batch is much the same.
            last = last == null ? new Run<>(tag, batches, usualSize) : new Run<>(tag, batches);
            ready.add(last);
        }
        last.add(record, bytes, code, several);
    }

    private void addLate(Late<R> entry) {
        for (BatchHold batch : entry.put().batches()) {
            batch.hold();
            batch.pin();
        }
        late.add(entry);
    }

    boolean waits() {
        return !late.isEmpty();
    }

    /** How many records wait for answers, but for those that are in objects of an earlier life. */
    int waiting() {
        int stored = 0;
        for (Late<R> entry : late) {
            stored += entry.put().isStored() ? 1 : 0;
        }
        return late.size() - stored;
    }

    /**
     * Takes what can go on now.
     *
     * @param patient whether to wait for answers
     * @param failed gets what looking for an answer or making a record threw, and what it was to be made of; the record is
     *     gone then
     */
    Taken<R> take(Instant now, boolean patient, BiConsumer<InHand, Throwable> failed) {
        while (!late.isEmpty()) {
            Late<R> entry = late.peek();
            StageCall.Put<R> put = entry.put();
            try {
                if (patient && !entry.isDue(now)) {
                    break;
                }
                addReady(put.made().record(), entry.bytes(), put.batches(), put.code(), put.several());
            } catch (Throwable e) {
                failed.accept(put.origin(tag), e);
            }
            late.remove();
            held.addAll(put.batches());
        }
        Taken<R> taken = new Taken<>(ready, held);
        if (!ready.isEmpty()) {
            usualSize = Math.max(ready.get(0).size(), usualSize - usualSize / 8);
            ready = new ArrayList<>();
        }
        if (!held.isEmpty()) {
            held = new ArrayList<>();
        }
        return taken;
    }
}
