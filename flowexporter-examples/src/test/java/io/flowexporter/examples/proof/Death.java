package io.flowexporter.examples.proof;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How and when a life ends.
 *
 * @param kind how
 * @param after how long after what the kind says
 */
record Death(Kind kind, Duration after) {
    enum Kind {
        /** SIGKILL some time after the first flow. */
        KILLED,
        /** SIGKILL some time after the begin, while it starts, recovers and connects. */
        KILLED_AT_START,
        /** SIGTERM some time after the first flow, and SIGKILL a moment later, while it stops. */
        KILLED_AT_STOP,
        /** SIGTERM some time after the first flow. */
        STOPPED
    }

    private static final long SHORTEST = 50;
    private static final long LONGEST = 2_000;
    private static final long START = 500;
    private static final long STOP = 300;

    /** Any. */
    static Death any(SplittableRandom random) {
        int drawn = random.nextInt(100);
        if (drawn < 60) {
            return new Death(Kind.KILLED, some(random));
        }
        if (drawn < 80) {
            return new Death(Kind.KILLED_AT_START, Duration.ofMillis(random.nextLong(START)));
        }
        return new Death(drawn < 90 ? Kind.KILLED_AT_STOP : Kind.STOPPED, some(random));
    }

    /** An orderly one. */
    static Death orderly(SplittableRandom random) {
        return new Death(Kind.STOPPED, some(random));
    }

    /** Short lives are more often than long ones: what happens early happens in all of them. */
    private static Duration some(SplittableRandom random) {
        double share = random.nextDouble();
        return Duration.ofMillis(SHORTEST + (long) ((LONGEST - SHORTEST) * share * share * share));
    }

    /** How long an orderly stop is given if it is to be disturbed. */
    static Duration grace(SplittableRandom random) {
        return Duration.ofMillis(random.nextLong(STOP));
    }
}
