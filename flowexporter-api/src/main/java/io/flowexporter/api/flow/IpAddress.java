package io.flowexporter.api.flow;

import java.nio.charset.StandardCharsets;

/**
 * Reads IP addresses as text: IPv4 as four decimal numbers without leading zeros, IPv6 with {@code ::} and an embedded
 * IPv4 address if need be, without a zone. An address is 16 bytes; an IPv4 address is mapped ({@code ::ffff:a.b.c.d}).
 */
public final class IpAddress {
    /** The length of an address in bytes. */
    public static final int LENGTH = 16;

    /** What stands before the 32 bits of a mapped IPv4 address. */
    private static final long MAPPED = 0xffffL << Integer.SIZE;

    private static final int IPV4_AT = 12;

    private IpAddress() {}

    /**
     * Reads an address from a text.
     *
     * @param into at least {@link #LENGTH} bytes; undefined if it is no address
     * @return whether the text is an address
     */
    public static boolean read(String text, byte[] into) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return read(ascii, 0, ascii.length, into);
    }

    /**
     * Reads an address from ASCII bytes, without allocating.
     *
     * @param from the index of its first byte
     * @param to the index behind its last byte
     * @param into at least {@link #LENGTH} bytes; undefined if it is no address
     * @return whether the bytes are an address
     */
    public static boolean read(byte[] ascii, int from, int to, byte[] into) {
        long ipv4 = Ipv4Text.read(ascii, from, to);
        if (ipv4 != Ipv4Text.NOT_READ) {
            Bits128.write(0, into, 0);
            Bits128.write(MAPPED | ipv4, into, Long.BYTES);
            return true;
        }
        for (int i = from; i < to && i < from + 5; i++) {
            if (ascii[i] == ':') {
                return readIpv6(ascii, from, to, into);
            }
        }
        Bits128.write(0, into, 0);
        Bits128.write(MAPPED, into, Long.BYTES);
        return readIpv4(ascii, from, to, into, IPV4_AT);
    }

    /** Whether an address is a mapped IPv4 address. */
    public static boolean isIpv4(byte[] address) {
        return isIpv4(Bits128.word(address, 0), Bits128.word(address, Long.BYTES));
    }

    /** The same of an address as two numbers. */
    static boolean isIpv4(long high, long low) {
        return high == 0 && low >>> Integer.SIZE == MAPPED >>> Integer.SIZE;
    }

    private static boolean readIpv4(byte[] ascii, int from, int to, byte[] into, int target) {
        int at = from;
        for (int octet = 0; octet < 4; octet++) {
            if (octet > 0) {
                if (at >= to || ascii[at] != '.') {
                    return false;
                }
                at++;
            }
            int begin = at;
            int value = 0;
            while (at < to && at - begin < 3 && ascii[at] >= '0' && ascii[at] <= '9') {
                value = value * 10 + ascii[at] - '0';
                at++;
            }
            int digits = at - begin;
            if (digits == 0 || value > 255 || digits > 1 && ascii[begin] == '0') {
                return false;
            }
            into[target + octet] = (byte) value;
        }
        return at == to;
    }

    private static boolean readIpv6(byte[] ascii, int from, int to, byte[] into) {
        int at = from;
        int filled = 0;
        int gap = -1;
        if (ascii[at] == ':') {
            if (to - at < 2 || ascii[at + 1] != ':') {
                return false;
            }
            gap = 0;
            at += 2;
        }
        while (at < to) {
            int end = at;
            int group = 0;
            while (end < to && end - at < 4 && hex(ascii[end]) >= 0) {
                group = group << 4 | hex(ascii[end]);
                end++;
            }
            if (end < to && ascii[end] == '.') {
                if (filled > IPV4_AT || !readIpv4(ascii, at, to, into, filled)) {
                    return false;
                }
                filled += 4;
                break;
            }
            if (end == at || filled == LENGTH) {
                return false;
            }
            into[filled++] = (byte) (group >> 8);
            into[filled++] = (byte) group;
            at = end;
            if (at < to) {
                boolean colonsMayFollow = ascii[at] == ':' && at + 1 < to;
                if (!colonsMayFollow) {
                    return false;
                }
                at++;
                if (ascii[at] == ':') {
                    if (gap >= 0) {
                        return false;
                    }
                    gap = filled;
                    at++;
                }
            }
        }
        return gap < 0 ? filled == LENGTH : filled < LENGTH && spread(into, gap, filled);
    }

    /** Moves what stands behind the gap to the end, and fills the gap with zeros. */
    private static boolean spread(byte[] into, int gap, int filled) {
        int moved = filled - gap;
        for (int i = 1; i <= moved; i++) {
            into[LENGTH - i] = into[filled - i];
        }
        for (int i = gap; i < LENGTH - moved; i++) {
            into[i] = 0;
        }
        return true;
    }

    private static int hex(byte c) {
        return c < 0 ? -1 : Character.digit(c, 16);
    }
}
