package io.flowexporter.core.internal;

import java.io.OutputStream;
import java.util.Arrays;

/** Bytes in memory that can be taken back from the end, and be read without a copy. For one thread. */
public final class GrowingBytes extends OutputStream {
    private byte[] bytes;
    private int size;

    /** None yet, with room for so many. */
    public GrowingBytes(int capacity) {
        bytes = new byte[capacity];
    }

    @Override
    public void write(int b) {
        makeRoom(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        makeRoom(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    /** Adds that many, whatever they are. */
    public void skip(int count) {
        makeRoom(count);
        size += count;
    }

    /** Makes sure that so many more go into {@link #array()} without its being exchanged. */
    public void makeRoom(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(size, more), (int) Math.min(bytes.length * 2L, 1 << 30)));
        }
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** Takes back all but so many. */
    public void truncate(int to) {
        size = to;
    }

    /** Takes back all, and gives the room up if it is for more than so many. */
    public void clear(int most) {
        size = 0;
        if (bytes.length > most) {
            bytes = new byte[0];
        }
    }

    /** Goes on in the room of another one, which must be large enough, and is not used any more. */
    public void moveInto(GrowingBytes other) {
        System.arraycopy(bytes, 0, other.bytes, 0, size);
        bytes = other.bytes;
    }

    /** For how many there is room. */
    public int capacity() {
        return bytes.length;
    }

    /** The bytes; only the first {@link #size()} count. */
    public byte[] array() {
        return bytes;
    }
}
