package io.flowexporter.core.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes at a time. A mask has the highest bit set of each byte that was looked for; only its lowest set bit is
 * exact, which is the one that {@link #first} takes.
 */
final class Words {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Words() {}

    /** The eight bytes from there on, the first one lowest. */
    static long at(byte[] data, int index) {
        return (long) LONGS.get(data, index);
    }

    /** Puts eight bytes there, the lowest one first. */
    static void put(long word, byte[] into, int index) {
        LONGS.set(into, index, word);
    }

    /** Takes that many of the first bytes of a word; all, if it has fewer. */
    static long mask(int bytes) {
        return bytes <= 0 ? 0 : bytes >= Long.BYTES ? -1L : (1L << bytes * Byte.SIZE) - 1;
    }

    /** Bytes that can't just be passed over in a string: the quote, the backslash, control characters and non-ASCII. */
    static long special(long word) {
        long quotes = (word ^ ONES * '"') - ONES;
        long backslashes = (word ^ ONES * '\\') - ONES;
        long controls = word - ONES * ' ';
        return (quotes | backslashes | controls | word) & HIGHS;
    }

    /** Bytes that are no decimal digits. */
    static long nonDigits(long word) {
        long digits = word ^ ONES * '0';
        return (digits + ONES * (0x80 - 10) | digits) & HIGHS;
    }

    /** The value of the first {@code count} bytes, decimal digits all; there may be fewer than eight. */
    static long number(long word, int count) {
        if (count == 0) {
            return 0;
        }
        // The digits move to the end, zeros before them; then pairs, fours and eights are put together.
        long digits = (word << (Long.BYTES - count) * Byte.SIZE) - (ONES * '0' << (Long.BYTES - count) * Byte.SIZE);
        long pairs = digits * 10 + (digits >>> 8);
        return ((pairs & 0x000000FF000000FFL) * 0x000F424000000064L
                        + (pairs >>> 16 & 0x000000FF000000FFL) * 0x0000271000000001L)
                >>> 32;
    }

    /** Whether all eight bytes are hexadecimal digits. */
    static boolean areHexDigits(long word) {
        if ((word & HIGHS) != 0) {
            return false;
        }
        // No byte is above 0x7f now, so nothing is carried from one to the next.
        long digits = (word ^ ONES * '0') + ONES * (0x80 - 10);
        long small = word | ONES * ' ';
        long letters = small + ONES * (0x80 - 'a') & ~(small + ONES * (0x80 - 'g'));
        return (~digits | letters | ~HIGHS) == -1L;
    }

    /** The value of eight hexadecimal digits. */
    static long hexNumber(long word) {
        long digits = (word & ONES * 0x0f) + (word >>> 6 & ONES) * 9;
        long pairs = (digits << 4 | digits >>> 8) & 0x00FF00FF00FF00FFL;
        long fours = (pairs << 8 | pairs >>> 16) & 0x0000FFFF0000FFFFL;
        return (fours << 16 | fours >>> 32) & 0xFFFFFFFFL;
    }

    /** Takes the bytes of a word up to and with the first one in a mask; all, if there is none. */
    static long upTo(long mask) {
        return ((mask & -mask) << 1) - 1;
    }

    /** The index, from 0, of the first byte in a mask that is not 0. */
    static int first(long mask) {
        return Long.numberOfTrailingZeros(mask) >>> 3;
    }
}
