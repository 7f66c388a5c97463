package io.flowexporter.api.stage;

import io.flowexporter.api.object.ObjectInfo;
import java.io.IOException;

/** Counts what was written. Called on one thread at a time, after each object that is in the store. */
@FunctionalInterface
public interface Account extends Stage {
    /**
     * An object was written.
     *
     * @param bytes its length in the store
     * @throws IOException if it can't be counted; logged, the object stays written
     */
    void written(ObjectInfo info, long bytes) throws IOException;
}
