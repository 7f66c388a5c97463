package io.flowexporter.core.durability.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How an entry stands in a segment: length of the payload (4 bytes), CRC32C of the length and of all that follows (4), position (8), time of
 * receipt (8), flags (4), payload. Numbers have their highest byte first.
 */
final class RecordFormat {
    static final int HEADER = 28;

    private static final int CHECKSUM_AT = 4;
    private static final int POSITION_AT = 8;
    private static final int RECEIVED_AT = 16;
    private static final int FLAGS_AT = 24;
    private static final int AFTER_GAP = 1;

    private RecordFormat() {}

    /** Writes the header of a record whose payload stands there already, behind the room for the header. */
    static void finish(ByteBuffer record, long position, long receivedAt, boolean afterGap) {
        record.putInt(0, record.limit() - HEADER);
        record.putLong(POSITION_AT, position);
        record.putLong(RECEIVED_AT, receivedAt);
        record.putInt(FLAGS_AT, afterGap ? AFTER_GAP : 0);
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

    /** The entry that begins there; its payload is a copy. */
    static JournalEntry entry(ByteBuffer data, int at, int length) {
        byte[] payload = new byte[length - HEADER];
        data.get(at + HEADER, payload);
        return new JournalEntry(
                position(data, at),
                data.getLong(at + RECEIVED_AT),
                (data.getInt(at + FLAGS_AT) & AFTER_GAP) != 0,
                ByteBuffer.wrap(payload));
    }

    private static int checksum(ByteBuffer data, int at, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(data.slice(at, Integer.BYTES));
        checksum.update(data.slice(at + POSITION_AT, length - POSITION_AT));
        return (int) checksum.getValue();
    }
}
