package io.flowexporter.prometheus;

/** Foreign text as the value of a label: whatever it was, it stands in one line, is valid Unicode and not long. */
final class LabelText {
    private static final int MAX_LENGTH = 256;
    private static final char REPLACEMENT = '\uFFFD';

    private LabelText() {}

    /** That text, cut if it is long; control characters and half characters are replaced. */
    static String of(String text) {
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
        for (int i = 0; i < cut.length(); i++) {
            if (!fits(cut, i)) {
                return replaced(cut);
            }
        }
        return cut;
    }

    private static String replaced(String text) {
        StringBuilder clean = new StringBuilder(text);
        for (int i = 0; i < clean.length(); i++) {
            if (!fits(text, i)) {
                clean.setCharAt(i, REPLACEMENT);
            }
        }
        return clean.toString();
    }

    private static boolean fits(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        return !Character.isISOControl(c);
    }
}
