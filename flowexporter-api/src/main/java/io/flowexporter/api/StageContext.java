package io.flowexporter.api;

import io.flowexporter.api.topology.Topology;
import java.time.InstantSource;

/** What surrounds a stage. Safe for use by several threads. */
public interface StageContext {
    /** The name of the stage's pipeline. */
    String pipeline();

    /** Where the stage stands in a configuration, such as {@code pipeline.transform.secadvisor}. */
    String path();

    /** Where the stage logs: one line an event, never a secret, never a line a flow. */
    System.Logger logger();

    /** The stage's counters and gauges. */
    Meters meters();

    /** The pipeline's clock. */
    InstantSource clock();

    /**
     * The analyzer's topology.
     *
     * @throws IllegalStateException if the stage's type does not say that it {@linkplain StageType#asksTopology asks}
     */
    Topology topology();

    /** Small state that outlives a restart if the pipeline has a directory for it. */
    State state();
}
