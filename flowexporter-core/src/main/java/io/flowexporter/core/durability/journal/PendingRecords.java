package io.flowexporter.core.durability.journal;

import io.flowexporter.core.internal.GrowingBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Records that are not secured yet, one behind the other. For one thread. */
final class PendingRecords {
    private static final int USUAL = 1 << 10;
    private static final int KEPT = 16 << 20;
    private static final int PAYLOAD_KEPT = 4 << 20;

    private final Deque<Integer> lengths = new ArrayDeque<>();
    private final GrowingBytes bytes = new GrowingBytes(USUAL);
    private final GrowingBytes payload = new GrowingBytes(USUAL);
    private final Packer packer;
    private int begin;
    private long first;

    PendingRecords(Packer packer) {
        this.packer = packer;
    }

    boolean isEmpty() {
        return lengths.isEmpty();
    }

    /** The bytes of all of them. */
    int bytes() {
        return bytes.size() - begin;
    }

    /** The position of the first one. */
    long first() {
        return first;
    }

    /** Adds one; nothing, if its payload can't be written. */
    void add(long position, long receivedAt, boolean afterGap, JournalPayload content) throws IOException {
        int from = bytes.size();
        boolean whole = false;
        try {
            content.writeTo(payload);
            bytes.skip(RecordFormat.HEADER);
            boolean packed = packer.pack(payload, bytes);
            if (!packed) {
                bytes.write(payload.array(), 0, payload.size());
            }
            RecordFormat.finish(view(from, bytes.size()), position, receivedAt, afterGap, packed);
            whole = true;
        } finally {
            payload.clear(PAYLOAD_KEPT);
            if (!whole) {
                bytes.truncate(from);
            }
        }
        if (lengths.isEmpty()) {
            first = position;
        }
        lengths.add(bytes.size() - from);
    }

    /** How many of the first ones have no more than that many bytes together. */
    int fitting(long room) {
        long left = room;
        int count = 0;
        for (int length : lengths) {
            left -= length;
            if (left < 0) {
                break;
            }
            count++;
        }
        return count;
    }

    /** The bytes of that many of the first ones. */
    ByteBuffer view(int records) {
        int length = lengths.stream().limit(records).mapToInt(Integer::intValue).sum();
        return view(begin, begin + length);
    }

    private ByteBuffer view(int from, int to) {
        return ByteBuffer.wrap(bytes.array(), from, to - from).slice();
    }

    /** Forgets that many of the first ones. */
    void remove(int records) {
        for (int i = 0; i < records; i++) {
            begin += lengths.remove();
        }
        first += records;
        if (lengths.isEmpty()) {
            bytes.clear(KEPT);
            begin = 0;
        }
    }
}
