package io.flowexporter.api.topology;

import java.util.Arrays;

/**
 * Values for Gremlin queries. Skydive's parser ends a string at either kind of quote, knows no escapes and takes NUL as
 * the end of the query, so a value is let in only if it can't mean anything but itself.
 */
public final class Gremlin {
    private static final int LONGEST = 255;
    private static final boolean[] SAFE = safe();

    private Gremlin() {}

    /** Whether the value can stand inside a string of a query and is nothing but a string there. */
    public static boolean safe(String value) {
        int length = value.length();
        if (length == 0 || length > LONGEST) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char character = value.charAt(i);
            if (character >= SAFE.length || !SAFE[character]) {
                return false;
            }
        }
        return true;
    }

    /** For each ASCII character whether it is let in. */
    private static boolean[] safe() {
        boolean[] safe = new boolean[0x80];
        Arrays.fill(safe, 'A', 'Z' + 1, true);
        Arrays.fill(safe, 'a', 'z' + 1, true);
        Arrays.fill(safe, '0', '9' + 1, true);
        "_.:/%@ +=,-".chars().forEach(character -> safe[character] = true);
        return safe;
    }

    /**
     * The value as a quoted string of a query.
     *
     * @throws IllegalArgumentException if it is not {@link #safe}
     */
    public static String quote(String value) {
        if (!safe(value)) {
            throw new IllegalArgumentException(
                    "Cannot put a value into a Gremlin query: it has a character that could change the query");
        }
        return '"' + value + '"';
    }
}
