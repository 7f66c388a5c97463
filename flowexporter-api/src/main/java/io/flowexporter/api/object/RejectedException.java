package io.flowexporter.api.object;

import java.io.IOException;

/** The store will never take this object as it is. Core tries a few times all the same, and counts the object as lost
 * once the store has taken others meanwhile: else a wrong setting would cost all of them. */
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
