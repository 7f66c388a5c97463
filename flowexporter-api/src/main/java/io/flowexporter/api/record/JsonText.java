package io.flowexporter.api.record;

/** Texts as JSON strings. */
public final class JsonText {
    private JsonText() {}

    /**
     * A text as a JSON string in UTF-8, its quotes included; a new array each call. Half of a surrogate pair becomes
     * U+FFFD, so that the result is always valid.
     */
    public static byte[] quoted(String text) {
        JsonOutput buffer = new JsonOutput(text.length() + 2);
        buffer.text(text);
        return buffer.toByteArray();
    }

    /** What stands before the value of a member of that name: a comma, the name, and a colon; a new array each call. */
    public static byte[] key(String name) {
        JsonOutput buffer = new JsonOutput(name.length() + 4);
        buffer.write(',');
        buffer.text(name);
        buffer.write(':');
        return buffer.toByteArray();
    }
}
