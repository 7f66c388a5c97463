package io.flowexporter.core.durability.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Records that are not secured yet, one behind the other. For one thread. */
final class PendingRecords {
    private static final int KEPT = 16 << 20;
    private static final byte[] ROOM = new byte[RecordFormat.HEADER];

    private final Deque<Integer> lengths = new ArrayDeque<>();
    private Bytes bytes = new Bytes();
    private int begin;
    private long first;

    /** Gives access to what was written without copying it. */
    private static final class Bytes extends ByteArrayOutputStream {
        ByteBuffer view(int from, int to) {
            return ByteBuffer.wrap(buf, from, to - from).slice();
        }

        void cut(int length) {
            count = length;
        }
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
    void add(long position, long receivedAt, boolean afterGap, JournalPayload payload) throws IOException {
        int from = bytes.size();
        boolean whole = false;
        try {
            bytes.writeBytes(ROOM);
            payload.writeTo(bytes);
            whole = true;
        } finally {
            if (!whole) {
                bytes.cut(from);
            }
        }
        RecordFormat.finish(bytes.view(from, bytes.size()), position, receivedAt, afterGap);
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
        return bytes.view(begin, begin + length);
    }

    /** Forgets that many of the first ones. */
    void remove(int records) {
        for (int i = 0; i < records; i++) {
            begin += lengths.remove();
        }
        first += records;
        if (lengths.isEmpty()) {
            if (bytes.size() > KEPT) {
                bytes = new Bytes();
            }
            bytes.reset();
            begin = 0;
        }
    }
}
