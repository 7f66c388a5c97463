package io.flowexporter.core.runtime;

import io.flowexporter.api.Meters;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.StageSpec;
import io.flowexporter.api.State;
import io.flowexporter.api.topology.Topology;
import java.time.InstantSource;
import java.util.Optional;

/** What surrounds the stages of one running pipeline. */
final class Surroundings {
    private final String pipeline;
    private final InstantSource clock;
    private final MeterBoard board;
    private final DurableState state;
    private final Redaction redaction;
    private Optional<Topology> topology = Optional.empty();

    Surroundings(String pipeline, InstantSource clock, MeterBoard board, DurableState state, Redaction redaction) {
        this.redaction = redaction;
        this.state = state;
        this.pipeline = pipeline;
        this.clock = clock;
        this.board = board;
    }

    void topology(Topology made) {
        topology = Optional.of(made);
    }

    /** The logger of a part; logs that show no more than a logger's last name still tell the pipelines apart. */
    System.Logger logger(String part) {
        return redaction.over(System.getLogger("flowexporter." + pipeline.replace('.', '_') + '/' + part));
    }

    StageContext of(StageSpec<?> stage) {
        String section = stage.type().kind().section();
        return new Context(
                pipeline,
                stage.type().path(),
                logger(section),
                board.of(section),
                clock,
                stage.type().asksTopology() ? topology : Optional.empty(),
                state.of(stage.type().path()));
    }

    /** What surrounds a part of the pipeline that is no stage of its own. */
    StageContext of(String part) {
        return new Context(
                pipeline, "pipeline." + part, logger(part), board.of(part), clock, Optional.empty(), state.of(part));
    }

    private record Context(
            String pipeline,
            String path,
            System.Logger logger,
            Meters meters,
            InstantSource clock,
            Optional<Topology> asked,
            State state)
            implements StageContext {
        @Override
        public Topology topology() {
            return asked.orElseThrow(() -> new IllegalStateException("Cannot ask the topology from " + path
                    + ": its stage type does not say so; declare it with askingTopology()"));
        }
    }
}
