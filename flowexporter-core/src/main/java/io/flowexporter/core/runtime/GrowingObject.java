package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.object.Chunk;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.OpenObject;
import io.flowexporter.core.durability.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object from its opening to its assembly. Chunks wait until they are worth a part; parts are encoded on workers while
 * the object grows. Used on the pipeline's thread.
 */
final class GrowingObject<R> implements OpenObject {
    private final TagLane<R> lane;
    private final PartFactory<R> factory;
    private final List<PartSlot> slots = new ArrayList<>();
    private final List<BatchHold> batches = new ArrayList<>();
    private List<RecordChunk<R>> pending = new ArrayList<>();
    private long pendingBytes;
    private int records;
    private long bytes;
    private Optional<ObjectDraft> draft = Optional.empty();
    private Map<String, String> state = Map.of();
    private boolean complete = true;
    private List<Gap> gaps = List.of();
    private boolean abandoned;

    /** One part: being made, or made. */
    static final class PartSlot {
        private final Provenance provenance;
        private final int records;
        private int dropped;
        private Optional<EncodedPart> made = Optional.empty();
        private boolean ready;

        PartSlot(int records, Provenance provenance) {
            this.records = records;
            this.provenance = provenance;
        }

        int remaining() {
            return records - dropped;
        }

        /** Whether a record is neither dropped nor known to have failed. */
        boolean holds(int record) {
            return record >= dropped
                    && made.map(part -> part.starts()[record] >= 0).orElse(!ready);
        }
    }

    GrowingObject(TagLane<R> lane, PartFactory<R> factory) {
        this.lane = lane;
        this.factory = factory;
    }

    TagLane<R> lane() {
        return lane;
    }

    @Override
    public void append(Chunk chunk) {
        if (draft.isPresent()) {
            throw new IllegalStateException("A chunk was appended to the closed object " + draft.get());
        }
        RecordChunk<R> own = lane.own(chunk);
        own.use();
        pending.add(own);
        pendingBytes += own.bytes();
        records += own.size();
        lane.waitingChanged(own.size());
        bytes += own.bytes();
        factory.pending(own.ownBytes());
        if (pendingBytes >= factory.partBytes()) {
            seal();
        }
    }

    /** Has what waits encoded. */
    void seal() {
        if (pending.isEmpty()) {
            return;
        }
        List<RecordChunk<R>> chunks = pending;
        long sealedBytes = pendingBytes;
        pending = new ArrayList<>();
        pendingBytes = 0;
        List<R> together = together(chunks);
        PartSlot slot = new PartSlot(
                together.size(),
                Provenance.together(chunks.stream().map(RecordChunk::provenance).toList()));
        slots.add(slot);
        chunks.forEach(this::keepBatches);
        factory.encode(together, sealedBytes, chunks, (part, failure) -> made(slot, part, failure));
    }

    private List<R> together(List<RecordChunk<R>> chunks) {
        if (chunks.size() == 1) {
            return chunks.get(0).records();
        }
        int count = 0;
        for (RecordChunk<R> chunk : chunks) {
            count += chunk.size();
        }
        List<R> together = new ArrayList<>(count);
        for (RecordChunk<R> chunk : chunks) {
            together.addAll(chunk.records());
        }
        return together;
    }

    /** Takes over the holds of a chunk: one a batch is enough. */
    private void keepBatches(RecordChunk<R> chunk) {
        for (BatchHold batch : chunk.batches()) {
            if (!batches.isEmpty() && batches.get(batches.size() - 1) == batch) {
                batch.release();
            } else {
                batches.add(batch);
            }
        }
    }

    private void made(PartSlot slot, Optional<EncodedPart> part, Optional<Exception> failure) {
        slot.ready = true;
        if (abandoned || slot.remaining() == 0) {
            part.ifPresent(factory::forget);
            return;
        }
        slot.made = part;
        int kept = part.map(made -> made.encodedFrom(slot.dropped)).orElse(0);
        int failed = slot.remaining() - kept;
        if (failed > 0) {
            records -= failed;
            lane.waitingChanged(-failed);
            slot.provenance.share(
                    failed,
                    record -> record >= slot.dropped && !slot.holds(record),
                    (tally, count) -> lane.encodeFailed(tally, count, failure));
            if (draft.isPresent()) {
                complete = false;
            } else {
                lane.markIncomplete();
            }
            releaseIfEmpty();
        }
        lane.progress();
    }

