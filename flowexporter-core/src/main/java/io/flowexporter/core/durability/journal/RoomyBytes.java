package io.flowexporter.core.durability.journal;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes in memory, which are read where they stand and taken back from the end. For one thread. */
final class RoomyBytes extends OutputStream {
    private static final int FIRST = 1 << 10;
    private static final long LARGEST = Integer.MAX_VALUE - 8;

    /** As much room is kept for what comes next. */
    private final int kept;

    private byte[] array = new byte[FIRST];
    private int size;

    /**
     * None yet.
     *
     * @param kept how much room stays when all of them are taken back
     */
    RoomyBytes(int kept) {
        this.kept = kept;
    }

    @Override
    public void write(int one) {
        makeRoom(1);
        array[size++] = (byte) one;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        makeRoom(length);
        System.arraycopy(from, offset, array, size, length);
        size += length;
    }

    /** Adds that many, whatever they are. */
    void skip(int count) {
        makeRoom(count);
        size += count;
    }

    /** Makes sure that so many more go into {@link #array()} without its being exchanged. */
    void makeRoom(int more) {
        if (array.length - size < more) {
            long needed = (long) size + more;
            if (needed > LARGEST) {
                throw new OutOfMemoryError("more than 2 GiB wait for the disk");
            }
            array = Arrays.copyOf(array, (int) Math.min(LARGEST, Math.max(needed, array.length * 2L)));
        }
    }

    int size() {
        return size;
    }

    /** Where they stand, from the first index on. */
    byte[] array() {
        return array;
    }

    ByteBuffer view(int from, int to) {
        return ByteBuffer.wrap(array, from, to - from).slice();
    }

    /** Takes back all but so many. */
    void cut(int length) {
        size = length;
        if (length == 0 && array.length > kept) {
            array = new byte[FIRST];
        }
    }
}
