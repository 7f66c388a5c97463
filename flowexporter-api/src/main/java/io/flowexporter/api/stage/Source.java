package io.flowexporter.api.stage;

import io.flowexporter.api.flow.FlowBatch;
import java.time.Duration;

/** Where flows come from. */
@FunctionalInterface
public interface Source extends Stage {
    /**
     * Waits for flows. Returns early when there are some; {@link FlowBatch#empty()} when none came in time; a batch that
     * has {@link FlowBatch#ended() ended} when none will come any more.
     *
     * @param maxWait how long to wait at most
     * @throws InterruptedException when the pipeline is stopped meanwhile
     * @throws Exception if the source can't go on; the pipeline stores what it has and stops
     */
    FlowBatch poll(Duration maxWait) throws Exception;

    /**
     * Whether what is not taken in time is lost at its origin. A pipeline lets any other source wait before it drops a
     * flow because too many wait.
     */
    default boolean live() {
        return false;
    }
}
