package io.flowexporter.examples.proof;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

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

    /** All kinds. */
    static Supplier<Death> any(long seed) {
        Deck<Kind> kinds = new Deck<>(
                new EnumMap<>(Map.of(Kind.KILLED, 7, Kind.KILLED_AT_START, 2, Kind.KILLED_AT_STOP, 1, Kind.STOPPED, 1)),
                seed);
        return ofKinds(kinds::draw, seed);
    }

    /** Orderly ones. */
    static Supplier<Death> orderly(long seed) {
        return ofKinds(() -> Kind.STOPPED, seed);
    }

    /** Those of SIGKILL after the first flow. */
    static Supplier<Death> sudden(long seed) {
        return ofKinds(() -> Kind.KILLED, seed);
    }

    private static Supplier<Death> ofKinds(Supplier<Kind> kinds, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return () -> {
            Kind kind = kinds.get();
            return new Death(
                    kind, kind == Kind.KILLED_AT_START ? Duration.ofMillis(random.nextLong(START)) : some(random));
        };
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
