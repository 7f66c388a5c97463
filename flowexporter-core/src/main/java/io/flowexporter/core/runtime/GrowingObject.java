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
    private final List<RecordPart> parts = new ArrayList<>();
    private final List<BatchHold> batches = new ArrayList<>();
    /** The last part, as long as records can be added to it. */
    private Optional<RecordPart> open = Optional.empty();

    private int records;
    private long bytes;
    private Optional<ObjectDraft> draft = Optional.empty();
    private Map<String, String> state = Map.of();
    private boolean complete = true;
    private List<Gap> gaps = List.of();
    private boolean abandoned;

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
        records += own.size();
        lane.waitingChanged(own.size());
        bytes += own.bytes();
        RecordPart part = open.orElseGet(this::nextPart);
        int before = part.records();
        Optional<Exception> failure = factory.encode(own.records(), own.bytes(), part);
        part.add(own.provenance());
        keepBatches(own);
        failure.ifPresent(cause -> lost(part, record -> record >= before && !part.isEncoded(record), cause));
        if (!part.hasEncoded()) {
            // It would never be large enough to be compressed, however many records fail.
            parts.remove(part);
            open = Optional.empty();
            factory.forget(part);
        }
        if (factory.isEnough(part)) {
            seal();
        }
    }

    private RecordPart nextPart() {
        RecordPart part = factory.begin();
        parts.add(part);
        open = Optional.of(part);
        return part;
    }

    /** Has what waits compressed. */
    void seal() {
        if (open.isPresent()) {
            RecordPart part = open.get();
            open = Optional.empty();
            factory.compress(part, failure -> made(part, failure));
        }
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

    private void made(RecordPart part, Optional<Exception> failure) {
        if (abandoned || part.isDropped()) {
            factory.forget(part);
            return;
        }
        failure.ifPresent(cause -> lost(part, record -> record >= part.dropped() && part.isEncoded(record), cause));
        lane.progress();
    }

    private void lost(RecordPart part, Provenance.Choice which, Exception cause) {
        int failed = part.count(which);
        records -= failed;
        lane.waitingChanged(-failed);
        part.provenance().share(failed, which, (tally, count) -> lane.encodeFailed(tally, count, Optional.of(cause)));
        if (draft.isPresent()) {
            complete = false;
        } else {
            lane.markIncomplete();
        }
        releaseIfEmpty();
    }

    @Override
    public int records() {
        return records;
    }

    @Override
    public long bytes() {
        return bytes;
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
        return parts.stream().allMatch(RecordPart::isReady);
    }

    /** Takes the oldest records away, at most so many; returns how many, and tells where they are counted. */
    int dropOldest(int atMost, Provenance.Share share) {
        int left = atMost;
        while (left > 0 && !parts.isEmpty()) {
            RecordPart oldest = parts.get(0);
            left -= oldest.drop(left, share);
            if (oldest.isDropped()) {
                parts.remove(0);
                if (open.filter(part -> part == oldest).isPresent()) {
                    open = Optional.empty();
                    factory.forget(oldest);
                } else if (oldest.isReady()) {
                    factory.forget(oldest);
                }
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
        return parts.stream().flatMap(part -> part.piece().stream()).toList();
    }

    /**
     * Adds the flows of the records that it is assembled of.
     *
     * @return how many of those records came in for no flow
     */
    int cover(Coverage.Builder coverage) {
        int ofNoFlow = 0;
        for (RecordPart part : parts) {
            ofNoFlow += part.provenance().cover(part::holds, coverage);
        }
        return ofNoFlow;
    }

    /** Where all its records are counted. */
    void share(Provenance.Share share) {
        for (RecordPart part : parts) {
            part.provenance().share(part.held(), part::holds, share);
        }
    }

    /** Forgets the parts: the object was assembled, or is given up. */
    void forgetParts() {
        for (RecordPart part : parts) {
            if (part.isReady()) {
                factory.forget(part);
            }
        }
        parts.clear();
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
