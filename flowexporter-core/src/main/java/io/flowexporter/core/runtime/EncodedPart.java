package io.flowexporter.core.runtime;

import io.flowexporter.api.object.Part;
import java.util.Optional;

/**
 * Some records, encoded and compressed.
 *
 * @param part their bytes
 * @param starts where each record begins in the bytes before compression; -1 for one that could not be encoded
 * @param failure why the first of those could not
 */
record EncodedPart(Part part, int[] starts, Optional<Exception> failure) {
    /** How many records from that one on are in the bytes. */
    int encodedFrom(int record) {
        int count = 0;
        for (int i = record; i < starts.length; i++) {
            if (starts[i] >= 0) {
                count++;
            }
        }
        return count;
    }

    /** Where the first record begins that was encoded, from that one on. */
    int startFrom(int record) {
        for (int i = record; i < starts.length; i++) {
            if (starts[i] >= 0) {
                return starts[i];
            }
        }
        return part.rawSize();
    }
}
