package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.Chunk;
import java.util.List;

/** A chunk and its records, from the engine's offer to the store's decision. */
final class RecordChunk<R> implements Chunk {
    private final Tag tag;
    private final List<R> records;
    private final Provenance provenance;
    private final long bytes;
    private final List<BatchHold> batches;
    private final Unused unused;
    private boolean used;

    /** How many chunks of one and the same origin are not used yet. */
    private static final class Unused {
        private int chunks;
    }

    /** A chunk that holds the batches. */
    RecordChunk(Run<R> run) {
        this(run.tag(), run.records(), run.provenance(), run.bytes(), run.batches(), new Unused());
    }

    private RecordChunk(
            Tag tag, List<R> records, Provenance provenance, long bytes, List<BatchHold> batches, Unused unused) {
        this.provenance = provenance;
        this.unused = unused;
        unused.chunks++;
        this.tag = tag;
        this.records = records;
        this.bytes = bytes;
        this.batches = batches;
        for (BatchHold batch : batches) {
            batch.hold();
        }
    }

    @Override
    public Tag tag() {
        return tag;
    }

    @Override
    public int size() {
        return records.size();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public Split split(int count) {
        if (count <= 0 || count >= records.size()) {
            throw new IllegalArgumentException("Cannot split a chunk of " + records.size() + " records after " + count
                    + ": one part would be empty");
        }
        use();
        Split split = new Split(between(0, count), between(count, records.size()));
        release();
        return split;
    }

    private RecordChunk<R> between(int from, int to) {
        long share = bytes * to / records.size() - bytes * from / records.size();
        return new RecordChunk<>(tag, records.subList(from, to), provenance.between(from, to), share, batches, unused);
    }

    void use() {
        if (used) {
            throw new IllegalStateException("A chunk was appended, split or dropped a second time; its tag is " + tag);
        }
        used = true;
        unused.chunks--;
    }

    /** Whether it was used, and if it was split, all that it was split into. */
    boolean isWhollyUsed() {
        return unused.chunks == 0;
    }

    List<R> records() {
        return records;
    }

    /** Which flows its records are of. */
    Provenance provenance() {
        return provenance;
    }

    List<BatchHold> batches() {
        return batches;
    }

    void release() {
        batches.forEach(BatchHold::release);
    }
}
