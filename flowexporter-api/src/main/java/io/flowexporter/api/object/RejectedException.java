package io.flowexporter.api.object;

import java.io.IOException;

/** The store will never take this object as it is: another try is of no use. */
public final class RejectedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With what the store said. */
    public RejectedException(String message) {
        super(message);
    }

    /** With what the store said, and what it was said by. */
    public RejectedException(String message, Throwable cause) {
        super(message, cause);
    }
}
