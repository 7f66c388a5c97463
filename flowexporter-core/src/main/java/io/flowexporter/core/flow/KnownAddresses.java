package io.flowexporter.core.flow;

import io.flowexporter.api.flow.IpAddress;

/**
 * The addresses of texts that flows have again and again. A text of 8 to 39 characters, as nearly all addresses are, is looked up
 * by its words without a loop or a branch that depends on its length: that can't be predicted, and reading an address is
 * full of it. It forgets a text when another needs its place.
 *
 * <p>Safe for use by several threads: what a thread finds at a place is a whole entry, or none.
 */
final class KnownAddresses {
    private static final int PLACES = 1 << 10;
    /** The longest address, and its closing quote. */
    private static final int LOOKED_AT = 5 * Long.BYTES;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    /** Made when the first text comes: a parser for a single flow needs none. */
    private Known[] known = {};

    /**
     * A text, and what it was found to be.
     *
     * @param first the words of the text, the first one full, up to its closing quote; behind that nothing
     * @param begin the words of the address
     */
    private record Known(
            long first, long second, long third, long fourth, long fifth, boolean isAddress, long begin, long end) {
        boolean is(long itsFirst, long itsSecond, long itsThird, long itsFourth, long itsFifth) {
            long other = first ^ itsFirst | second ^ itsSecond | third ^ itsThird | fourth ^ itsFourth;
            return (other | fifth ^ itsFifth) == 0;
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
        long fourth = Words.at(data, from + 3 * Long.BYTES);
        long fifth = Words.at(data, from + 4 * Long.BYTES);
        long endsBySecond = Words.special(second);
        long endsByThird = endsBySecond | Words.special(third);
        long endsByFourth = endsByThird | Words.special(fourth);
        long endsByFifth = endsByFourth | Words.special(fifth);
        if (Words.special(first) != 0 || endsByFifth == 0) {
            return readAnew(data, openingQuote, into);
        }
        second = upToEnd(second, 0);
        third = upToEnd(third, endsBySecond);
        fourth = upToEnd(fourth, endsByThird);
        fifth = upToEnd(fifth, endsByFourth);
        int place = place(first, second, third, fourth, fifth);
        Known[] all = known;
        Known entry = all.length == 0 ? null : all[place];
        if (entry != null && entry.is(first, second, third, fourth, fifth)) {
            return entry.write(into);
        }
        boolean isAddress = readAnew(data, openingQuote, into);
        if (data[Texts.plainUntil(data, openingQuote)] == '"') {
            long begin = Words.at(into, 0);
            long end = Words.at(into, Long.BYTES);
            keep(place, new Known(first, second, third, fourth, fifth, isAddress, begin, end));
        }
        return isAddress;
    }

    /** A word of a text up to the text's end; nothing of it, if the text ends before. */
    private static long upToEnd(long word, long endsBefore) {
        return endsBefore == 0 ? word & Words.upTo(Words.special(word)) : 0;
    }

    private static int place(long first, long second, long third, long fourth, long fifth) {
        long text = first ^ Long.rotateLeft(second, 24) ^ Long.rotateLeft(fourth, 40);
        long hash = text * MIX;
        hash = (hash ^ hash >>> 32 ^ third ^ fifth) * MIX;
        return (int) (hash >>> 40) & PLACES - 1;
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
