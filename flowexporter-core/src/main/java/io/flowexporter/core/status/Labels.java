package io.flowexporter.core.status;

/**
 * A sample's labels, as they are written in both text formats. Immutable.
 *
 * @param text in braces
 */
record Labels(String text) {
    /**
     * Labels.
     *
     * @param namesAndValues name, value, name, value and so on, by name from a to z, so that all samples tell them in that order
     */
    static Labels of(String... namesAndValues) {
        StringBuilder text = new StringBuilder(128);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(namesAndValues[i]).append("=\"");
            escape(namesAndValues[i + 1], text);
            text.append('"');
        }
        return new Labels(text.append('}').toString());
    }

    private static void escape(String value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '"' -> out.append("\\\"");
                default -> {
                    // Allowed as it is, but some readers take a carriage return for the end of a line.
                    if (Character.isISOControl(c)) {
                        out.append(String.format("\\\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }
}
