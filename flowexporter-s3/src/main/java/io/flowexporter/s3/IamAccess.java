package io.flowexporter.s3;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Access by tokens of IBM Cloud's IAM. One request for a token at a time; all that wait share what comes of it. */
final class IamAccess implements Access {
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(60);

    private final IamClient iam;
    private final InstantSource clock;
    private final System.Logger logger;
    private final ReentrantLock lock = new ReentrantLock();

    private Optional<IamToken> token = Optional.empty();
    private Instant lastRefused = Instant.EPOCH;
    private long failedAt = System.nanoTime();
    private Optional<NoAnswer> failure = Optional.empty();

    IamAccess(IamClient iam, InstantSource clock, System.Logger logger) {
        this.iam = iam;
        this.clock = clock;
        this.logger = logger;
    }

    @Override
    public Pass pass() throws IOException, InterruptedException {
        long asked = System.nanoTime();
        lock.lockInterruptibly();
        try {
            Instant now = clock.instant();
            if (token.filter(current -> now.isBefore(current.renewAt())).isEmpty()) {
                if (failure.isPresent() && failedAt - asked > 0) {
                    throw failure.get();
                }
                token = Optional.of(renewed(now));
            }
            return Pass.bearer(token.get().value());
        } finally {
            lock.unlock();
        }
    }

    private IamToken renewed(Instant now) throws IOException, InterruptedException {
        try {
            IamToken next = iam.token();
            failure = Optional.empty();
            return next;
        } catch (NoAnswer e) {
            Optional<IamToken> valid = token.filter(current -> now.isBefore(current.expiresAt()));
            if (valid.isEmpty()) {
                failure = Optional.of(e);
                failedAt = System.nanoTime();
                throw e;
            }
            logger.log(
                    System.Logger.Level.WARNING,
                    "Cannot renew the IAM token: " + e.getMessage() + "; the old one is used until "
                            + valid.get().expiresAt());
            return valid.get().renewedAt(now.plus(BETWEEN_TRIES));
        }
    }

    @Override
    public boolean refused(Pass pass) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Instant now = clock.instant();
            if (token.isEmpty() || !token.get().value().equals(pass.token())) {
                return true;
            }
            // A store that denies every token must not make us ask for one with each object.
            if (now.isBefore(lastRefused.plus(BETWEEN_TRIES))) {
                return false;
            }
            lastRefused = now;
            token = Optional.empty();
            return true;
        } finally {
            lock.unlock();
        }
    }
}
