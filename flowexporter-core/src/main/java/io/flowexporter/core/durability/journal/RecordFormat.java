package io.flowexporter.core.durability.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How an entry stands in a segment: length of the payload (4 bytes), CRC32C of the length and of all that follows (4), position (8), time of
 * receipt (8), flags (4), payload. Numbers have their highest byte first. Flags: 1 something may have been missed before it, 2 the payload is
 * one frame of Zstandard that says how long its content is, which is no more than 16 MiB. The length and the checksum are those of the frame
 * then.
 */
final class RecordFormat {
    static final int HEADER = 28;

    private static final int CHECKSUM_AT = 4;
    private static final int POSITION_AT = 8;
    private static final int RECEIVED_AT = 16;
    private static final int FLAGS_AT = 24;
    private static final int AFTER_GAP = 1;
    private static final int PACKED = 2;

    private RecordFormat() {}

    /** Writes the header of a record whose payload stands there already, behind the room for the header. */
    static void finish(ByteBuffer record, long position, long receivedAt, boolean afterGap, boolean packed) {
        record.putInt(0, record.limit() - HEADER);
        record.putLong(POSITION_AT, position);
        record.putLong(RECEIVED_AT, receivedAt);
        record.putInt(FLAGS_AT, (afterGap ? AFTER_GAP : 0) | (packed ? PACKED : 0));
        record.putInt(CHECKSUM_AT, checksum(record, 0, record.limit()));
    }

    /** The length of the record that begins there, header included; nonsense, even negative, if none does. */
    static long length(ByteBuffer data, int at) {
        return HEADER + (long) data.getInt(at);
    }

    static long position(ByteBuffer data, int at) {
        return data.getLong(at + POSITION_AT);
    }

    static boolean isSound(ByteBuffer data, int at, int length) {
        return data.getInt(at + CHECKSUM_AT) == checksum(data, at, length);
    }

    /**
     * The entry that begins there, with a payload of its own; empty if it is packed and can't be unpacked.
     *
     * @throws IOException if it can't be unpacked here, but may be elsewhere
     */
    static Optional<JournalEntry> entry(ByteBuffer data, int at, int length, Unpacker unpacker) throws IOException {
        byte[] stored = new byte[length - HEADER];
        data.get(at + HEADER, stored);
        int flags = data.getInt(at + FLAGS_AT);
        Optional<byte[]> payload = (flags & PACKED) == 0 ? Optional.of(stored) : unpacker.unpack(stored);
        return payload.map(bytes -> new JournalEntry(
                position(data, at), data.getLong(at + RECEIVED_AT), (flags & AFTER_GAP) != 0, ByteBuffer.wrap(bytes)));
    }

    private static int checksum(ByteBuffer data, int at, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(data.slice(at, Integer.BYTES));
        checksum.update(data.slice(at + POSITION_AT, length - POSITION_AT));
        return (int) checksum.getValue();
    }
}
