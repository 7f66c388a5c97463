package io.flowexporter.core.runtime;

import java.time.Duration;
import java.util.Map;

/**
 * A pipeline that runs, or has run. Safe for use by several threads. On the pipeline's own thread, so in a stage, listener
 * or receipt, only {@link #stop()} helps: what waits for the end throws {@link IllegalStateException} there.
 */
public interface RunningPipeline extends AutoCloseable {
    /** The pipeline's name. */
    String name();

    /** What became of all records so far. */
    Ledger ledger();

    /** How many records were dropped, by {@code stage.reason}; unmodifiable. */
    Map<String, Long> drops();

    /** What all counters and gauges of the stages show, by {@code stage.name}. */
    Map<String, Long> meters();

    /** What it is doing, as of a moment ago. Never waits for the pipeline, nor lets it wait. */
    PipelineStatus status();

    /**
     * Takes nothing in any more; stores what is there within 25 s, or less if {@link #close(Duration)} says so: of several
     * deadlines the earliest counts. Returns at once.
     */
    void stop();

    /**
     * Waits until the pipeline has ended: its source has, or {@link #stop()} was called, and all is stored or given up.
     *
     * @return whether it has ended within that time
     */
    boolean await(Duration atMost) throws InterruptedException;

    /** Waits until the pipeline has ended. */
    Outcome join() throws InterruptedException;

    /**
     * Stops, and waits for what is on its way into the store for at most that time; what is left then is given up and
     * counted as lost. A stage that does not return from a call is waited for longer.
     */
    Outcome close(Duration deadline) throws InterruptedException;

    /** {@link #close(Duration)} with 25 s. */
    @Override
    void close();

    /**
     * How it ended.
     *
     * @param ledger what became of all records
     * @param kept how many of those that wait are kept for the pipeline's next life
     * @param failure why it stopped by itself; "" if it was told to, or its source ended
     */
    record Outcome(Ledger ledger, long kept, String failure) {
        /** Whether nothing failed, and nothing was lost or rejected: all is in the store, or kept. */
        public boolean allStored() {
            return failure.isEmpty() && notStored() == 0;
        }

        /** How many records are neither in the store nor kept, although they should be; those that could not be read included. */
        public long notStored() {
            return ledger.lost() + ledger.rejected() + ledger.waiting() - kept;
        }
    }
}
