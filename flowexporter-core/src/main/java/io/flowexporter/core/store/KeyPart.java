package io.flowexporter.core.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What may become a part of an object's place: nothing that leads elsewhere, and nothing that a store can't take. */
final class KeyPart {
    /** What an operator is told of anything else. */
    static final String RULE =
            "must not have '.' or '..' between its slashes, control characters, or more than 512 bytes";

    // A key may have 1,024; the rest is for tag, stream, number and suffix.
    private static final int MOST_BYTES = 512;

    private KeyPart() {}

    static boolean isSafe(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MOST_BYTES
                // A lone surrogate has no bytes of its own.
                && new String(bytes, StandardCharsets.UTF_8).equals(text)
                && text.codePoints().noneMatch(Character::isISOControl)
                && Arrays.stream(text.split("[/\\\\]")).noneMatch(part -> part.equals(".") || part.equals(".."));
    }
}
