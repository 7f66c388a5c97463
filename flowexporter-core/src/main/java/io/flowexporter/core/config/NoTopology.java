package io.flowexporter.core.config;

import io.flowexporter.api.StageType;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;

/** Stands where there is no analyzer to ask: knows nothing, at once. Immutable. */
final class NoTopology implements Topology {
    static final StageType<Topology> TYPE =
            StageType.topology("none", (settings, context) -> new NoTopology()).doc("Looks nothing up.");

    @Override
    public Lookup<Answer> ask(String gremlin) {
        return Lookup.none();
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
