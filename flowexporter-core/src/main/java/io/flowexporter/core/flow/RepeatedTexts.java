package io.flowexporter.core.flow;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts that flows have again and again, such as addresses and ids of interfaces: one and the same string each time, which
 * is neither made anew nor hashed anew by whoever looks it up. It forgets a text when another needs its place.
 *
 * <p>Safe for use by several threads: what a thread finds at a place is a whole entry, or none.
 */
final class RepeatedTexts {
    private static final int PLACES = 1 << 12;
    private static final int LONGEST = 64;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    /** Made when the first text comes: a parser for a single flow needs none. */
    private Entry[] entries = {};

    private static final class Entry {
        private final byte[] ascii;
        private final String text;

        Entry(byte[] ascii) {
            this.ascii = ascii;
            this.text = new String(ascii, StandardCharsets.US_ASCII);
        }
    }

    /** The text of the string whose opening quote stands there, or of the number that stands there. */
    String string(byte[] data, int at) {
        boolean quoted = data[at] == '"';
        int from = quoted ? at + 1 : at;
        int to = quoted ? Texts.plainUntil(data, at) : Texts.endOfScalar(data, at);
        boolean plain = !quoted || data[to] == '"';
        if (!plain || to - from > LONGEST || to == from || from + Long.BYTES > data.length) {
            return quoted ? Texts.string(data, at) : new String(data, from, to - from, StandardCharsets.US_ASCII);
        }
        Entry[] known = entries;
        if (known.length == 0) {
            known = new Entry[PLACES];
            entries = known;
        }
        return entry(known, data, from, to).text;
    }

    private static Entry entry(Entry[] entries, byte[] data, int from, int to) {
        int place = place(data, from, to);
        Entry known = entries[place];
        if (known == null || !Arrays.equals(known.ascii, 0, known.ascii.length, data, from, to)) {
            known = new Entry(Arrays.copyOfRange(data, from, to));
            entries[place] = known;
        }
        return known;
    }

    private static int place(byte[] data, int from, int to) {
        int length = to - from;
        long hash = length;
        if (length < Long.BYTES) {
            hash = (hash ^ Words.at(data, from) & Words.mask(length)) * MIX;
        } else {
            for (int i = from; i + Long.BYTES <= to; i += Long.BYTES) {
                hash = (hash ^ Words.at(data, i)) * MIX;
                hash ^= hash >>> 32;
            }
            hash = (hash ^ Words.at(data, to - Long.BYTES)) * MIX;
        }
        return (int) (hash >>> 40) & PLACES - 1;
    }
}
