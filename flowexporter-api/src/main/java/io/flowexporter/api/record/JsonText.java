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
}
