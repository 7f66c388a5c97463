package io.flowexporter.api.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads most IPv4 addresses without a loop and with hardly a branch: which digits come where can't be predicted. */
final class Ipv4Text {
    /** Said of what is no address, and of what this can't read. */
    static final long NOT_READ = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int SHORTEST = 7;
    private static final int LONGEST = 15;
    /** So many bytes must be there, whatever the address's length. */
    private static final int READ = LONGEST + Integer.BYTES;

    private static final int OCTETS = 4;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long ONE_BIT_EACH = 0x0102040810204080L;

    private Ipv4Text() {}

    /** The address as an unsigned number of 32 bits. */
    static long read(byte[] ascii, int from, int to) {
        int length = to - from;
        if (length < SHORTEST || length > LONGEST || from + READ > ascii.length) {
            return NOT_READ;
        }
        long low = (long) LONGS.get(ascii, from);
        long high = (long) LONGS.get(ascii, from + Long.BYTES);
        int within = (1 << length) - 1;
        int dots = (bits(equalTo(low, '.')) | bits(equalTo(high, '.')) << Long.BYTES) & within;
        int digits = (bits(digits(low)) | bits(digits(high)) << Long.BYTES) & within;
        if ((dots | digits) != within || Integer.bitCount(dots) != OCTETS - 1) {
            return NOT_READ;
        }
        // The text's end counts as a dot.
        int ends = dots | 1 << length;
        long address = 0;
        int begin = 0;
        boolean right = true;
        for (int octet = 0; octet < OCTETS; octet++) {
            int end = Integer.numberOfTrailingZeros(ends);
            int count = end - begin;
            // The last digit moves to the highest byte, zeros before the first.
            int word = (int) INTS.get(ascii, from + begin) << (OCTETS - count) * Byte.SIZE;
            int value = (word >>> 24 & 0xf) + (word >>> 16 & 0xf) * 10 + (word >>> 8 & 0xf) * 100;
            right &= count >= 1 & count <= 3 & value <= 255 & (count == 1 | value >= (count == 2 ? 10 : 100));
            address = address << Byte.SIZE | value;
            begin = end + 1;
            ends &= ends - 1;
        }
        return right ? address : NOT_READ;
    }

    /** The highest bit of each byte that is that character. */
    private static long equalTo(long word, char character) {
        long difference = word ^ ONES * character;
        return ~((difference & ~HIGHS) + ~HIGHS | difference) & HIGHS;
    }

    /** The highest bit of each byte that is a decimal digit. */
    private static long digits(long word) {
        long digits = word ^ ONES * '0';
        // No byte is above 0x7f in the sum, so nothing is carried from one to the next.
        return ~((digits & ~HIGHS) + ONES * (0x80 - 10) | digits) & HIGHS;
    }

    /** The highest bits of the bytes, that of the lowest byte first. */
    private static int bits(long highest) {
        return (int) ((highest >>> 7) * ONE_BIT_EACH >>> 56);
    }
}
