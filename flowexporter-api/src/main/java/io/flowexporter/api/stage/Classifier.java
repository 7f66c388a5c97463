package io.flowexporter.api.stage;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;

/** Finds the tag of a flow. Called once a flow; must not keep the flow. */
@FunctionalInterface
public interface Classifier extends Stage {
    /** The flow's tag. */
    Tag classify(Flow flow);
}
