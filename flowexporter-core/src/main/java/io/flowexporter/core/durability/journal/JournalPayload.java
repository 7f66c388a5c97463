package io.flowexporter.core.durability.journal;

import java.io.IOException;
import java.io.OutputStream;

/** Writes what an entry is to hold. */
@FunctionalInterface
public interface JournalPayload {
    /** Writes all of it; may be called once. */
    void writeTo(OutputStream out) throws IOException;
}
