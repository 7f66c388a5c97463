package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RingTest {
    private static final DropReason FULL = DropReason.lost("full");
    private static final DropReason LARGE = DropReason.lost("large");
    private static final Duration NOT = Duration.ZERO;

    private final Ring ring = new Ring(1000);

    private static Message frame(int number, int size) {
        byte[] frame = new byte[size];
        frame[0] = (byte) number;
        return Message.of(frame);
    }

    private static Gap gap(int second) {
        return new Gap("full", Instant.ofEpochSecond(second), Instant.ofEpochSecond(second));
    }

    private String next() throws InterruptedException {
        return ring.poll(NOT)
                .map(entry -> (!entry.gaps().isEmpty() ? "gap " : "")
                        + entry.frame()
                                .map(frame -> String.valueOf(frame.bytes()[0]))
                                .orElse("")
                        + (entry.lost().isEmpty() ? "" : entry.lost()))
                .orElse("nothing");
    }

    @Test
    void givesFramesInTheirOrder() throws Exception {
        for (int i = 1; i <= 3; i++) {
            assertThat(ring.offer(frame(i, 10))).isTrue();
        }
        assertThat(List.of(next(), next(), next(), next())).containsExactly("1", "2", "3", "nothing");
    }

    @Test
    void takesNoMoreThanItsBytesUntilThereIsRoomAgain() throws Exception {
        assertThat(ring.offer(frame(1, 500))).isTrue();
        assertThat(ring.offer(frame(2, 500))).isFalse();
        assertThat(ring.offer(frame(3, 300))).isTrue();
        assertThat(ring.bytes()).isBetween(800L, 1000L);
        assertThat(next()).isEqualTo("1");
        assertThat(ring.offer(frame(4, 500))).isTrue();
        assertThat(List.of(next(), next())).containsExactly("3", "4");
        assertThat(ring.bytes()).isZero();
    }

    @Test
    void takesAFrameLargerThanItselfWhenItIsEmpty() throws Exception {
        assertThat(ring.offer(frame(1, 5000))).isTrue();
        assertThat(ring.offer(frame(2, 1))).isFalse();
        assertThat(next()).isEqualTo("1");
    }

    @Test
    void tellsAGapWhereItIs() throws Exception {
        ring.offer(frame(1, 10));
        ring.gap(gap(1));
        ring.gap(gap(1));
        ring.offer(frame(2, 10));
        ring.offer(frame(3, 10));
        assertThat(List.of(next(), next(), next(), next())).containsExactly("1", "gap 2", "3", "nothing");
    }

    @Test
    void tellsAGapAtOnceAndAgainBeforeTheNextFrame() throws Exception {
        ring.gap(gap(1));
        assertThat(next()).isEqualTo("gap ");
        assertThat(next()).isEqualTo("nothing");
        ring.gap(gap(1));
        ring.offer(frame(1, 10));
        assertThat(next()).isEqualTo("gap 1");
    }

    @Test
    void countsWhatIsLostByReason() throws Exception {
        ring.lose(FULL, 3, gap(1));
        ring.lose(LARGE, 1, gap(2));
        ring.lose(FULL, 4, gap(1).until(gap(2).from()));
        ring.offer(frame(1, 10));
        Optional<Ring.Entry> entry = ring.poll(NOT);
        assertThat(entry.orElseThrow().lost()).isEqualTo(Map.of(FULL, 7L, LARGE, 1L));
        assertThat(entry.orElseThrow().gaps()).containsExactly(new Gap("full", gap(1).from(), gap(2).until()));
        assertThat(next()).isEqualTo("nothing");
    }

    @Test
    void wakesWhoWaits() throws Exception {
        CompletableFuture<String> first = waiting();
        ring.offer(frame(1, 10));
        assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo("1");
        CompletableFuture<String> second = waiting();
        ring.gap(gap(1));
        assertThat(second.get(60, TimeUnit.SECONDS)).isEqualTo("gap");
        CompletableFuture<String> third = waiting();
        ring.close();
        assertThat(third.get(60, TimeUnit.SECONDS)).isEqualTo("nothing");
    }

    private CompletableFuture<String> waiting() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return ring.poll(Duration.ofSeconds(60))
                        .map(entry -> entry.frame()
                                .map(frame -> String.valueOf(frame.bytes()[0]))
                                .orElse("gap"))
                        .orElse("nothing");
            } catch (InterruptedException e) {
                return "interrupted";
            }
        });
    }

    @Test
    void losesNothingBetweenThreads() throws Exception {
        Ring large = new Ring(1 << 20);
        int count = 20_000;
        CompletableFuture<Integer> refused = CompletableFuture.supplyAsync(() -> {
            int failures = 0;
            for (int i = 0; i < count; i++) {
                while (!large.offer(frame(i, 100))) {
                    failures++;
                    Thread.onSpinWait();
                }
            }
            return failures;
        });
        List<Byte> got = new ArrayList<>();
        while (got.size() < count) {
            large.poll(Duration.ofSeconds(60))
                    .ifPresent(entry -> got.add(entry.frame().orElseThrow().bytes()[0]));
        }
        for (int i = 0; i < count; i++) {
            assertThat(got.get(i)).isEqualTo((byte) i);
        }
        assertThat(refused.get(60, TimeUnit.SECONDS)).isNotNegative();
        assertThat(large.bytes()).isZero();
    }
}
