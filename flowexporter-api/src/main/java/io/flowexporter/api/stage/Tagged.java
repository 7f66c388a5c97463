package io.flowexporter.api.stage;

import io.flowexporter.api.flow.Tag;
import java.util.Objects;

/**
 * A record with its tag.
 *
 * @param <R> the record
 * @param tag the tag that it is stored under
 * @param record the record
 */
public record Tagged<R>(Tag tag, R record) {
    public Tagged {
        Objects.requireNonNull(tag, "tag");
        Objects.requireNonNull(record, "record");
    }
}
