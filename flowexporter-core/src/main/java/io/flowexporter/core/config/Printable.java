package io.flowexporter.core.config;

/** Foreign text for a message of one line. */
final class Printable {
    private static final int MAX_VALUE = 256;
    private static final int MAX_LINE = 1024;

    private Printable() {}

    /** A value without characters that could forge or hide lines, cut where it is too long. */
    static String of(String text) {
        return of(text, MAX_VALUE);
    }

    /** The same for a whole message. */
    static String line(String text) {
        return of(text, MAX_LINE);
    }

    private static String of(String text, int max) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (clean.length() >= max) {
                return clean.append('…').toString();
            }
            char c = text.charAt(i);
            int type = Character.getType(c);
            boolean hidden = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            if (hidden) {
                clean.append(String.format("\\u%04x", (int) c));
            } else {
                clean.append(c);
            }
        }
        return clean.toString();
    }
}
