package io.flowexporter.core.runtime;

import io.flowexporter.core.runtime.PipelineStatus.Rates;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Finds rates from ledgers. Times are those of {@link System#nanoTime}. Used on the pipeline's thread. */
final class FlowRates {
    private static final long EACH = TimeUnit.SECONDS.toNanos(1);
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_SAMPLES = 121;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long at, long received, long written, long bytes) {
        static Sample of(long now, Ledger ledger) {
            return new Sample(now, ledger.received(), ledger.written(), ledger.bytes());
        }
    }

    Rates at(long now, Ledger ledger) {
        Sample latest = Sample.of(now, ledger);
        if (samples.isEmpty() || now - samples.getLast().at >= EACH) {
            samples.add(latest);
            if (samples.size() > MOST_SAMPLES) {
                samples.remove();
            }
        }
        Sample base = base(now);
        double seconds = Math.max(now - base.at, EACH) / NANOS;
        return new Rates(
                (latest.received - base.received) / seconds,
                (latest.written - base.written) / seconds,
                (latest.bytes - base.bytes) / seconds,
                history());
    }

    /** The latest sample that is as old as the window is long, or else the oldest. */
    private Sample base(long now) {
        for (Iterator<Sample> newestFirst = samples.descendingIterator(); newestFirst.hasNext(); ) {
            Sample sample = newestFirst.next();
            if (now - sample.at >= WINDOW) {
                return sample;
            }
        }
        return samples.getFirst();
    }

    private List<Long> history() {
        List<Long> rates = new ArrayList<>();
        Sample before = null;
        for (Sample sample : samples) {
            if (before != null) {
                rates.add(Math.round((sample.received - before.received) / ((sample.at - before.at) / NANOS)));
            }
            before = sample;
        }
        return rates;
    }
}
