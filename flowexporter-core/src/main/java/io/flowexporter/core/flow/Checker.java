package io.flowexporter.core.flow;

/**
 * Checks JSON in one pass: its grammar, strict UTF-8, and the limits of the formats that come out of it. Each method
 * takes the index at which something begins and returns the index behind it. To be used by one thread at a time.
 */
final class Checker {
    static final int MAX_DEPTH = 64;
    static final int MAX_STRING = 1 << 20;
    static final int MAX_NUMBER = 100;
    static final int MAX_NAME = 256;

    private final int maxString;
    private byte[] data = {};
    private int limit;
    private boolean spaced;

    Checker() {
        this(MAX_STRING);
    }

    /** One with another limit for the bytes of a string. */
    Checker(int maxString) {
        this.maxString = maxString;
    }

    /** Begins with other data, of which the bytes before {@code limit} count. */
    void reset(byte[] newData, int newLimit) {
        data = newData;
        limit = newLimit;
    }

    /** How many bytes a string may have. */
    int maxString() {
        return maxString;
    }

    byte[] data() {
        return data;
    }

    int limit() {
        return limit;
    }

    /** Whether white space was passed over since {@link #forgetSpace()}. */
    boolean spaced() {
        return spaced;
    }

    void forgetSpace() {
        spaced = false;
    }

    /** The byte that stands there. */
    byte peek(int at) throws BadJson {
        if (at >= limit) {
            throw BadJson.atEnd(limit);
        }
        return data[at];
    }

    /** Behind a byte order mark, which some editors put at the beginning of files. */
    int afterMark(int from) {
        boolean marked = from + 2 < limit
                && data[from] == (byte) 0xef
                && data[from + 1] == (byte) 0xbb
                && data[from + 2] == (byte) 0xbf;
        return marked ? from + 3 : from;
    }

    /** The first index from there on that is no white space; there may be no byte any more. */
    int space(int from) {
        int at = from;
        while (at < limit && data[at] <= ' ' && Texts.isSpace(data[at])) {
            at++;
            spaced = true;
        }
        return at;
    }

    /** The index of the comma or closing bracket behind a value. */
    int separator(int from, char closing) throws BadJson {
        int at = space(from);
        byte c = peek(at);
        if (c != ',' && c != closing) {
            throw BadJson.at(at, "',' or '" + closing + "' is missing");
        }
        return at;
    }

    /** Passes over a key, its colon and the white space around that. */
    int key(int from) throws BadJson {
        if (peek(from) != '"') {
            throw BadJson.at(from, "a key is missing");
        }
        int end = string(from);
        if (end - from - 2 > MAX_NAME) {
            throw BadJson.at(from, "a key is longer than " + MAX_NAME + " bytes");
        }
        int at = space(end);
        if (peek(at) != ':') {
            throw BadJson.at(at, "':' is missing");
        }
        return space(at + 1);
    }

    /**
     * Passes over any value.
     *
     * @param depth how deep it is nested itself; an outermost one has 1
     */
    int value(int at, int depth) throws BadJson {
        return switch (peek(at)) {
            case '"' -> string(at);
            case '{' -> object(at, depth);
            case '[' -> array(at, depth);
            case 't' -> literal(at, "true");
            case 'f' -> literal(at, "false");
            case 'n' -> literal(at, "null");
            default -> number(at);
        };
    }

    private int object(int from, int depth) throws BadJson {
        checkDepth(from, depth);
        int at = space(from + 1);
        if (peek(at) == '}') {
            return at + 1;
        }
        while (true) {
            at = separator(value(key(at), depth + 1), '}');
            if (data[at] == '}') {
                return at + 1;
            }
            at = space(at + 1);
        }
    }

    private int array(int from, int depth) throws BadJson {
        checkDepth(from, depth);
        int at = space(from + 1);
        if (peek(at) == ']') {
            return at + 1;
        }
        while (true) {
            at = separator(value(at, depth + 1), ']');
            if (data[at] == ']') {
                return at + 1;
            }
            at = space(at + 1);
        }
    }

    void checkDepth(int at, int depth) throws BadJson {
        if (depth > MAX_DEPTH) {
            throw BadJson.at(at, "it is nested deeper than " + MAX_DEPTH);
        }
    }

