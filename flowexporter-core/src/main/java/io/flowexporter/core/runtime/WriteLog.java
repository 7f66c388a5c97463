package io.flowexporter.core.runtime;

import io.flowexporter.api.object.ObjectInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Logs failed writes: each reason at once, then at most once in ten seconds with the number of failures in between. */
final class WriteLog {
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final int MOST_REASONS = 100;

    private final System.Logger logger;
    private final InstantSource clock;
    private final Map<String, Since> recent = new HashMap<>();

    private static final class Since {
        private Instant logged = Instant.MIN;
        private int suppressed;
    }

    WriteLog(System.Logger logger, InstantSource clock) {
        this.logger = logger;
        this.clock = clock;
    }

    void failed(ObjectInfo object, WriteFailure failure, int tries) {
        String reason = failure.cause().getClass().getSimpleName();
        if (recent.size() > MOST_REASONS) {
            recent.clear();
        }
        Since since = recent.computeIfAbsent(reason, key -> new Since());
        Instant now = clock.instant();
        if (failure.kind() == WriteFailure.Kind.AGAIN && since.logged.isAfter(now.minus(QUIET))) {
            since.suppressed++;
            return;
        }
        logger.log(
                failure.kind() == WriteFailure.Kind.KEY_TAKEN ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                "{0} {1} (try {2}{3}): {4}",
                switch (failure.kind()) {
                    case AGAIN ->
                        failure.needsOperator()
                                ? "Not written, and it takes somebody to change that; will be tried again:"
                                : "Not written yet, will be tried again:";
                    case KEY_TAKEN -> "Other content is there, another key is taken for";
                    case REJECTED -> "Refused as it is:";
                },
                Texts.clean(object.toString()),
                Integer.toString(tries),
                since.suppressed == 0 ? "" : ", " + since.suppressed + " more such failures since the last line",
                Texts.of(failure.cause()));
        since.logged = now;
        since.suppressed = 0;
    }
}
