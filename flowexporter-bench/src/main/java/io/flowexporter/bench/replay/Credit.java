package io.flowexporter.bench.replay;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How many bytes the exporter has room for. It never makes an analyzer wait, it drops what is too much; so this looks at how
 * much waits in its ring, which its metrics tell as of the moment, and allows what is missing to a limit well below the ring's
 * size. The next look is due when the pipeline, going on as before, has nearly emptied it: there is about one in 20,000 flows.
 * On a connection that stays open, a look was measured to cost the exporter 0.6 ms of CPU time (0.13 ms if one follows another
 * at once, in warm caches), and 0.8 ms besides its compilers' work as long as there were less than 1,000. For one thread.
 */
final class Credit {
    private static final long MOST_WAITING = 24L << 20;
    private static final long NEARLY_EMPTY = 4L << 20;
    private static final long SOONEST = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LATEST = TimeUnit.MILLISECONDS.toNanos(200);

    private final int statusPort;
    private long left;
    private long sentSince;
    private long waitingThen;
    private long looked = System.nanoTime();
    private long nextLook = looked;

    /**
     * Credit at an exporter.
     *
     * @param statusPort where its status page is
     */
    Credit(int statusPort) {
        this.statusPort = statusPort;
    }

    /** Waits until that many bytes may be sent. */
    void take(int bytes) {
        while (left < bytes || System.nanoTime() - nextLook >= 0) {
            waitUntil(nextLook);
            look();
        }
        left -= bytes;
        sentSince += bytes;
    }

    private void look() {
        Optional<Metrics> metrics = Metrics.at(statusPort);
        long now = System.nanoTime();
        long waiting = metrics.map(Metrics::ringBytes).orElse(MOST_WAITING);
        double takenPerNano = Math.max(0, waitingThen + sentSince - waiting) / (double) (now - looked);
        long untilNearlyEmpty = (long) ((MOST_WAITING - NEARLY_EMPTY) / Math.max(takenPerNano, 1e-9));
        nextLook = now + Math.min(LATEST, Math.max(SOONEST, untilNearlyEmpty));
        left = MOST_WAITING - waiting;
        waitingThen = waiting;
        sentSince = 0;
        looked = now;
    }

    /** Waits until then, by {@link System#nanoTime()}. */
    static void waitUntil(long nanoTime) {
        for (long rest = nanoTime - System.nanoTime(); rest > 0; rest = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }
}
