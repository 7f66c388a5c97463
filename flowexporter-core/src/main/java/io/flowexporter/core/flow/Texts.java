package io.flowexporter.core.flow;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads strings and numbers out of JSON that was checked before. */
final class Texts {
    private static final byte[] HEX_DIGITS = hexDigits();
    private static final long[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000};

    private Texts() {}

    private static byte[] hexDigits() {
        byte[] digits = new byte[Byte.MAX_VALUE + 1];
        for (int c = 0; c < digits.length; c++) {
            digits[c] = (byte) Character.digit(c, 16);
        }
        return digits;
    }

    /**
     * The index of the first byte that is not plain in the string whose opening quote stands there: its closing quote,
     * or a backslash or part of a character that is not ASCII.
     */
    static int plainUntil(byte[] data, int openingQuote) {
        int at = openingQuote + 1;
        while (at + Long.BYTES <= data.length) {
            long special = Words.special(Words.at(data, at));
            if (special != 0) {
                return at + Words.first(special);
            }
            at += Long.BYTES;
        }
        while (data[at] > 0 && data[at] != '"' && data[at] != '\\') {
            at++;
        }
        return at;
    }

    /** The index of the closing quote of the string whose opening quote stands there. */
    static int closingQuote(byte[] data, int openingQuote) {
        int at = plainUntil(data, openingQuote);
        while (data[at] != '"') {
            // Behind a backslash a quote does not close anything.
            at = plainUntil(data, data[at] == '\\' ? at + 1 : at);
        }
        return at;
    }

    /** The text of the string whose opening quote stands there. */
    static String string(byte[] data, int openingQuote) {
        int end = plainUntil(data, openingQuote);
        return data[end] == '"'
                ? new String(data, openingQuote + 1, end - openingQuote - 1, StandardCharsets.ISO_8859_1)
                : text(data, openingQuote + 1, closingQuote(data, openingQuote));
    }

    /** The text between two quotes. */
    static String text(byte[] data, int from, int to) {
        if (escaped(data, from, to)) {
            return new String(unescaped(data, from, to), StandardCharsets.UTF_8);
        }
        return new String(data, from, to - from, StandardCharsets.UTF_8);
    }

    /** Whether there is an escape among those bytes of a string. */
    static boolean escaped(byte[] data, int from, int to) {
        for (int i = from; i < to; i++) {
            if (data[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    /** The UTF-8 of what stands between two quotes, with its escapes resolved. */
    static byte[] unescaped(byte[] data, int from, int to) {
        // No escape is shorter than the UTF-8 of what it stands for.
        byte[] plain = new byte[to - from];
        int length = 0;
        int i = from;
        while (i < to) {
            if (data[i] != '\\') {
                plain[length++] = data[i++];
            } else if (data[i + 1] != 'u') {
                plain[length++] = simpleEscape(data[i + 1]);
                i += 2;
            } else {
                int character = hex4(data, i + 2);
                i += 6;
                if (Character.isHighSurrogate((char) character)) {
                    character = Character.toCodePoint((char) character, (char) hex4(data, i + 2));
                    i += 6;
                }
                byte[] utf8 = Character.toString(character).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(utf8, 0, plain, length, utf8.length);
                length += utf8.length;
            }
        }
        return Arrays.copyOf(plain, length);
    }

    private static byte simpleEscape(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter;
        };
    }

    /** The value of four hexadecimal digits; negative if they are none. */
    static int hex4(byte[] data, int from) {
        return hexDigit(data[from]) << 12
                | hexDigit(data[from + 1]) << 8
                | hexDigit(data[from + 2]) << 4
                | hexDigit(data[from + 3]);
    }

    /** The value of a hexadecimal digit; -1 if it is none. */
    static int hexDigit(int c) {
        return c < 0 ? -1 : HEX_DIGITS[c];
    }

    /** The value of the whole number that stands there; it must fit. */
    static long whole(byte[] data, int from) {
        if (from + Long.BYTES <= data.length) {
            long word = Words.at(data, from);
            long others = Words.nonDigits(word);
            if (others != 0 && data[from] != '-') {
                return Words.number(word, Words.first(others));
            }
            if (others == 0 && from + 2 * Long.BYTES <= data.length) {
                long next = Words.at(data, from + Long.BYTES);
                others = Words.nonDigits(next);
                if (others != 0) {
                    int more = Words.first(others);
                    return Words.number(word, Long.BYTES) * POWERS_OF_TEN[more] + Words.number(next, more);
                }
            }
        }
        boolean negative = data[from] == '-';
        long value = 0;
        // Counts down, since there is one negative number more.
        for (int i = negative ? from + 1 : from; i < data.length && isDigit(data[i]); i++) {
            value = value * 10 - (data[i] - '0');
        }
        return negative ? value : -value;
    }

    /** Whether the whole number between those indexes fits into 64 bits. */
    static boolean fits(byte[] data, int from, int to) {
        if (to - from < 19) {
            return true;
        }
        try {
            Long.parseLong(new String(data, from, to - from, StandardCharsets.US_ASCII));
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    /** The index behind the decimal digits that stand there. */
    static int endOfDigits(byte[] data, int from) {
        int at = from;
        while (at + Long.BYTES <= data.length) {
            long others = Words.nonDigits(Words.at(data, at));
            if (others != 0) {
                return at + Words.first(others);
            }
            at += Long.BYTES;
        }
        while (at < data.length && isDigit(data[at])) {
            at++;
        }
        return at;
    }

    /** The index behind the number, {@code true}, {@code false} or {@code null} that stands there. */
    static int endOfScalar(byte[] data, int from) {
        int i = from;
        while (i < data.length && data[i] > ' ' && data[i] != ',' && data[i] != '}' && data[i] != ']') {
            i++;
        }
        return i;
    }

    /** The index behind the value that stands there. */
    static int endOfValue(byte[] data, int from) {
        byte c = data[from];
        if (c == '"') {
            return closingQuote(data, from) + 1;
        }
        if (c != '{' && c != '[') {
            return endOfScalar(data, from);
        }
        int depth = 0;
        int i = from;
        do {
            switch (data[i]) {
                case '"' -> i = closingQuote(data, i);
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {
                    // nothing that matters here
                }
            }
            i++;
        } while (depth > 0);
        return i;
    }

    /** The first index from there on, between tokens, that is no white space; the data must hold one. */
    static int afterSpace(byte[] data, int from) {
        int i = from;
        while (data[i] <= ' ') {
            i++;
        }
        return i;
    }

    static boolean isSpace(byte c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /** The value that stands between those indexes, without white space outside of strings. */
    static byte[] compact(byte[] data, int from, int to) {
        byte[] compact = new byte[to - from];
        int length = 0;
        int i = from;
        while (i < to) {
            if (data[i] == '"') {
                int end = closingQuote(data, i) + 1;
                System.arraycopy(data, i, compact, length, end - i);
                length += end - i;
                i = end;
            } else {
                if (!isSpace(data[i])) {
                    compact[length++] = data[i];
                }
                i++;
            }
        }
        return Arrays.copyOf(compact, length);
    }
}
