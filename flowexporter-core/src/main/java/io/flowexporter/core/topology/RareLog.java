package io.flowexporter.core.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Logs at most one line every ten seconds for each reason, and says how many it kept back. */
final class RareLog {
    private static final long QUIET = Duration.ofSeconds(10).toNanos();

    private final System.Logger logger;
    private final LongSupplier nanos;
    private final Map<String, Last> lines = new HashMap<>();

    private record Last(long at, long keptBack) {}

    /**
     * A log.
     *
     * @param nanos counts as {@link System#nanoTime}
     */
    RareLog(System.Logger logger, LongSupplier nanos) {
        this.logger = logger;
        this.nanos = nanos;
    }

    /**
     * Warns, unless it did so for that reason just now.
     *
     * @param reason one of a few
     */
    void warn(String reason, String line) {
        long now = nanos.getAsLong();
        long keptBack;
        synchronized (lines) {
            Last last = lines.get(reason);
            if (last != null && now - last.at() < QUIET) {
                lines.put(reason, new Last(last.at(), last.keptBack() + 1));
                return;
            }
            keptBack = last == null ? 0 : last.keptBack();
            lines.put(reason, new Last(now, 0));
        }
        logger.log(
                System.Logger.Level.WARNING,
                () -> keptBack == 0 ? line : line + " (and " + keptBack + " times before)");
    }
}
