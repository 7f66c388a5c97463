package io.flowexporter.bench.replay;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When how many bytes may be sent. The exporter never makes an analyzer wait, it drops what is too much. So this looks at how
 * much waits in its ring, which its metrics tell as of the moment, and how fast its pipeline takes it, and lets bytes go at that
 * pace, in bursts of a few messages, a little faster or slower, so that few messages wait: enough for the pipeline to be always
 * busy, but not so many that each has left the processor's caches when its turn comes, as it is where an exporter is behind.
 * There is a look in about 40,000 flows.
 * On a connection that stays open, a look was measured to cost the exporter 0.6 ms of CPU time (0.13 ms if one follows another
 * at once, in warm caches), and 0.8 ms besides its compilers' work as long as there were less than 1,000. For one thread.
 */
final class Credit {
    /** Whatever happens: two thirds of the ring. */
    private static final long MOST_WAITING = 44L << 20;

    private static final long TO_WAIT = 3L << 20;
    private static final long BETWEEN_LOOKS = 40L << 20;
    private static final long BURST = TimeUnit.MICROSECONDS.toNanos(1500);
    private static final long SOONEST = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LATEST = TimeUnit.MILLISECONDS.toNanos(200);

    private final int statusPort;
    private long sentSince;
    private long waitingThen;
    private long looked = System.nanoTime();
    private long nextLook = looked;
    /** How many bytes may be sent from one look to the next. */
    private long allowed;

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
        long due = due(bytes);
        while (due - nextLook >= 0) {
            waitUntil(nextLook);
            look();
            due = due(bytes);
        }
        if (due - System.nanoTime() > BURST) {
            waitUntil(due);
        }
        sentSince += bytes;
    }

    /** When so many more may be sent; not before the next look if that is too much until then. */
    private long due(int bytes) {
        long sent = sentSince + bytes;
        if (sent > allowed || System.nanoTime() - nextLook >= 0) {
            return nextLook;
        }
        return looked + (long) ((nextLook - looked) * (sent / (double) allowed));
    }

    private void look() {
        Optional<Metrics> metrics = Metrics.at(statusPort);
        long now = System.nanoTime();
        long waiting = metrics.map(Metrics::ringBytes).orElse(MOST_WAITING);
        double takenPerNano = Math.max(0, waitingThen + sentSince - waiting) / (double) (now - looked);
        long period = Math.min(LATEST, Math.max(SOONEST, (long) (BETWEEN_LOOKS / Math.max(takenPerNano, 1e-9))));
        allowed = Math.min(MOST_WAITING - waiting, (long) (takenPerNano * period) + TO_WAIT - waiting);
        nextLook = now + period;
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
