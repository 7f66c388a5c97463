package io.flowexporter.api.stage;

import io.flowexporter.api.flow.Flow;
import java.time.Instant;

/**
 * Makes records of flows. Each flow is emitted, absorbed, dropped or retained.
 *
 * @param <R> the record
 */
@FunctionalInterface
public interface Transform<R> extends Stage {
    /**
     * Transforms one flow. If it throws, what this call emitted is taken back, and the flow is counted as lost.
     *
     * @param flow may be kept beyond the call only as {@link Flow#copy()}
     * @param out valid during the call
     */
    void transform(Flow flow, Output<? super R> out);

    /** Called several times a second. */
    default void tick(Instant now, Output<? super R> out) {}

    /** Called at the end: emits what was kept back. */
    default void flush(Instant now, Output<? super R> out) {}
}
