package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Mangler;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One tag's records between transform and store: those that can go on, and behind them those that wait for an answer, in
 * the order they came. Used on the pipeline's thread.
 */
final class TagIntake<R> {
    private final Tag tag;
    private final Optional<Mangler<R>> mangler;
    private final Deque<Late<R>> late = new ArrayDeque<>();
    private Run<R> ready = new Run<>();

    private record Late<R>(StageCall.Waiting<R> waiting, R record, long bytes, List<BatchHold> batches) {
        boolean isDue(Instant now) {
            return waiting == null || waiting.isDue(now);
        }

        R make() {
            return waiting == null ? record : waiting.make();
        }
    }

    /** Records that go on together, and the batches that they are of. */
    static final class Run<R> {
        private final List<R> records = new ArrayList<>();
        private final Set<BatchHold> batches = new LinkedHashSet<>();
        private final List<BatchHold> held = new ArrayList<>();
        private BatchHold latest;
        private long bytes;

        void add(R record, long size, List<BatchHold> of) {
            records.add(record);
            bytes += size;
            for (BatchHold batch : of) {
                addBatch(batch);
            }
        }

        void addBatch(BatchHold batch) {
            if (batch != latest) {
                latest = batch;
                batches.add(batch);
            }
        }

        List<R> records() {
            return records;
        }

        List<BatchHold> batches() {
            return List.copyOf(batches);
        }

        long bytes() {
            return bytes;
        }

        /** Lets go of what was held while records waited. */
        void releaseHeld() {
            for (BatchHold batch : held) {
                batch.unpin();
                batch.release();
            }
            held.clear();
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

    /** Adds a record of a batch that is in hand. */
    void add(R record, long bytes, List<BatchHold> batches) {
        if (late.isEmpty()) {
            ready.add(record, bytes, batches);
        } else {
            addLate(new Late<>(null, record, bytes, batches));
        }
    }

    /** Adds a record that waits for an answer. */
    void add(StageCall.Waiting<R> waiting, long bytes, List<BatchHold> batches) {
        addLate(new Late<>(waiting, null, bytes, batches));
    }

    private void addLate(Late<R> entry) {
        for (BatchHold batch : entry.batches()) {
            batch.hold();
            batch.pin();
        }
        late.add(entry);
    }

    boolean waits() {
        return !late.isEmpty();
    }

    /**
     * Takes what can go on now.
     *
     * @param patient whether to wait for answers
     * @param failed gets what looking for an answer or making a record threw; the record is gone then
     */
    Run<R> take(Instant now, boolean patient, Consumer<Throwable> failed) {
        while (!late.isEmpty()) {
            Late<R> entry = late.peek();
            try {
                if (patient && !entry.isDue(now)) {
                    break;
                }
                ready.add(entry.make(), entry.bytes(), entry.batches());
            } catch (Throwable e) {
                entry.batches().forEach(ready::addBatch);
                failed.accept(e);
            }
            late.remove();
            ready.held.addAll(entry.batches());
        }
        Run<R> taken = ready;
        if (!taken.records.isEmpty() || !taken.held.isEmpty()) {
            ready = new Run<>();
        }
        return taken;
    }
}