    @Override
    public int records() {
        return records;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public void close(ObjectDraft closing) {
        if (draft.isPresent()) {
            throw new IllegalStateException("The object " + draft.get() + " was closed a second time");
        }
        draft = Optional.of(closing);
        state = lane.takeState();
        complete = lane.takeComplete();
        gaps = lane.takeGaps();
        seal();
        lane.closed(this);
    }

    ObjectDraft draft() {
        return draft.orElseThrow();
    }

    boolean complete() {
        return complete;
    }

    /** What the store put into its state when it closed the object. */
    Map<String, String> state() {
        return state;
    }

    List<Gap> gaps() {
        return gaps;
    }

    /** Whether all parts are made. */
    boolean ready() {
        for (PartSlot slot : slots) {
            if (!slot.ready) {
                return false;
            }
        }
        return true;
    }

    /** Takes the oldest records away, at most so many; returns how many, and tells where they are counted. */
    int dropOldest(int atMost, Provenance.Share share) {
        int left = atMost;
        while (left > 0 && !slots.isEmpty()) {
            PartSlot oldest = slots.get(0);
            int count = Math.min(left, oldest.remaining());
            // Records that failed to encode are gone and counted already.
            int gone = oldest.made
                    .map(part -> part.encodedFrom(oldest.dropped) - part.encodedFrom(oldest.dropped + count))
                    .orElse(oldest.ready ? 0 : count);
            int end = oldest.dropped + count;
            oldest.provenance.share(gone, record -> record < end && oldest.holds(record), share);
            oldest.dropped = end;
            left -= gone;
            if (oldest.remaining() == 0) {
                slots.remove(0);
                oldest.made.ifPresent(factory::forget);
            }
        }
        while (left > 0 && !pending.isEmpty()) {
            RecordChunk<R> oldest = pending.remove(0);
            pendingBytes -= oldest.bytes();
            factory.pending(-oldest.ownBytes());
            int count = Math.min(left, oldest.size());
            oldest.provenance().share(count, record -> record < count, share);
            left -= count;
            if (count < oldest.size()) {
                RecordChunk<R> rest = oldest.rest(count);
                rest.use();
                pending.add(0, rest);
                pendingBytes += rest.bytes();
                factory.pending(rest.ownBytes());
            } else {
                oldest.unpin();
                oldest.release();
            }
        }
        int dropped = atMost - left;
        if (records > 0) {
            bytes -= bytes * dropped / records;
        }
        records -= dropped;
        lane.waitingChanged(-dropped);
        releaseIfEmpty();
        return dropped;
    }

    /** The pieces to assemble it of. */
    List<ObjectMaker.Piece> pieces() {
        List<ObjectMaker.Piece> pieces = new ArrayList<>();
        for (PartSlot slot : slots) {
            slot.made.ifPresent(part -> pieces.add(new ObjectMaker.Piece(part, slot.dropped)));
        }
        return pieces;
    }

    /**
     * Adds the flows of the records that it is assembled of.
     *
     * @return how many of those records came in for no flow
     */
    int cover(Coverage.Builder coverage) {
        int ofNoFlow = 0;
        for (PartSlot slot : slots) {
            ofNoFlow += slot.provenance.cover(slot::holds, coverage);
        }
        return ofNoFlow;
    }

    /** Where all its records are counted. */
    void share(Provenance.Share share) {
        for (PartSlot slot : slots) {
            int count = slot.made.map(part -> part.encodedFrom(slot.dropped)).orElse(slot.ready ? 0 : slot.remaining());
            slot.provenance.share(count, slot::holds, share);
        }
    }

    /** Forgets the parts: the object was assembled, or is given up. */
    void forgetParts() {
        for (PartSlot slot : slots) {
            slot.made.ifPresent(factory::forget);
        }
        slots.clear();
        abandoned = true;
    }

    /** An object that lost all its records may stay open for long, or for ever. */
    private void releaseIfEmpty() {
        if (records == 0) {
            release();
        }
    }

    /** Lets the batches know that nothing of them is here any more. */
    void release() {
        batches.forEach(BatchHold::release);
        batches.clear();
    }
}
