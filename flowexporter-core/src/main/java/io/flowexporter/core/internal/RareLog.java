package io.flowexporter.core.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Log lines about events that may come in thousands: one of a kind in a while, with the number of those left out. Safe
 * for use by several threads.
 */
public final class RareLog {
    // Kinds may come from foreign text.
    private static final int MOST_KINDS = 100;

    private final System.Logger logger;
    private final LongSupplier nanoTime;
    private final long interval;
    private final Map<String, Kind> kinds = new HashMap<>();

    private static final class Kind {
        private long last;
        private long leftOut;
    }

    /**
     * A log.
     *
     * @param nanoTime counts as {@link System#nanoTime}
     * @param interval how long one line of a kind is enough
     */
    public RareLog(System.Logger logger, LongSupplier nanoTime, Duration interval) {
        this.logger = logger;
        this.nanoTime = nanoTime;
        this.interval = interval.toNanos();
    }

    /** Logs a line, unless there was one of that kind a short while ago. */
    public synchronized void warn(String kind, Supplier<String> line) {
        long now = nanoTime.getAsLong();
        Kind known = kinds.get(kind);
        if (known == null) {
            known = new Kind();
            kinds.put(kind, known);
        } else if (now - known.last < interval) {
            known.leftOut++;
            return;
        }
        String more = known.leftOut == 0 ? "" : " (and " + known.leftOut + " more like it, not logged)";
        logger.log(System.Logger.Level.WARNING, line.get() + more);
        known.last = now;
        known.leftOut = 0;
    }

    /** Logs a line the first time that there is one of that kind; none once there were very many kinds. */
    public synchronized void warnOnce(String kind, Supplier<String> line) {
        if (kinds.size() < MOST_KINDS && kinds.putIfAbsent(kind, new Kind()) == null) {
            logger.log(System.Logger.Level.WARNING, line.get());
        }
    }
}
