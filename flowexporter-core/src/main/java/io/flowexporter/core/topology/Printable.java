package io.flowexporter.core.topology;

/** Foreign text, made fit for a line of a log. */
final class Printable {
    private static final int LONGEST = 256;

    private Printable() {}

    /** The text with a blank for whatever could forge or hide a line, cut where it is too long. */
    static String of(String text) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (clean.length() >= LONGEST) {
                return clean.append('…').toString();
            }
            char c = text.charAt(i);
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> clean.append(' ');
                default -> clean.append(c);
            }
        }
        return clean.toString().strip();
    }
}
