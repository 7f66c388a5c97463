package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final ManualClock wall = new ManualClock(START);
    private final AtomicLong nanos = new AtomicLong(-5);
    private final SteadyClock clock = new SteadyClock(wall, nanos::get);

    private void pass(Duration time) {
        wall.advance(time);
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void showsTheTimeOfDay() {
        assertThat(clock.now()).isEqualTo(START);
        pass(Duration.ofMinutes(1));
        assertThat(clock.now()).isEqualTo(START.plusSeconds(60));
    }

    @Test
    void goesOnEvenlyWhenTheTimeOfDayIsSetBack() {
        clock.now();
        wall.advance(Duration.ofDays(-1));
        assertThat(clock.now()).isEqualTo(START);
        pass(Duration.ofSeconds(10));
        assertThat(clock.now()).isEqualTo(START.plusSeconds(10));
        wall.advance(Duration.ofDays(2));
        assertThat(clock.now()).isEqualTo(START.plusSeconds(10).plus(Duration.ofDays(1)));
    }
}
