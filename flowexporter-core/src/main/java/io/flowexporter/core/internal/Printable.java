package io.flowexporter.core.internal;

/** Foreign text, made fit for a line that people read. */
public final class Printable {
    private static final int LONGEST_VALUE = 256;
    private static final int LONGEST_LINE = 1024;

    private Printable() {}

    /** A value without what could forge or hide a line, cut where it is too long. */
    public static String of(String text) {
        return of(text, LONGEST_VALUE);
    }

    /** The same for a whole message. */
    public static String line(String text) {
        return of(text, LONGEST_LINE);
    }

    private static String of(String text, int longest) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), longest) + 1);
        for (int i = 0; i < text.length(); i++) {
            if (clean.length() >= longest) {
                return clean.append('…').toString();
            }
            char c = text.charAt(i);
            boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
            if (pair) {
                clean.append(c).append(text.charAt(++i));
            } else if (isHidden(c)) {
                clean.append(String.format("\\u%04x", (int) c));
            } else {
                clean.append(c);
            }
        }
        return clean.toString();
    }

    private static boolean isHidden(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
