package io.flowexporter.core.source;

import io.flowexporter.core.internal.Printable;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells the operator what becomes of the subscription: a line when it changes, not a line a try. For one thread.
 */
final class ConnectionLog {
    private static final Duration REMINDER = Duration.ofMinutes(10);

    private final System.Logger logger;
    private final SubscriptionRequest request;
    private final Duration conflictPatience;
    private Optional<Trouble.Kind> told = Optional.empty();
    private long toldAt;
    private Optional<Long> conflictSince = Optional.empty();
    private boolean conflictIsError;

    ConnectionLog(System.Logger logger, SubscriptionRequest request, Duration conflictPatience) {
        this.logger = logger;
        this.request = request;
        this.conflictPatience = conflictPatience;
    }

    void opened(String analyzerId) {
        told = Optional.empty();
        conflictSince = Optional.empty();
        conflictIsError = false;
        logger.log(Level.INFO, "Subscribed at " + request + "; the analyzer is '" + Printable.of(analyzerId) + "'");
    }

    void lost(Trouble trouble) {
        logger.log(
                Level.WARNING, "Lost the subscription at " + request + ": " + trouble.words() + "; subscribing anew");
    }

    void failed(Trouble trouble, long now) {
        if (trouble.kind() == Trouble.Kind.CONFLICT) {
            conflict(now);
            return;
        }
        conflictSince = Optional.empty();
        tell(trouble.kind(), now, Level.WARNING, trouble.words() + "; trying on");
    }

    private void conflict(long now) {
        if (conflictSince.isEmpty()) {
            conflictSince = Optional.of(now);
            conflictIsError = false;
        }
        boolean lasts = now - conflictSince.get() >= conflictPatience.toNanos();
        if (!lasts) {
            tell(
                    Trouble.Kind.CONFLICT,
                    now,
                    Level.INFO,
                    "host_id '" + request.hostId() + "' is in use (409), maybe by our own last session, which the"
                            + " analyzer keeps for some seconds; trying on");
            return;
        }
        if (!conflictIsError) {
            conflictIsError = true;
            told = Optional.empty();
        }
        tell(
                Trouble.Kind.CONFLICT,
                now,
                Level.ERROR,
                "another exporter uses host_id '" + request.hostId()
                        + "' (409): give each exporter a host_id of its own, or an empty one; trying on");
    }

    private void tell(Trouble.Kind kind, long now, Level level, String words) {
        boolean news = told.isEmpty() || told.get() != kind;
        if (news || now - toldAt >= REMINDER.toNanos()) {
            told = Optional.of(kind);
            toldAt = now;
            logger.log(level, "Cannot subscribe at " + request + ": " + words);
        }
    }
}
