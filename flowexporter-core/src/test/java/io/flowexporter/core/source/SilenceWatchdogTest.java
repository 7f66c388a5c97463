package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** All times are seconds. */
class SilenceWatchdogTest {
    private double jitter;
    private final SilenceWatchdog watchdog =
            new SilenceWatchdog(Duration.ofSeconds(180), Timing.REAL, new RandomGenerator() {
                @Override
                public long nextLong() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public double nextDouble() {
                    return jitter;
                }
            });

    private static long nanos(double seconds) {
        // Somewhere near the end of what a long can count, since nanoTime may begin anywhere.
        return Long.MAX_VALUE - 5_000_000_000L + (long) (seconds * 1e9);
    }

    private boolean complainsAt(double seconds) {
        return watchdog.complaint(nanos(seconds)).isPresent();
    }

    /** The first second from then on with a complaint. */
    private int firstComplaint(int from) {
        for (int second = from; second < from + 10_000; second++) {
            if (complainsAt(second)) {
                return second;
            }
        }
        return -1;
    }

    @Test
    void bearsSilenceForTheIdleTimeoutWhileItKnowsNoCadence() {
        watchdog.connected(nanos(0));
        assertThat(firstComplaint(0)).isEqualTo(181);
        assertThat(watchdog.complaint(nanos(181)))
                .hasValue(new SilenceWatchdog.Complaint(
                        "no message came for 181 s; the analyzer may have forgotten the subscription",
                        Duration.ofSeconds(181)));
    }

    @Test
    void beginsToCountAnewWithEachMessage() {
        watchdog.connected(nanos(0));
        watchdog.flows(nanos(100));
        assertThat(firstComplaint(100)).isEqualTo(281);
    }

    @Test
    void actsAfterThreeMissingBeatsOnceItKnowsTheCadence() {
        watchdog.connected(nanos(0));
        beats(10, 5, 0, false);
        assertThat(firstComplaint(40)).isEqualTo(72);
    }

    @Test
    void takesTheLongestPauseOfManyAgentsForTheBeat() {
        watchdog.connected(nanos(0));
        for (int minute = 0; minute < 3; minute++) {
            watchdog.stats(nanos(60 * minute), false);
            watchdog.stats(nanos(60 * minute + 0.3), false);
            watchdog.stats(nanos(60 * minute + 20), false);
        }
        assertThat(firstComplaint(140)).isEqualTo(140 + 3 * 40 + 2);
    }

    @Test
    void countsManyCapturePointsAsOneBeat() {
        watchdog.connected(nanos(0));
        watchdog.stats(nanos(10), false);
        watchdog.stats(nanos(10.5), false);
        watchdog.stats(nanos(10.9), false);
        assertThat(firstComplaint(11)).as("still no cadence").isEqualTo(191);
    }

    private double beats(int every, int count, double from, boolean flowsExpected) {
        double at = from;
        for (int i = 0; i < count; i++) {
            at = from + i * every;
            watchdog.stats(nanos(at), flowsExpected);
        }
        return at;
    }

    @Test
    void noticesThatOnlyStatsCome() {
        watchdog.connected(nanos(0));
        beats(10, 3, 0, true);
        assertThat(complainsAt(21)).isFalse();
        watchdog.stats(nanos(30), true);
        assertThat(watchdog.complaint(nanos(30)))
                .hasValue(new SilenceWatchdog.Complaint(
                        "the analyzer counts flows, but sent none for 30 s; it may have forgotten the subscription",
                        Duration.ofSeconds(30)));
    }

    @Test
    void expectsNoFlowsFromEmptyTables() {
        watchdog.connected(nanos(0));
        double last = beats(10, 50, 0, false);
        assertThat(complainsAt(last)).isFalse();
    }

    @Test
    void isContentWithFlowsNowAndThen() {
        watchdog.connected(nanos(0));
        for (int i = 0; i < 50; i++) {
            watchdog.stats(nanos(10 * i), true);
            if (i % 3 == 0) {
                watchdog.flows(nanos(10 * i + 1));
            }
            assertThat(complainsAt(10 * i + 2)).isFalse();
        }
    }

    @Test
    void forgetsAnOldExpectationOfFlows() {
        watchdog.connected(nanos(0));
        beats(10, 3, 0, true);
        beats(10, 5, 30, false);
        watchdog.stats(nanos(80), true);
        assertThat(complainsAt(80)).isFalse();
    }

    @Test
    void waitsTwiceAsLongAfterEachReconnectOfItsOwnUpToTenMinutes() {
        int[] waits = new int[5];
        int now = 0;
        for (int i = 0; i < waits.length; i++) {
            watchdog.connected(nanos(now));
            int complaint = firstComplaint(now);
            waits[i] = complaint - now - 1;
            watchdog.reconnecting(nanos(complaint));
            now = complaint;
        }
        assertThat(waits).containsExactly(180, 360, 600, 600, 600);
    }

    @Test
    void doublesTheWaitForFlowsToo() {
        watchdog.connected(nanos(0));
        beats(10, 4, 0, true);
        assertThat(complainsAt(30)).isTrue();
        watchdog.reconnecting(nanos(30));
        watchdog.connected(nanos(31));
        beats(10, 6, 32, true);
        assertThat(complainsAt(82)).isFalse();
        watchdog.stats(nanos(92), true);
        assertThat(complainsAt(92)).isTrue();
    }

    @Test
    void bearsTheNormalTimeAgainAfterALongPeace() {
        watchdog.connected(nanos(0));
        watchdog.reconnecting(nanos(0));
        watchdog.connected(nanos(0));
        for (int second = 0; second < 1300; second += 100) {
            watchdog.flows(nanos(second));
            assertThat(complainsAt(second)).isFalse();
        }
        assertThat(firstComplaint(1200)).isEqualTo(1381);
    }

    @Test
    void waitsARandomMomentInWhichAnotherMayHelp() {
        jitter = 0.5;
        watchdog.connected(nanos(0));
        assertThat(firstComplaint(0)).isEqualTo(186);

        watchdog.connected(nanos(1000));
        assertThat(complainsAt(1181)).isFalse();
        watchdog.flows(nanos(1182));
        assertThat(complainsAt(1186)).isFalse();
        assertThat(firstComplaint(1186)).isEqualTo(1182 + 186);
    }

    @Test
    void doesNotTakeThePauseOfAReconnectForABeat() {
        watchdog.connected(nanos(0));
        beats(10, 3, 0, false);
        watchdog.connected(nanos(600));
        beats(10, 3, 600, false);
        assertThat(firstComplaint(621)).isEqualTo(652);
    }
}
