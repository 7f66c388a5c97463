package io.flowexporter.api.stage;

import io.flowexporter.api.flow.Flow;

/**
 * The simplest transform: at most one record a flow.
 *
 * @param <R> the record
 */
@FunctionalInterface
public interface Mapper<R> {
    /** The flow's record; null leaves the flow out (counted). */
    R map(Flow flow);
}
