package io.flowexporter.s3;

import java.time.Duration;
import java.time.Instant;

/**
 * A token of IBM Cloud's IAM.
 *
 * @param value what to show
 * @param renewAt when to ask for the next one
 * @param expiresAt when it is of no more use
 */
record IamToken(String value, Instant renewAt, Instant expiresAt) {
    /** A token that lives so long from now. It is renewed when four fifths of its life are over. */
    static IamToken living(String value, Instant now, Duration life) {
        return new IamToken(value, now.plus(life.multipliedBy(4).dividedBy(5)), now.plus(life));
    }

    /** The same, to be renewed at that time. */
    IamToken renewedAt(Instant time) {
        return new IamToken(value, time, expiresAt);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "IAM token until " + expiresAt;
    }
}
