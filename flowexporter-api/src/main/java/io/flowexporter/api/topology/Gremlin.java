package io.flowexporter.api.topology;

import java.util.regex.Pattern;

/**
 * Values for Gremlin queries. Skydive's parser ends a string at either kind of quote, knows no escapes and takes NUL as
 * the end of the query, so a value is let in only if it can't mean anything but itself.
 */
public final class Gremlin {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.:/%@ +=,-]{1,255}");

    private Gremlin() {}

    /** Whether the value can stand inside a string of a query and is nothing but a string there. */
    public static boolean safe(String value) {
        return SAFE.matcher(value).matches();
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
