package io.flowexporter.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RareLogTest {
    private final LogLines lines = new LogLines();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final RareLog reports = new RareLog(lines, now::get, Duration.ofSeconds(10));

    @Test
    void logsOneOfAKindInAWhileAndCountsTheOthers() {
        for (int second = 0; second < 25; second++) {
            String text = "at " + second;
            reports.warn("a", () -> text);
            now.addAndGet(1_000_000_000L);
        }
        assertThat(lines.texts())
                .containsExactly(
                        "WARNING at 0",
                        "WARNING at 10 (and 9 more like it, not logged)",
                        "WARNING at 20 (and 9 more like it, not logged)");
    }

    @Test
    void tellsKindsApart() {
        reports.warn("a", () -> "1");
        reports.warn("b", () -> "2");
        reports.warn("a", () -> "3");
        assertThat(lines.texts()).containsExactly("WARNING 1", "WARNING 2");
    }

    @Test
    void logsOnceWhatShallBeLoggedOnce() {
        reports.warnOnce("a", () -> "1");
        now.addAndGet(Duration.ofDays(1).toNanos());
        reports.warnOnce("a", () -> "2");
        assertThat(lines.texts()).containsExactly("WARNING 1");
    }

    @Test
    void doesNotGrowWithForeignKinds() {
        for (int i = 0; i < 1000; i++) {
            reports.warnOnce("kind " + i, () -> "line");
        }
        assertThat(lines.texts()).hasSize(100);
    }
}
