package io.flowexporter.api.object;

import java.io.IOException;
import java.time.Duration;

/** The store did not take the object and said how long to wait before the next try. */
public final class RetryAfterException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /** With what the store said. */
    public RetryAfterException(String message, Duration delay, Throwable cause) {
        super(message, cause);
        this.delay = delay;
    }

    /** How long to wait; at most 300 s are waited, and if this is not positive, as long as after any failure. */
    public Duration delay() {
        return delay;
    }
}
