package io.flowexporter.s3;

import java.util.ArrayList;
import java.util.List;

/** Makes what others said fit to be shown: on one line, not long, and without our secrets. Immutable. */
final class ForeignText {
    private static final int LONGEST = 256;

    private final List<String> secrets;

    private ForeignText(List<String> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /** Hides those secrets; empty ones are none. */
    static ForeignText hiding(String... secrets) {
        return new ForeignText(
                List.of(secrets).stream().filter(secret -> !secret.isEmpty()).toList());
    }

    /** The same, hiding another secret too. */
    ForeignText and(String secret) {
        if (secret.isEmpty()) {
            return this;
        }
        List<String> more = new ArrayList<>(secrets);
        more.add(secret);
        return new ForeignText(more);
    }

    /** That text, to be shown. */
    String shown(String text) {
        String safe = text;
        for (String secret : secrets) {
            safe = safe.replace(secret, "[hidden]");
        }
        StringBuilder line = new StringBuilder();
        safe.strip().codePoints().limit(LONGEST).forEach(character -> append(character, line));
        if (safe.strip().codePointCount(0, safe.strip().length()) > LONGEST) {
            line.append("...");
        }
        return line.toString();
    }

    private static void append(int character, StringBuilder line) {
        switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> line.append(String.format("\\u%04x", character));
            default -> line.appendCodePoint(character);
        }
    }
}
