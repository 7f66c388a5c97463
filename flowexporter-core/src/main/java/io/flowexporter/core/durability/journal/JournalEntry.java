package io.flowexporter.core.durability.journal;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * What stands at one position of a journal.
 *
 * @param position its number, at least 1
 * @param receivedAt when it was received, ms since 1970
 * @param afterGap whether something may have been missed just before it
 * @param payload its bytes, read-only, whole between its position and its limit
 */
public record JournalEntry(long position, long receivedAt, boolean afterGap, ByteBuffer payload) {
    public JournalEntry {
        Objects.requireNonNull(payload, "payload");
    }

    /** The payload; a view of its own each call. */
    @Override
    public ByteBuffer payload() {
        return payload.asReadOnlyBuffer();
    }
}
