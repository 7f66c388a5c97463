package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Logs losses: at once, then for each stage and reason at most one line every ten seconds that adds up the others. */
final class LossLog {
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final System.Logger logger;
    private final InstantSource clock;
    private final Map<String, Since> recent = new HashMap<>();

    private static final class Since {
        private Instant logged;
        private long records;
        private String detail = "";
        private Tag tag = Tag.OTHER;
    }

    LossLog(System.Logger logger, InstantSource clock) {
        this.logger = logger;
        this.clock = clock;
    }

    void lost(StageKind stage, Tag tag, DropReason reason, long records, String detail) {
        String what = stage.section() + ' ' + reason.name();
        Since since = recent.get(what);
        if (since == null) {
            since = new Since();
            since.logged = clock.instant();
            recent.put(what, since);
            log(what, tag, records, detail);
        } else {
            since.records += records;
            since.detail = detail;
            since.tag = tag;
        }
    }

    /** Logs what was held back long enough. */
    void tick() {
        if (recent.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        recent.entrySet().removeIf(entry -> {
            Since since = entry.getValue();
            if (now.isBefore(since.logged.plus(QUIET))) {
                return false;
            }
            if (since.records == 0) {
                return true;
            }
            log(entry.getKey(), since.tag, since.records, since.detail);
            since.logged = now;
            since.records = 0;
            return false;
        });
    }

    /** Logs all that was held back. */
    void flush() {
        recent.forEach((what, since) -> {
            if (since.records > 0) {
                log(what, since.tag, since.records, since.detail);
            }
        });
        recent.clear();
    }

    private void log(String what, Tag tag, long records, String detail) {
        logger.log(
                System.Logger.Level.WARNING,
                "Lost {0} records ({1}; tag {2}){3}",
                Long.toString(records),
                what,
                tag,
                detail.isEmpty() ? "" : ": " + detail);
    }
}
