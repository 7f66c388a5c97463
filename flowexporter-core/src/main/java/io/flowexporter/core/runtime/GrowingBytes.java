package io.flowexporter.core.runtime;

import java.io.OutputStream;
import java.util.Arrays;

/** Bytes in memory that can be taken back from the end, and be read without a copy. */
final class GrowingBytes extends OutputStream {
    private byte[] bytes;
    private int size;

    GrowingBytes(int capacity) {
        bytes = new byte[capacity];
    }

    @Override
    public void write(int b) {
        room(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        room(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(size, more), (int) Math.min(bytes.length * 2L, 1 << 30)));
        }
    }

    int size() {
        return size;
    }

    void truncate(int to) {
        size = to;
    }

    /** Goes on in the room of another one, which must be large enough, and is not used any more. */
    void moveInto(GrowingBytes other) {
        System.arraycopy(bytes, 0, other.bytes, 0, size);
        bytes = other.bytes;
    }

    int capacity() {
        return bytes.length;
    }

    /** The bytes; only the first {@link #size()} count. */
    byte[] array() {
        return bytes;
    }
}
