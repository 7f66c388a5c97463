package io.flowexporter.api.stage;

import io.flowexporter.api.flow.Flow;
import java.io.IOException;

/** What all stages have: a beginning and an end. A stage that was not started may be closed. */
public interface Stage extends AutoCloseable {
    /**
     * Opens what the stage needs. Called once, before any other method but {@link #close()}.
     *
     * @throws Exception if the stage can't work; the pipeline does not start, and says why
     */
    default void start() throws Exception {}

    /**
     * Whether the stage may look at a flow, or at a record that is a view of one, after the call that it was given it in; its
     * {@link Flow#copy()} is no matter. If no stage of a pipeline does so, the memory of flows is used again for those that
     * come later, which is quicker. What waits in {@link Output#emitWhen} or is {@linkplain Output#retain retained} is not
     * touched either way. Asked once, before {@link #start}.
     *
     * @return true unless the stage says otherwise
     */
    default boolean keepsFlows() {
        return true;
    }

    /** Frees what the stage holds. Called once, last. */
    @Override
    default void close() throws IOException {}
}
