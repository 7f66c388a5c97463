package io.flowexporter.api.object;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Tag;

/** What a store does with chunks. Used on the pipeline's thread, during the call it was given for. */
public interface ObjectEmitter {
    /** Begins an object of that tag; several may be open at once. */
    OpenObject open(Tag tag);

    /** Drops a chunk and uses it up; core counts and logs it. */
    void drop(Chunk chunk, DropReason reason);

    /** How many records of the tag are in open objects and in closed ones that are not yet secured. */
    int waiting(Tag tag);

    /**
     * Drops the tag's oldest waiting records. Open objects are cut at the record; a closed one goes as a whole, and not
     * once a write of it was tried, so more or fewer may go.
     *
     * @param records how many should go
     * @return how many went; core counts and logs them
     */
    int dropOldest(Tag tag, int records, DropReason reason);
}
