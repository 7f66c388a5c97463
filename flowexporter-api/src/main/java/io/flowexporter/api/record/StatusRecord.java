package io.flowexporter.api.record;

import io.flowexporter.api.flow.Continuity;
import java.time.Instant;
import java.util.function.Function;

/**
 * A record that tells whether its flow's reports follow on from each other, so that the mangler {@code logstatus} can
 * serve it. Immutable.
 *
 * @param <R> the record itself
 */
public interface StatusRecord<R extends StatusRecord<R>> {
    /** Whether the flow's report follows on from the one before. */
    Continuity continuity();

    /** The topology id of the interface that the flow was captured at; "" when unknown. */
    String nodeTid();

    /** This record with the status {@code OK}. */
    R ok();

    /** The record that says: reports of this one's flow were lost. */
    R skipData(Instant now);

    /** Makes the record that says: this one's interface sent nothing. Kept for long, so it must not keep the record. */
    Function<Instant, R> noData();
}
