package io.flowexporter.core.source;

import io.flowexporter.api.Meters;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.State;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.core.internal.LogLines;
import io.flowexporter.testkit.TestContext;
import java.time.InstantSource;
import java.util.List;

/** A test's context whose log can be read. */
final class LoggedContext implements StageContext {
    private final TestContext context = new TestContext();
    private final LogLines lines = new LogLines();

    /** All log lines so far. */
    List<String> lines() {
        return lines.texts();
    }

    /** What a meter shows. */
    long meter(String name) {
        return context.meter(name);
    }

    @Override
    public String pipeline() {
        return context.pipeline();
    }

    @Override
    public String path() {
        return context.path();
    }

    @Override
    public System.Logger logger() {
        return lines;
    }

    @Override
    public Meters meters() {
        return context.meters();
    }

    @Override
    public InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    public Topology topology() {
        return context.topology();
    }

    @Override
    public State state() {
        return context.state();
    }
}
