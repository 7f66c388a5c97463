package io.flowexporter.api.stage;

import io.flowexporter.api.flow.Tag;
import java.time.Instant;
import java.util.List;

/**
 * The end of a pipeline that makes no objects. What it has taken counts as written.
 *
 * @param <R> the record
 */
@FunctionalInterface
public interface Sink<R> extends Stage {
    /**
     * Takes records. If it throws, they are counted as lost.
     *
     * @param records one tag's, in order; never empty; valid during the call
     */
    void take(Tag tag, List<? extends R> records, Instant now);

    /** Called several times a second. */
    default void tick(Instant now) {}

    /** Called at the end. */
    default void flush(Instant now) {}
}
