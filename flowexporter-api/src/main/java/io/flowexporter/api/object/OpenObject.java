package io.flowexporter.api.object;

/**
 * An object that is being made. Records are encoded and compressed while it grows, so that what waits is small. Used on
 * the pipeline's thread only.
 */
public interface OpenObject {
    /**
     * Adds a chunk of the object's tag at the end and uses the chunk up.
     *
     * @throws IllegalStateException if the object is closed or the chunk was used before
     */
    void append(Chunk chunk);

    /** How many records it holds now: appended, less those dropped since. */
    int records();

    /** How many bytes its records have before compression, estimated. */
    long bytes();

    /**
     * Closes it: it is finished and written as soon as its parts are ready. An object without records is forgotten and
     * not written.
     *
     * @throws IllegalStateException if it is closed already
     */
    void close(ObjectDraft draft);
}
