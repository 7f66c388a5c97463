package io.flowexporter.api.stage;

import io.flowexporter.api.object.Envelope;
import java.io.IOException;
import java.io.OutputStream;

/**
 * An object's records as bytes: what {@link #begin} writes, the records with {@link #separator} between them, what
 * {@link #end} writes. Objects are made in parts while they grow, the beginning last, so an encoding keeps no state
 * between calls; it is called by several threads at once.
 *
 * @param <R> the record
 */
public interface Encoding<R> {
    /** Writes what stands before the first record. */
    void begin(Envelope envelope, OutputStream out) throws IOException;

    /**
     * Writes one record. If it throws, what it wrote is taken back, and the record alone is counted as lost.
     *
     * @throws IOException if the record can't be written
     */
    void record(R record, OutputStream out) throws IOException;

    /** What stands between two records; not to be changed by the caller. */
    byte[] separator();

    /** Writes what stands behind the last record. */
    void end(Envelope envelope, OutputStream out) throws IOException;
}
