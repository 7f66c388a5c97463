package io.flowexporter.testkit;

import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A topology that answers by a function and remembers what it was asked. Safe for use by several threads. */
public final class FixedTopology implements Topology {
    private final Function<String, Lookup<Answer>> answers;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** With a function from the query to its answer. */
    public FixedTopology(Function<String, Lookup<Answer>> answers) {
        this.answers = answers;
    }

    @Override
    public Lookup<Answer> ask(String gremlin) {
        asked.add(gremlin);
        return answers.apply(gremlin);
    }

    /** The queries so far, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        // There is nothing to give up.
    }
}
