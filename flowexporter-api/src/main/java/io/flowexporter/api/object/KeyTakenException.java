package io.flowexporter.api.object;

import java.io.IOException;

/** Another content lies under the object's key. The store is asked for another key; nothing was written. */
public final class KeyTakenException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With what the store said. */
    public KeyTakenException(String message) {
        super(message);
    }

    /** With what the store said, and what it was said by. */
    public KeyTakenException(String message, Throwable cause) {
        super(message, cause);
    }
}
