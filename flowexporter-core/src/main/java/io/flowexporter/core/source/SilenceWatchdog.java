package io.flowexporter.core.source;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Finds out whether the analyzer has forgotten us. When any of its subscribers goes, the analyzer forgets what all the
 * others asked for: they stay connected, and get nothing. Two signs of it:
 *
 * <ul>
 *   <li>no message at all for three beats of the {@code stats}, whose cadence is learnt, or, as long as that is not
 *       known, for a fixed time;
 *   <li>{@code stats} of non-empty flow tables for three beats, but no flows: another subscriber has revived the
 *       {@code stats} alone.
 * </ul>
 *
 * <p>A reconnect of ours cuts the others off for a moment, so each is followed by twice as long a wait, and comes after a
 * random moment: of several exporters that see the same silence, the first to reconnect helps all.
 *
 * <p>Times are those of {@link System#nanoTime}. Safe for use by several threads.
 */
final class SilenceWatchdog {
    private static final int MISSING_BEATS = 3;
    private static final int BEATS_REMEMBERED = 8;
    private static final int MOST_DOUBLINGS = 20;

    private final long idleTimeout;
    private final long longestSilence;
    private final long longestJitter;
    private final long sameBeat;
    private final RandomGenerator random;

    private final long[] beats = new long[BEATS_REMEMBERED];
    private int beatsLearnt;
    private long lastMessage;
    private Optional<Long> lastBeat = Optional.empty();
    private Optional<Long> flowsExpectedSince = Optional.empty();
    private long flowsExpectedLast;
    private Optional<Long> alarm = Optional.empty();
    private int ownReconnects;
    private long lastOwnReconnect;

    /**
     * What is wrong.
     *
     * @param words what to tell the operator
     * @param lasting for how long
     */
    record Complaint(String words, Duration lasting) {
        private static Complaint of(long nanos, String words, String more) {
            return new Complaint(words + seconds(nanos) + more, Duration.ofNanos(nanos));
        }
    }

    SilenceWatchdog(Duration idleTimeout, Timing timing, RandomGenerator random) {
        this.idleTimeout = idleTimeout.toNanos();
        this.longestSilence = timing.longestSilence().toNanos();
        this.longestJitter = timing.longestJitter().toNanos();
        this.sameBeat = timing.sameBeat().toNanos();
        this.random = random;
    }

    /** A subscription has begun. */
    synchronized void connected(long now) {
        lastMessage = now;
        lastBeat = Optional.empty();
        flowsExpectedSince = Optional.empty();
        alarm = Optional.empty();
    }

    /** A message came, other than {@code stats}. */
    synchronized void flows(long now) {
        lastMessage = now;
        flowsExpectedSince = Optional.empty();
    }

    /** A {@code stats} message came from a capture point of ours or another's. */
    synchronized void stats(long now, boolean flowsExpected) {
        lastMessage = now;
        if (lastBeat.isEmpty()) {
            lastBeat = Optional.of(now);
        } else if (now - lastBeat.get() >= sameBeat) {
            beats[beatsLearnt++ % BEATS_REMEMBERED] = now - lastBeat.get();
            lastBeat = Optional.of(now);
        }
        if (flowsExpected) {
            boolean interrupted = now - flowsExpectedLast > beat() + beat() / 2;
            if (flowsExpectedSince.isEmpty() || interrupted) {
                flowsExpectedSince = Optional.of(now);
            }
            flowsExpectedLast = now;
        }
    }

    /** What is wrong, if it is time to reconnect. */
    synchronized Optional<Complaint> complaint(long now) {
        if (ownReconnects > 0 && now - lastOwnReconnect > 2 * longestSilence) {
            ownReconnects = 0;
        }
        Optional<Complaint> symptom = symptom(now);
        if (symptom.isEmpty()) {
            alarm = Optional.empty();
            return symptom;
        }
        if (alarm.isEmpty()) {
            long jitter = Math.min(longestJitter, patience() / MISSING_BEATS);
            alarm = Optional.of(now + (long) (random.nextDouble() * jitter));
        }
        return now - alarm.get() >= 0 ? symptom : Optional.empty();
    }

    /** We reconnect because of a complaint. */
    synchronized void reconnecting(long now) {
        ownReconnects++;
        lastOwnReconnect = now;
        alarm = Optional.empty();
    }

    private Optional<Complaint> symptom(long now) {
        long silence = now - lastMessage;
        if (silence > patience()) {
            return Optional.of(Complaint.of(
                    silence, "no message came for ", " s; the analyzer may have forgotten the subscription"));
        }
        boolean onlyStats = beatsLearnt > 0
                && flowsExpectedSince.isPresent()
                && flowsExpectedLast - flowsExpectedSince.get() + sameBeat >= doubled(MISSING_BEATS * beat());
        return onlyStats
                ? Optional.of(Complaint.of(
                        now - flowsExpectedSince.get(),
                        "the analyzer counts flows, but sent none for ",
                        " s; it may have forgotten the subscription"))
                : Optional.empty();
    }

    /** How long silence is borne. */
    private long patience() {
        return doubled(beatsLearnt == 0 ? idleTimeout : MISSING_BEATS * beat() + sameBeat);
    }

    private long doubled(long wait) {
        int times = Math.min(ownReconnects, MOST_DOUBLINGS);
        long limit = Math.max(wait, longestSilence);
        return wait > limit >> times ? limit : wait << times;
    }

    /** The longest of the last pauses between {@code stats}; agents beat each in its own time. */
    private long beat() {
        long longest = 0;
        for (long beat : beats) {
            longest = Math.max(longest, beat);
        }
        return longest;
    }

    /** The time between two {@code stats} of one capture point, as far as it is learnt. */
    synchronized Optional<Duration> cadence() {
        return beatsLearnt == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(beat()));
    }

    private static long seconds(long nanos) {
        return Duration.ofNanos(nanos).toSeconds();
    }
}
