package io.flowexporter.api.stage;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import java.util.Set;

/** Says which flows go on. Must not keep the flow. */
@FunctionalInterface
public interface Filter extends Stage {
    /** A filter that takes away the flows of those tags. */
    static Filter exclude(Tag... tags) {
        return new ExcludingFilter(Set.of(tags));
    }

    /** Whether the flow goes on; one that does not is counted as filtered. */
    boolean keep(Tag tag, Flow flow);
}
