package io.flowexporter.core.topology;

import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;

/** Stands where there is no analyzer to ask: finds nothing, at once. Immutable. */
final class NoAnalyzer implements Topology {
    @Override
    public Lookup<Answer> ask(String gremlin) {
        return Lookup.of(Answer.EMPTY);
    }

    @Override
    public boolean isEmpty() {
        return true;
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
