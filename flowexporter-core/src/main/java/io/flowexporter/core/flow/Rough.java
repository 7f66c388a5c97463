package io.flowexporter.core.flow;

/** Finds its way through bytes that may be no JSON, by their quotes and brackets alone. */
final class Rough {
    /** What is said of an end that is not found. */
    static final int NOWHERE = Integer.MAX_VALUE;

    private Rough() {}

    /** The index behind the object that begins there, or {@link #NOWHERE}. */
    static int endOfObject(byte[] data, int from, int limit) {
        if (from >= limit || data[from] != '{') {
            return NOWHERE;
        }
        int depth = 0;
        int at = from;
        while (at < limit) {
            byte c = data[at];
            if (c == '"') {
                at = closingQuote(data, at, limit);
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
                if (depth == 0) {
                    return at + 1;
                }
            }
            at++;
        }
        return NOWHERE;
    }

    /** How many objects stand in arrays that stand in the outermost object. */
    static int objectsInArrays(byte[] data, int from, int limit) {
        int count = 0;
        int depth = 0;
        int at = from;
        while (at < limit) {
            byte c = data[at];
            if (c == '"') {
                at = closingQuote(data, at, limit);
            } else if (c == '{' || c == '[') {
                count += c == '{' && depth == 2 ? 1 : 0;
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            at++;
        }
        return count;
    }

    /** The index of the closing quote, or one not below the limit if there is none. */
    static int closingQuote(byte[] data, int openingQuote, int limit) {
        int at = openingQuote + 1;
        while (at < limit && data[at] != '"') {
            at += data[at] == '\\' ? 2 : 1;
        }
        return at;
    }
}
