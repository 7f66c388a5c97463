package io.flowexporter.core.flow;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A key that an object of the analyzer may have, with what its value must be. Immutable. */
final class Key {
    /** So many bytes must be there for {@link #standsAt} to look. */
    static final int LONGEST = 24;
    /** The place of what is not noted in a {@link Row}. */
    static final int NOWHERE = -1;

    /** What a value may be; null always may stand for none. */
    enum Kind {
        /** A string. */
        TEXT,
        /** A whole number in 64 bits. */
        WHOLE,
        /** A whole number in 32 bits. */
        SMALL,
        /** An end of a layer: a string, or a whole number. */
        END,
        /** One of a list of names, or its number. */
        NAME,
        /** An object whose keys are known. */
        OBJECT,
        /** Anything. */
        ANY
    }

    private final String name;
    private final Kind kind;
    private final Shape shape;
    private final int place;
    private final byte[] bytes;
    private final int length;
    private final long mask;
    private final long head;
    private final long middle;
    private final long tail;

    private Key(String name, Kind kind, Shape shape, int place) {
        this.name = name;
        this.kind = kind;
        this.shape = shape;
        this.place = place;
        this.bytes = name.getBytes(StandardCharsets.US_ASCII);
        byte[] expected = ('"' + name + "\":").getBytes(StandardCharsets.US_ASCII);
        this.length = expected.length;
        if (length > LONGEST) {
            throw new IllegalArgumentException("Cannot compare a key as long as '" + name + "': raise LONGEST");
        }
        byte[] padded = Arrays.copyOf(expected, LONGEST + Long.BYTES);
        this.mask = Words.mask(length);
        this.head = Words.at(padded, 0);
        this.middle = Words.at(padded, Long.BYTES);
        this.tail = length > Long.BYTES ? Words.at(padded, length - Long.BYTES) : 0;
    }

    static Key of(String name, Kind kind) {
        return new Key(name, kind, Shape.NOTHING, NOWHERE);
    }

    static Key object(String name, Shape shape) {
        return object(name, shape, NOWHERE);
    }

    /** A key whose object's values are noted in a flow's {@link Row}, from that place on. */
    static Key object(String name, Shape shape, int place) {
        return new Key(name, Kind.OBJECT, shape, place);
    }

    String name() {
        return name;
    }

    Kind kind() {
        return kind;
    }

    /** The keys of its value, if that is an {@link Kind#OBJECT}. */
    Shape shape() {
        return shape;
    }

    /** Where in a flow's row its object's values stand, or {@link #NOWHERE}. */
    int place() {
        return place;
    }

    /** The length of the key with its quotes and colon. */
    int length() {
        return length;
    }

    /**
     * Whether the key, its quotes and its colon stand there; {@link #LONGEST} bytes must be readable.
     *
     * @param word the first eight bytes there
     */
    boolean standsAt(byte[] data, int index, long word) {
        if ((word & mask) != head) {
            return false;
        }
        if (length <= Long.BYTES) {
            return true;
        }
        return Words.at(data, index + length - Long.BYTES) == tail
                && (length <= 2 * Long.BYTES || Words.at(data, index + Long.BYTES) == middle);
    }

    /** Whether those bytes are its name. */
    boolean isNamed(byte[] data, int from, int to) {
        return Arrays.equals(bytes, 0, bytes.length, data, from, to);
    }
}
