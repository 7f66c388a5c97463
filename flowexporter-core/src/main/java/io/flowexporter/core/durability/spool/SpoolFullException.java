package io.flowexporter.core.durability.spool;

import java.io.IOException;

/** There is no room for the object now. There may be later, once others are stored. */
public final class SpoolFullException extends IOException {
    private static final long serialVersionUID = 1;

    /** A refusal, told in a sentence. */
    public SpoolFullException(String message) {
        super(message);
    }
}
