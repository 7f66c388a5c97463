package io.flowexporter.api;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;

/**
 * Is told what happens, a batch or an object at a time. Called on the pipeline's thread; must not block. What it throws
 * is logged and else ignored.
 */
public interface PipelineListener {
    /** Flows were received. */
    default void received(long flows) {}

    /** Flows were filtered. */
    default void filtered(Tag tag, long flows) {}

    /** Records were dropped at that stage. */
    default void dropped(StageKind stage, Tag tag, DropReason reason, long records) {}

    /** An object is on this machine's disk: from now on it outlives the process, until it is in the store. */
    default void secured(ObjectInfo object, long bytes) {}

    /** An object is in the store. */
    default void written(ObjectInfo object, long bytes) {}

    /** An object could not be written; it is tried again. */
    default void writeFailed(ObjectInfo object, Exception cause) {}

    /** A stage threw. */
    default void stageFailed(StageKind stage, Exception cause) {}
}
