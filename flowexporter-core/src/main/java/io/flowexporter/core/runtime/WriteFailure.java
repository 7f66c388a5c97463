package io.flowexporter.core.runtime;

import io.flowexporter.api.object.KeyTakenException;
import io.flowexporter.api.object.OperatorNeededException;
import io.flowexporter.api.object.RejectedException;
import io.flowexporter.api.object.RetryAfterException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a failed write means.
 *
 * @param kind what to do
 * @param cause what the writer threw
 * @param delay how long the store asked to wait
 */
record WriteFailure(Kind kind, Exception cause, Optional<Duration> delay) {
    enum Kind {
        AGAIN,
        KEY_TAKEN,
        REJECTED
    }

    static WriteFailure of(Exception cause) {
        if (cause instanceof KeyTakenException) {
            return new WriteFailure(Kind.KEY_TAKEN, cause, Optional.empty());
        }
        if (cause instanceof RejectedException) {
            return new WriteFailure(Kind.REJECTED, cause, Optional.empty());
        }
        return new WriteFailure(
                Kind.AGAIN,
                cause,
                cause instanceof RetryAfterException retry ? Optional.of(retry.delay()) : Optional.empty());
    }

    /** Whether it lasts until somebody changes the store or the configuration. */
    boolean needsOperator() {
        return cause instanceof OperatorNeededException;
    }
}
