package io.flowexporter.core.topology;

import java.time.Duration;

/**
 * Keeps questions from analyzers that do not answer: opens after several failures in a row, lets one question through
 * after a while, and waits twice as long if that fails too. Not safe for use by several threads.
 */
final class Breaker {
    private static final int FAILURES_TO_OPEN = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private int failuresInARow;
    private boolean open;
    private boolean probing;
    private long openUntil;
    private Duration pause = FIRST_PAUSE;

    /**
     * Whether a question may be sent now; one that may must be followed by {@link #succeeded} or {@link #failed}.
     *
     * @param nanos as {@link System#nanoTime} counts
     */
    boolean admits(long nanos) {
        if (!open) {
            return true;
        }
        if (probing || nanos - openUntil < 0) {
            return false;
        }
        probing = true;
        return true;
    }

    boolean isOpen() {
        return open;
    }

    /** Time for which an open breaker stays so. */
    Duration pause() {
        return pause;
    }

    /** An analyzer answered. Returns whether this closed the breaker. */
    boolean succeeded() {
        boolean closes = open;
        open = false;
        probing = false;
        failuresInARow = 0;
        pause = FIRST_PAUSE;
        return closes;
    }

    /** No analyzer answered. Returns whether this opened the breaker, for the first time or once more. */
    boolean failed(long nanos) {
        failuresInARow++;
        if (open && probing) {
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        } else if (open || failuresInARow < FAILURES_TO_OPEN) {
            return false;
        }
        open = true;
        probing = false;
        openUntil = nanos + pause.toNanos();
        return true;
    }
}