    private int literal(int from, String word) throws BadJson {
        for (int i = 0; i < word.length(); i++) {
            if (peek(from + i) != word.charAt(i)) {
                throw BadJson.at(from, "a value is missing");
            }
        }
        return from + word.length();
    }

    /** Passes over a string, from its opening quote. */
    int string(int from) throws BadJson {
        byte[] bytes = data;
        int at = from + 1;
        while (at + Long.BYTES <= limit) {
            long special = Words.special(Words.at(bytes, at));
            if (special != 0) {
                at += Words.first(special);
                if (bytes[at] == '"' && at - from <= maxString) {
                    return at + 1;
                }
                break;
            }
            at += Long.BYTES;
        }
        return uncommonString(from, at);
    }

    private int uncommonString(int from, int plainUntil) throws BadJson {
        int at = plainUntil;
        while (true) {
            byte c = peek(at);
            if (at - from > maxString + 1) {
                throw BadJson.at(from, "a string is longer than " + maxString + " bytes");
            }
            if (c == '"') {
                return at + 1;
            } else if (c == '\\') {
                at = escape(at);
            } else if (c < 0) {
                at = character(at);
            } else if (c < ' ') {
                throw BadJson.at(at, "a control character stands in a string");
            } else {
                at++;
            }
        }
    }

    private int escape(int at) throws BadJson {
        return switch (peek(at + 1)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
            case 'u' -> unicodeEscape(at);
            default -> throw BadJson.at(at, "an escape is unknown");
        };
    }

    private int unicodeEscape(int at) throws BadJson {
        char unit = codeUnit(at);
        if (!Character.isSurrogate(unit)) {
            return at + 6;
        }
        if (Character.isHighSurrogate(unit)
                && peek(at + 6) == '\\'
                && peek(at + 7) == 'u'
                && Character.isLowSurrogate(codeUnit(at + 6))) {
            return at + 12;
        }
        throw BadJson.at(at, "half of a surrogate pair is missing");
    }

    private char codeUnit(int at) throws BadJson {
        peek(at + 5);
        int unit = Texts.hex4(data, at + 2);
        if (unit < 0) {
            throw BadJson.at(at, "an escape is not hexadecimal");
        }
        return (char) unit;
    }

    /** Passes over a character that takes several bytes of UTF-8. */
    private int character(int at) throws BadJson {
        int first = data[at] & 0xff;
        // The narrower bounds of the second byte keep out overlong forms, surrogates and what lies beyond U+10FFFF.
        if (first >= 0xc2 && first <= 0xdf) {
            return continued(at, 1, 0x80, 0xbf);
        } else if (first >= 0xe0 && first <= 0xef) {
            return continued(at, 2, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
        } else if (first >= 0xf0 && first <= 0xf4) {
            return continued(at, 3, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
        }
        throw BadJson.at(at, "a string is not UTF-8");
    }

    private int continued(int at, int more, int lowest, int highest) throws BadJson {
        int second = peek(at + 1) & 0xff;
        boolean good = second >= lowest && second <= highest;
        for (int i = 2; good && i <= more; i++) {
            good = (peek(at + i) & 0xc0) == 0x80;
        }
        if (!good) {
            throw BadJson.at(at, "a string is not UTF-8");
        }
        return at + more + 1;
    }

    /** Passes over a number. */
    int number(int from) throws BadJson {
        int at = peek(from) == '-' ? from + 1 : from;
        if (peek(at) == '0') {
            at++;
        } else {
            at = digits(from, at);
        }
        if (at < limit && data[at] == '.') {
            at = digits(from, at + 1);
        }
        if (at < limit && (data[at] == 'e' || data[at] == 'E')) {
            at++;
            byte sign = peek(at);
            at = digits(from, sign == '+' || sign == '-' ? at + 1 : at);
        }
        if (at < limit && Texts.isDigit(data[at])) {
            throw BadJson.at(from, "a number begins with 0");
        }
        return at;
    }

    private int digits(int numberFrom, int from) throws BadJson {
        if (!Texts.isDigit(peek(from))) {
            throw BadJson.at(numberFrom, from == numberFrom ? "a value is missing" : "a number is not complete");
        }
        int at = from;
        while (at < limit && Texts.isDigit(data[at])) {
            at++;
            if (at - numberFrom > MAX_NUMBER) {
                throw BadJson.at(numberFrom, "a number is longer than " + MAX_NUMBER + " characters");
            }
        }
        return at;
    }
}
