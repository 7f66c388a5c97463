package io.flowexporter.api.object;

import java.io.IOException;

/**
 * The store takes no object until somebody changes it or the configuration: a missing bucket, credentials that are refused.
 * The message says what to check. Core keeps the object and tries again every 30 to 60 s, for ever.
 */
public final class OperatorNeededException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong and what to check. */
    public OperatorNeededException(String message) {
        super(message);
    }

    /** With what is wrong and what to check, and what it was said by. */
    public OperatorNeededException(String message, Throwable cause) {
        super(message, cause);
    }
}
