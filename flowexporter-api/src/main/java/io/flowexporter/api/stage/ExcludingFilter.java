package io.flowexporter.api.stage;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import java.util.Set;

/** Takes away the flows of some tags. */
record ExcludingFilter(Set<Tag> excluded) implements Filter {
    @Override
    public boolean keep(Tag tag, Flow flow) {
        return !excluded.contains(tag);
    }

    @Override
    public boolean keepsFlows() {
        return false;
    }
}
