package io.flowexporter.core.runtime;

/** Foreign text for log lines: one line, no control characters, not too long. */
final class Texts {
    private static final int MAX_LENGTH = 300;

    private Texts() {}

    static String of(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : clean(
                        failure instanceof RuntimeException || failure instanceof Error
                                ? failure.getClass().getSimpleName() + ": " + message
                                : message);
    }

    static String clean(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        for (int i = 0; i < text.length() && clean.length() < MAX_LENGTH; i++) {
            char c = text.charAt(i);
            boolean printable = !Character.isISOControl(c)
                    && Character.getType(c) != Character.FORMAT
                    && c != '\u2028'
                    && c != '\u2029';
            clean.append(printable ? c : ' ');
        }
        return clean.toString();
    }
}
