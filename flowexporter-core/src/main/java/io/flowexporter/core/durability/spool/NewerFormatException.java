package io.flowexporter.core.durability.spool;

import java.io.IOException;

/** A newer version of this program wrote the directory. Nothing in it was changed. */
public final class NewerFormatException extends IOException {
    private static final long serialVersionUID = 1;

    /** A refusal, told in a sentence. */
    public NewerFormatException(String message) {
        super(message);
    }
}
