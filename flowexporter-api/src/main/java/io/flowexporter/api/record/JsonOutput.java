package io.flowexporter.api.record;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes the JSON of one record, in UTF-8, and lets it grow in memory: its methods never throw an {@link java.io.IOException}.
 * Whatever text goes in, what comes out is valid UTF-8. What goes in as bytes is not checked. Not safe for use by several
 * threads.
 */
public final class JsonOutput extends OutputStream {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MIN_LONG = Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PAIRS_OF_DIGITS = pairsOfDigits();
    private static final byte[] ESCAPES = escapes();
    private static final byte BY_NUMBER = 'u';
    // U+FFFD in UTF-8: stands for half of a surrogate pair, which UTF-8 can't express.
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    // A character becomes three bytes at most (a pair of surrogates four), or six as an escape by its number.
    private static final int LONGEST_CHARACTER = 6;
    private static final int LONGEST_LONG = 20;

    private byte[] bytes;
    private int size;

    JsonOutput(int capacity) {
        bytes = new byte[capacity];
    }

    /** How many bytes there are. */
    public int size() {
        return size;
    }

    /** Takes back all but the first so many bytes. */
    public void cut(int bytesKept) {
        if (bytesKept < 0 || bytesKept > size) {
            throw new IllegalArgumentException("Cannot keep " + bytesKept + " bytes: there are " + size);
        }
        size = bytesKept;
    }

    /** Makes an object of the members that were written from that place on, each with a comma before it. */
    public void object(int from) {
        if (from == size) {
            write('{');
        } else {
            bytes[from] = '{';
        }
        write('}');
    }

    int capacity() {
        return bytes.length;
    }

    void clear() {
        size = 0;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public void write(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] from) {
        write(from, 0, from.length);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        ensure(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    /** Writes a number's digits. */
    public void number(long value) {
        ensure(LONGEST_LONG);
        if (value == Long.MIN_VALUE) {
            write(MIN_LONG);
            return;
        }
        long rest = value;
        if (rest < 0) {
            bytes[size++] = '-';
            rest = -rest;
        }
        int end = size + digits(rest);
        int position = end;
        while (rest >= 100) {
            long hundreds = rest / 100;
            int pair = (int) (rest - hundreds * 100) * 2;
            bytes[--position] = PAIRS_OF_DIGITS[pair + 1];
            bytes[--position] = PAIRS_OF_DIGITS[pair];
            rest = hundreds;
        }
        int pair = (int) rest * 2;
        bytes[--position] = PAIRS_OF_DIGITS[pair + 1];
        if (rest >= 10) {
            bytes[--position] = PAIRS_OF_DIGITS[pair];
        }
        size = end;
    }

    /** Writes a text as a JSON string, with its quotes. Half of a surrogate pair becomes U+FFFD. */
    public void text(String text) {
        int length = text.length();
        ensure(length + 2L);
        bytes[size++] = '"';
        int done = plain(text, length);
        if (done < length) {
            ensure((long) (length - done) * LONGEST_CHARACTER + 1);
            escaped(text, done, length);
        }
        bytes[size++] = '"';
    }

    /** Copies characters up to the first that is not ASCII or needs an escape, and says where that is. */
    private int plain(String text, int length) {
        byte[] into = bytes;
        int start = size;
        int index = 0;
        while (index < length) {
            char character = text.charAt(index);
            if (character >= 0x80 || ESCAPES[character] != 0) {
                break;
            }
            into[start + index] = (byte) character;
            index++;
        }
        size = start + index;
        return index;
    }

    private void escaped(String text, int from, int length) {
        for (int index = from; index < length; index++) {
            char character = text.charAt(index);
            if (character < 0x80) {
                ascii(character);
            } else if (character < 0x800) {
                bytes[size++] = (byte) (0xC0 | character >> 6);
                bytes[size++] = (byte) (0x80 | character & 0x3F);
            } else if (!Character.isSurrogate(character)) {
                bytes[size++] = (byte) (0xE0 | character >> 12);
                bytes[size++] = (byte) (0x80 | character >> 6 & 0x3F);
                bytes[size++] = (byte) (0x80 | character & 0x3F);
            } else if (Character.isHighSurrogate(character)
                    && index + 1 < length
                    && Character.isLowSurrogate(text.charAt(index + 1))) {
                index++;
                int point = Character.toCodePoint(character, text.charAt(index));
                bytes[size++] = (byte) (0xF0 | point >> 18);
                bytes[size++] = (byte) (0x80 | point >> 12 & 0x3F);
                bytes[size++] = (byte) (0x80 | point >> 6 & 0x3F);
                bytes[size++] = (byte) (0x80 | point & 0x3F);
            } else {
                System.arraycopy(REPLACEMENT, 0, bytes, size, REPLACEMENT.length);
                size += REPLACEMENT.length;
            }
        }
    }

    private void ascii(char character) {
        byte escape = ESCAPES[character];
        if (escape == 0) {
            bytes[size++] = (byte) character;
            return;
        }
        bytes[size++] = '\\';
        bytes[size++] = escape;
        if (escape == BY_NUMBER) {
            bytes[size++] = '0';
            bytes[size++] = '0';
            bytes[size++] = HEX[character >> 4];
            bytes[size++] = HEX[character & 0xF];
        }
    }

    private void ensure(long more) {
        if (more > bytes.length - size) {
            grow(more);
        }
    }

    private void grow(long more) {
        long needed = size + more;
        // Arrays a little shorter than Integer.MAX_VALUE are the longest that every JVM can make.
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("Cannot write a record: it is longer than 2 GiB");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * bytes.length)));
    }

    private static int digits(long value) {
        int digits = 1;
        for (long limit = 10; value >= limit && digits < 19; limit *= 10) {
            digits++;
        }
        return digits;
    }

    private static byte[] pairsOfDigits() {
        byte[] pairs = new byte[200];
        for (int number = 0; number < 100; number++) {
            pairs[2 * number] = (byte) ('0' + number / 10);
            pairs[2 * number + 1] = (byte) ('0' + number % 10);
        }
        return pairs;
    }

    /** For each ASCII character what stands behind the backslash; 0 if it needs none. */
    private static byte[] escapes() {
        byte[] escapes = new byte[0x80];
        Arrays.fill(escapes, 0, ' ', BY_NUMBER);
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        escapes['\b'] = 'b';
        escapes['\f'] = 'f';
        escapes['\n'] = 'n';
        escapes['\r'] = 'r';
        escapes['\t'] = 't';
        return escapes;
    }
}
