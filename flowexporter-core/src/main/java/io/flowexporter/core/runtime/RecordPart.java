package io.flowexporter.core.runtime;

import io.flowexporter.api.object.Part;
import io.flowexporter.core.internal.GrowingBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Some records of an object: encoded one behind the other as they come, and compressed when they are enough for a part. Knows
 * where each record begins, so that the first ones can be dropped. Used on the pipeline's thread.
 */
final class RecordPart {
    private static final int NOT_ENCODED = -1;

    private final List<Provenance> origins = new ArrayList<>();
    private Optional<Provenance> provenance = Optional.empty();
    private Optional<GrowingBytes> bytes;
    private int[] starts = new int[64];
    private int records;
    private int dropped;
    private boolean anyEncoded;
    private Optional<Part> made = Optional.empty();
    private boolean ready;

    /** One that puts what it is given there. */
    RecordPart(GrowingBytes bytes) {
        this.bytes = Optional.of(bytes);
    }

    /** What is encoded, until it is compressed. */
    Optional<GrowingBytes> bytes() {
        return bytes;
    }

    /** The next record begins there. */
    void encoded(int start) {
        anyEncoded = true;
        note(start);
    }

    /** Whether a record was encoded. */
    boolean hasEncoded() {
        return anyEncoded;
    }

    /** The next record could not be encoded. */
    void notEncoded() {
        note(NOT_ENCODED);
    }

    private void note(int start) {
        if (records == starts.length) {
            starts = Arrays.copyOf(starts, 2 * records);
        }
        starts[records++] = start;
    }

    /** Records of that origin were encoded, or could not be. */
    void add(Provenance origin) {
        origins.add(origin);
        provenance = Optional.empty();
    }

    /** No record comes any more. */
    void seal() {
        starts = Arrays.copyOf(starts, records);
    }

    /** It is compressed, or nothing, if that failed. */
    void made(Optional<Part> part) {
        made = part;
        ready = true;
        bytes = Optional.empty();
    }

    /** The bytes that it takes once it is compressed; 0 before. */
    long size() {
        return made.map(part -> part.bytes().length + (long) Integer.BYTES * starts.length)
                .orElse(0L);
    }

    /** Whether it is compressed, or was to be. */
    boolean isReady() {
        return ready;
    }

    /** How many records came. */
    int records() {
        return records;
    }

    /** Whether all records were dropped. */
    boolean isDropped() {
        return dropped == records;
    }

    /** Whether a record is neither dropped nor lost. */
    boolean holds(int record) {
        return record >= dropped && isEncoded(record) && (made.isPresent() || !ready);
    }

    /** Whether a record could be encoded. */
    boolean isEncoded(int record) {
        return starts[record] != NOT_ENCODED;
    }

    /** How many of its first records were dropped. */
    int dropped() {
        return dropped;
    }

    /** How many records it holds. */
    int held() {
        return count(this::holds);
    }

    /** How many of its records those are. */
    int count(Provenance.Choice choice) {
        int count = 0;
        for (int record = 0; record < records; record++) {
            count += choice.takes(record) ? 1 : 0;
        }
        return count;
    }

    /** Drops its first records, at most so many of those that it holds; says how many, and where they are counted. */
    int drop(int atMost, Provenance.Share share) {
        int end = Math.min(records, dropped + atMost);
        Provenance.Choice first = record -> record < end && holds(record);
        int gone = count(first);
        provenance().share(gone, first, share);
        dropped = end;
        return gone;
    }

    /** Which flows its records are of, those dropped included. */
    Provenance provenance() {
        Provenance all = provenance.orElseGet(() -> Provenance.together(List.copyOf(origins)));
        provenance = Optional.of(all);
        return all;
    }

    /** What of it goes into the object; empty if it holds nothing. */
    Optional<ObjectMaker.Piece> piece() {
        for (int record = dropped; record < records; record++) {
            if (holds(record)) {
                int start = starts[record];
                return made.map(part -> new ObjectMaker.Piece(part, start));
            }
        }
        return Optional.empty();
    }
}
