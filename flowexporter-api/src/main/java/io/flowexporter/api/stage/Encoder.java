package io.flowexporter.api.stage;

import io.flowexporter.api.object.Layout;
import io.flowexporter.api.record.RecordType;

/**
 * Turns records into bytes.
 *
 * @param <R> the records that it can write: {@code Object} for an encoder that writes whatever describes itself
 */
public interface Encoder<R> extends Stage {
    /**
     * How records of that type are written.
     *
     * @throws IllegalArgumentException if they can't be
     */
    <T extends R> Encoding<T> encoding(RecordType<T> type, Layout layout);

    /** Such as {@code application/json}. */
    String contentType();

    /** What object keys end with when nothing compresses, such as {@code .json}; may be "". */
    String suffix();
}
