package io.flowexporter.core.continuity;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.FinishType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowSlots;
import io.flowexporter.api.flow.Metric;
import java.util.Arrays;

/**
 * Tells whether each report of a flow follows on from the one before: its totals less its interval must be the totals
 * before. Keeps the totals of a bounded number of flows, 72 bytes each, the one silent for longest giving way. Used by one
 * thread.
 */
public final class FlowContinuity {
    private static final int TOTALS = 4;
    private static final int START = 4;
    private static final int LAST = 5;
    private static final int NUMBERS = 6;

    private final FlowSlots slots;
    /** For each slot: totals (packets and bytes, from A and from B), then the bounds of the last interval. */
    private long[] numbers;

    /** The report in hand, and what its totals were before it. */
    private final long[] report = new long[NUMBERS];

    private final long[] before = new long[TOTALS];
    private long lastBefore;

    /**
     * A memory.
     *
     * @param capacity of how many flows at most
     */
    public FlowContinuity(int capacity) {
        slots = new FlowSlots(capacity);
        numbers = new long[slots.slots() * NUMBERS];
    }

    /** What that report is to the ones before; remembers it. */
    public Continuity next(Flow flow) {
        Metric total = flow.metric();
        Metric interval = flow.lastUpdateMetric();
        if (!total.present() || !interval.present()) {
            return Continuity.UNKNOWN;
        }
        read(total, interval);
        long key = flow.uuidBits();
        if (flow.finishType() == FinishType.TIMEOUT) {
            int ended = slots.remove(key);
            return ended < 0 ? first() : later(ended * NUMBERS);
        }
        int touched = slots.touch(key);
        boolean fresh = touched < 0;
        int slot = fresh ? ~touched : touched;
        if (numbers.length < slots.slots() * NUMBERS) {
            numbers = Arrays.copyOf(numbers, slots.slots() * NUMBERS);
        }
        Continuity continuity = fresh ? first() : later(slot * NUMBERS);
        remember(slot * NUMBERS, fresh);
        return continuity;
    }

    /** Reads each number once: a metric may be a view that reads it anew each time. */
    private void read(Metric total, Metric interval) {
        report[0] = total.abPackets();
        report[1] = total.abBytes();
        report[2] = total.baPackets();
        report[3] = total.baBytes();
        report[START] = interval.start();
        report[LAST] = interval.last();
        before[0] = report[0] - interval.abPackets();
        before[1] = report[1] - interval.abBytes();
        before[2] = report[2] - interval.baPackets();
        before[3] = report[3] - interval.baBytes();
    }

    /** A first report whose totals are more than its interval is of a flow that is older than what we know. */
    private Continuity first() {
        return (before[0] | before[1] | before[2] | before[3]) == 0 ? Continuity.CONTINUES : Continuity.UNKNOWN;
    }

    private Continuity later(int at) {
        if (numbers[at + START] == report[START] && numbers[at + LAST] == report[LAST]) {
            return Continuity.REPEATED;
        }
        lastBefore = numbers[at + LAST];
        boolean lost = false;
        for (int i = 0; i < TOTALS; i++) {
            lost |= numbers[at + i] < before[i];
        }
        return lost ? Continuity.LOST : Continuity.CONTINUES;
    }

    /** Totals never shrink, so a report that comes late does not take back what a younger one said. */
    private void remember(int at, boolean fresh) {
        boolean younger = fresh || report[LAST] >= numbers[at + LAST];
        for (int i = 0; i < TOTALS; i++) {
            numbers[at + i] = fresh ? report[i] : Math.max(numbers[at + i], report[i]);
        }
        if (younger) {
            numbers[at + START] = report[START];
            numbers[at + LAST] = report[LAST];
        }
    }

    /** Where the time of the reports before ended (ms since 1970), for the last report that was {@link Continuity#LOST}. */
    public long lastBefore() {
        return lastBefore;
    }

    /** Flows that gave way to others; a next report of theirs is {@link Continuity#UNKNOWN}. */
    public long evicted() {
        return slots.evicted();
    }
}
