package io.flowexporter.api.stage;

import io.flowexporter.api.object.Chunk;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectEmitter;
import java.time.Instant;

/**
 * Decides which records make an object, when it is finished and what it is called. It knows no record type and sees
 * chunks only. Each chunk is appended, split or dropped once. If it throws, the pipeline stops and says so.
 */
public interface Store extends Stage {
    /** Takes one batch's records of one tag. */
    void add(Chunk chunk, Instant now, ObjectEmitter objects);

    /** Called several times a second. */
    default void tick(Instant now, ObjectEmitter objects) {}

    /** Closes all open objects that hold records: at the end, and when they fill the memory. */
    void flush(Instant now, ObjectEmitter objects);

    /** Finds another key for a draft of this store whose key is taken. */
    ObjectDraft rekey(ObjectDraft taken, Instant now);

    /**
     * Whether records would have to be dropped if more came now, and waiting could help since objects are being written.
     * A source that can wait is not polled meanwhile.
     */
    default boolean full(ObjectEmitter objects) {
        return false;
    }
}
