package io.flowexporter.core.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, counted by length. Safe for use by several threads. */
final class Times {
    /** Among them those that are promised: 50 ms for a message of the analyzer, which gives up after 5 s. */
    private static final long[] BOUNDS = Arrays.stream(new long[] {
                100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000
            })
            .map(TimeUnit.MICROSECONDS::toNanos)
            .toArray();

    private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
    private final LongAdder sum = new LongAdder();

    Times() {
        Arrays.setAll(counts, index -> new LongAdder());
    }

    void add(long nanos) {
        int index = 0;
        while (index < BOUNDS.length && nanos > BOUNDS[index]) {
            index++;
        }
        counts[index].increment();
        sum.add(Math.max(0, nanos));
    }

    PipelineStatus.TimesTaken taken() {
        List<PipelineStatus.AtMost> all = new ArrayList<>();
        long times = 0;
        for (int i = 0; i < BOUNDS.length; i++) {
            times += counts[i].sum();
            all.add(new PipelineStatus.AtMost(Duration.ofNanos(BOUNDS[i]), times));
        }
        return new PipelineStatus.TimesTaken(all, times + counts[BOUNDS.length].sum(), Duration.ofNanos(sum.sum()));
    }
}
