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
     * Takes nothing in any more: the pipeline is to end. Called at most once, on the thread that polls, which then polls on
     * until a batch has ended or brings nothing, if that is asked for.
     *
     * @return whether flows that were taken in may still be there to poll
     */
    default boolean stop() {
        return false;
    }

    /**
     * Whether what is not taken in time is lost at its origin. A pipeline lets any other source wait before it drops a
     * flow because too many wait.
     */
    default boolean live() {
        return false;
    }
}
