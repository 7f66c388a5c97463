package io.flowexporter.core.classify;

import io.flowexporter.api.flow.DirectionTags;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Classifier;

/** Classifies by networks that do not change. */
record SubnetClassifier(DirectionTags tags) implements Classifier {
    @Override
    public Tag classify(Flow flow) {
        return tags.tag(flow.network());
    }

    @Override
    public boolean keepsFlows() {
        return false;
    }
}
