package io.flowexporter.s3;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is known of whether the store refuses to replace an object when it is told to (If-None-Match). Some stores say that
 * they don't know how to; others ignore it, which only a trial shows. Safe for several threads.
 */
final class Guard {
    private static final int MOST_TRIALS = 3;

    private enum State {
        UNKNOWN,
        WORKS,
        MISSING
    }

    private final AtomicBoolean onTrial = new AtomicBoolean();
    private volatile State state;
    private int trials;

    private Guard(State state) {
        this.state = state;
    }

    /** One of which nothing is known yet. */
    static Guard unknown() {
        return new Guard(State.UNKNOWN);
    }

    /** One that is known to work. */
    static Guard working() {
        return new Guard(State.WORKS);
    }

    /** Whether it is worth telling the store. */
    boolean isUsed() {
        return state != State.MISSING;
    }

    /** The store did refuse to replace an object. */
    void works() {
        state = State.WORKS;
    }

    /** The store does not know it, or ignores it; returns whether that is news. */
    synchronized boolean missing() {
        boolean news = isUsed();
        state = State.MISSING;
        return news;
    }

    /** Whether a trial is due; if so, it has begun and must be {@linkplain #endTrial ended}. */
    boolean beginTrial() {
        if (state != State.UNKNOWN || !onTrial.compareAndSet(false, true)) {
            return false;
        }
        if (trials == MOST_TRIALS) {
            onTrial.set(false);
            return false;
        }
        trials++;
        return true;
    }

    void endTrial() {
        onTrial.set(false);
    }
}
