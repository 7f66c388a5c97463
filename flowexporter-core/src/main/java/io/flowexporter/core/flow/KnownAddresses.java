package io.flowexporter.core.flow;

import io.flowexporter.api.flow.IpAddress;

/**
 * The addresses of texts that flows have again and again. A text of 8 to 23 characters, which nearly all addresses have, is looked up
 * by its three words without a loop or a branch that depends on its length: that can't be predicted, and reading an address is
 * full of it. It forgets a text when another needs its place.
 *
 * <p>Safe for use by several threads: what a thread finds at a place is a whole entry, or none.
 */
final class KnownAddresses {
    private static final int PLACES = 1 << 10;
    private static final int LOOKED_AT = 3 * Long.BYTES;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    /** Made when the first text comes: a parser for a single flow needs none. */
    private Known[] known = {};

    /**
     * A text, and what it was found to be.
     *
     * @param first its words; the last one up to its closing quote, nothing behind that
     * @param begin the words of the address
     */
    private record Known(long first, long second, long third, boolean isAddress, long begin, long end) {
        boolean is(long itsFirst, long itsSecond, long itsThird) {
            return (first ^ itsFirst | second ^ itsSecond | third ^ itsThird) == 0;
        }

        boolean write(byte[] into) {
            Words.put(begin, into, 0);
            Words.put(end, into, Long.BYTES);
            return isAddress;
        }
    }

    /**
     * Whether the string whose opening quote stands there is an address.
     *
     * @param into at least {@link IpAddress#LENGTH} bytes, for that address; undefined if it is none
     */
    boolean read(byte[] data, int openingQuote, byte[] into) {
        int from = openingQuote + 1;
        if (from + LOOKED_AT > data.length) {
            return readAnew(data, openingQuote, into);
        }
        long first = Words.at(data, from);
        long second = Words.at(data, from + Long.BYTES);
        long third = Words.at(data, from + 2 * Long.BYTES);
        long endInSecond = Words.special(second);
        long endInThird = Words.special(third);
        if (Words.special(first) != 0 || (endInSecond | endInThird) == 0) {
            return readAnew(data, openingQuote, into);
        }
        second &= Words.upTo(endInSecond);
        third &= endInSecond == 0 ? Words.upTo(endInThird) : 0;
        int place = place(first, second, third);
        Known entry = known.length == 0 ? null : known[place];
        if (entry == null || !entry.is(first, second, third)) {
            boolean isAddress = readAnew(data, openingQuote, into);
            int to = Texts.plainUntil(data, openingQuote);
            if (data[to] == '"') {
                keep(place, new Known(first, second, third, isAddress, Words.at(into, 0), Words.at(into, Long.BYTES)));
            }
            return isAddress;
        }
        return entry.write(into);
    }

    private static int place(long first, long second, long third) {
        long hash = (first ^ Long.rotateLeft(second, Integer.SIZE - Byte.SIZE)) * MIX;
        hash = (hash ^ hash >>> Integer.SIZE ^ third) * MIX;
        return (int) (hash >>> Integer.SIZE + Byte.SIZE) & PLACES - 1;
    }

    private void keep(int place, Known entry) {
        Known[] all = known;
        if (all.length == 0) {
            all = new Known[PLACES];
            known = all;
        }
        all[place] = entry;
    }

    private static boolean readAnew(byte[] data, int openingQuote, byte[] into) {
        int from = openingQuote + 1;
        int to = Texts.closingQuote(data, openingQuote);
        return IpAddress.read(data, from, to, into)
                || Texts.escaped(data, from, to) && IpAddress.read(Texts.text(data, from, to), into);
    }
}
