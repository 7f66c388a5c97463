package io.flowexporter.api.object;

import io.flowexporter.api.flow.Tag;

/**
 * A run of one tag's records on its way into an object. A store sees how large it is and not what is in it. Each chunk
 * is appended, split or dropped exactly once; a second use throws {@link IllegalStateException}.
 */
public interface Chunk {
    /** The tag of all its records. */
    Tag tag();

    /** How many records; at least 1. */
    int size();

    /** How many bytes the records will have before compression, estimated. */
    long bytes();

    /**
     * Cuts the chunk in two and uses it up.
     *
     * @param records how many go into the first; more than 0 and less than {@link #size()}
     */
    Split split(int records);

    /**
     * A chunk that was cut.
     *
     * @param first the older records
     * @param rest the younger ones
     */
    record Split(Chunk first, Chunk rest) {}
}
