package io.flowexporter.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final Breaker breaker = new Breaker();
    private long now = Long.MAX_VALUE - 1; // nanoTime may overflow at any moment

    private void open() {
        for (int i = 0; i < 5; i++) {
            assertThat(breaker.admits(now)).isTrue();
            assertThat(breaker.failed(now)).isEqualTo(i == 4);
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void opensAfterFiveFailuresInARow() {
        for (int i = 0; i < 4; i++) {
            breaker.failed(now);
        }
        breaker.succeeded();

        open();

        assertThat(breaker.admits(now)).isFalse();
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void letsOneQuestionThroughAfterAWhile() {
        open();

        pass(Duration.ofMillis(4_999));
        assertThat(breaker.admits(now)).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(breaker.admits(now)).isTrue();
        assertThat(breaker.admits(now)).isFalse();
        assertThat(breaker.succeeded()).isTrue();
        assertThat(breaker.admits(now)).isTrue();
    }

    @Test
    void waitsTwiceAsLongAfterEachProbeThatFailsUpToAMinute() {
        open();

        for (int seconds : new int[] {5, 10, 20, 40, 60, 60}) {
            assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(seconds));
            pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(breaker.admits(now)).isFalse();
            pass(Duration.ofNanos(1));
            assertThat(breaker.admits(now)).isTrue();
            assertThat(breaker.failed(now)).isTrue();
        }
    }

    @Test
    void beginsAnewWithAShortPauseOnceItWasClosed() {
        open();
        pass(Duration.ofSeconds(5));
        breaker.admits(now);
        breaker.failed(now);
        pass(Duration.ofSeconds(10));
        breaker.admits(now);
        breaker.succeeded();

        open();

        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void failuresOfQuestionsSentBeforeItOpenedDoNotOpenItAgain() {
        open();

        assertThat(breaker.failed(now)).isFalse();
    }
}
