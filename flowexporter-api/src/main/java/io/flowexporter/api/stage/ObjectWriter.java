package io.flowexporter.api.stage;

import io.flowexporter.api.object.StoredObject;
import java.io.IOException;

/**
 * Brings objects into a store. Called by several threads at once, but for one tag's objects one after the other, in
 * order.
 */
@FunctionalInterface
public interface ObjectWriter extends Stage {
    /**
     * Writes an object; when it returns, the object is there, whole. It never replaces other content.
     *
     * @throws io.flowexporter.api.object.KeyTakenException if other content lies under the key: core finds another key
     * @throws io.flowexporter.api.object.RejectedException if the store will never take it
     * @throws io.flowexporter.api.object.RetryAfterException if the store said when to try again
     * @throws io.flowexporter.api.object.OperatorNeededException if no object can be written until somebody changes the store
     *     or the configuration: core tries again, but not so often
     * @throws IOException for any other failure: core tries again, later and later
     * @throws InterruptedException when the pipeline's time to close is over
     */
    void write(StoredObject object) throws IOException, InterruptedException;
}
