package io.flowexporter.api.stage;

import io.flowexporter.api.flow.Flow;
import java.time.Instant;
import java.util.List;

/**
 * Changes, adds or takes away records, a tag's at a time. A pipeline makes one mangler for each tag, so that its state
 * can't mix tags, or one for all of them if its type says {@code acrossTags}: that one gets {@link Tagged} records.
 *
 * @param <R> the record
 */
@FunctionalInterface
public interface Mangler<R> extends Stage {
    /**
     * Each record is emitted, absorbed, dropped or retained. If it throws, what this call emitted is taken back, and the
     * records are counted as lost.
     *
     * @param records one batch's, in order; never empty; valid during the call
     * @param now the pipeline's time, which never goes back
     * @param out valid during the call
     */
    void mangle(List<R> records, Instant now, Output<R> out);

    /**
     * Says that up to now flows may have been missed, so that nothing follows from none having come. Called before the
     * batch that comes after a gap, and before each {@link #tick} as long as none can come.
     */
    default void gap(Instant now) {}

    /**
     * Says that a flow of this tag came, of which the transform made no record: whoever waits for an interface to speak has
     * heard it. Called before the batch's records come, if any do; not called on a mangler across tags.
     */
    default void leftOut(Flow flow, Instant now) {}

    /** Called several times a second. */
    default void tick(Instant now, Output<R> out) {}

    /** Called at the end: emits what was kept back. */
    default void flush(Instant now, Output<R> out) {}
}
