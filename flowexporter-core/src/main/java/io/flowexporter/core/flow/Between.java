package io.flowexporter.core.flow;

import java.util.Arrays;

/**
 * The text that stands between a value and the next one of a flow, such as {@code ","Type":"}, and what it tells of where
 * things are. Immutable, but for its place in the list of its {@link Stop}.
 */
final class Between {
    /** None longer than that is made. */
    static final int LONGEST = 160;

    private static final int TWO_WORDS = 2 * Long.BYTES;

    private static final int[] NO_NOTES = {};
    private static final int BITS_OF_AN_OFFSET = 8;
    private static final int OFFSET = (1 << BITS_OF_AN_OFFSET) - 1;

    private final byte[] text;
    private final int length;
    /** The first word of the text and the last one, which overlap if it is shorter than both. */
    private final long first;

    private final long last;
    private final int lastAt;
    /** How far to shift a word so that nothing is left of what stands behind a text that is shorter. */
    private final int shift;
    /** All words between them. */
    private final long[] more;

    private final int[] notes;
    private final Stop next;
    /** The one that is tried after this one. */
    private Between other;

    /**
     * A text.
     *
     * @param notes what to note in a flow's row: made by {@link #note}
     * @param next the value behind it
     */
    Between(byte[] text, int[] notes, Stop next) {
        this.text = text;
        this.length = text.length;
        this.notes = notes.length > 0 ? notes : NO_NOTES;
        this.next = next;
        byte[] padded = Arrays.copyOf(text, Math.max(length, Long.BYTES));
        this.first = Words.at(padded, 0);
        this.lastAt = padded.length - Long.BYTES;
        this.last = Words.at(padded, lastAt);
        this.shift = (padded.length - length) * Byte.SIZE;
        this.more = new long[Math.max(0, lastAt - 1) / Long.BYTES];
        for (int i = 0; i < more.length; i++) {
            more[i] = Words.at(padded, (i + 1) * Long.BYTES);
        }
    }

    /** That something stands so many bytes behind the begin of the text is to be noted at that place of the row. */
    static int note(int place, int offset) {
        return place << BITS_OF_AN_OFFSET | offset;
    }

    int length() {
        return length;
    }

    Stop next() {
        return next;
    }

    /** The one that is tried after this one; null if none is. */
    Between other() {
        return other;
    }

    /** Has another one tried after this one. */
    void follow(Between one) {
        other = one;
    }

    /** Whether the text stands there. */
    boolean standsAt(byte[] data, int at, int limit) {
        return at + length <= limit && Arrays.equals(text, 0, length, data, at, at + length);
    }

    /** The same, if {@link #LONGEST} bytes can be read there. */
    boolean isAt(byte[] data, int at) {
        long difference = (Words.at(data, at) ^ first | Words.at(data, at + lastAt) ^ last) << shift;
        return difference == 0 && (length <= TWO_WORDS || goesOnAt(data, at));
    }

    private boolean goesOnAt(byte[] data, int at) {
        long difference = 0;
        for (int i = 0; i < more.length; i++) {
            difference |= Words.at(data, at + (i + 1) * Long.BYTES) ^ more[i];
        }
        return difference == 0;
    }

    /** Notes what the text tells, if it stands there. */
    void note(int[] table, int row, int at) {
        if (notes != NO_NOTES) {
            noteAll(table, row, at);
        }
    }

    private void noteAll(int[] table, int row, int at) {
        for (int note : notes) {
            table[row + (note >>> BITS_OF_AN_OFFSET)] = at + (note & OFFSET);
        }
    }
}
