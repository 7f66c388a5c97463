package io.flowexporter.api.stage;

import java.io.IOException;

/** What all stages have: a beginning and an end. A stage that was not started may be closed. */
public interface Stage extends AutoCloseable {
    /**
     * Opens what the stage needs. Called once, before any other method but {@link #close()}.
     *
     * @throws Exception if the stage can't work; the pipeline does not start, and says why
     */
    default void start() throws Exception {}

    /** Frees what the stage holds. Called once, last. */
    @Override
    default void close() throws IOException {}
}
