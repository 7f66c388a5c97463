package io.flowexporter.api.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** An unsigned number of 128 bits: an address as a number. */
record Bits128(long high, long low) implements Comparable<Bits128> {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    static Bits128 of(byte[] address) {
        return new Bits128(word(address, 0), word(address, Long.BYTES));
    }

    /** Eight bytes from there on, the first one highest. */
    static long word(byte[] address, int from) {
        return (long) LONGS.get(address, from);
    }

    /** Puts eight bytes there, the highest one first. */
    static void write(long word, byte[] into, int from) {
        LONGS.set(into, from, word);
    }

    /** The same with so many of its lowest bits all 0, or all 1. */
    Bits128 withLowBits(int count, boolean set) {
        long lowMask = count == 0 ? 0 : -1L >>> Math.max(0, Long.SIZE - count);
        long highMask = count <= Long.SIZE ? 0 : -1L >>> 2 * Long.SIZE - count;
        return set ? new Bits128(high | highMask, low | lowMask) : new Bits128(high & ~highMask, low & ~lowMask);
    }

    /** The number that is one more; that of the highest is 0. */
    Bits128 next() {
        return new Bits128(low == -1 ? high + 1 : high, low + 1);
    }

    @Override
    public int compareTo(Bits128 other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
}
