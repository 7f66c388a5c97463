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
    private static final int NUMBERS = 6;

    private final FlowSlots slots;
    /** For each slot: totals (packets and bytes, from A and from B), then the bounds of the last interval. */
    private long[] numbers;

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
        long key = flow.uuidBits();
        int slot = slots.touch(key);
        Continuity continuity = slot < 0 ? first(total, interval) : later(slot, total, interval);
        remember(slot < 0 ? ~slot : slot, slot < 0, total, interval);
        if (flow.finishType() == FinishType.TIMEOUT) {
            slots.remove(key);
        }
        return continuity;
    }

    /** A first report whose totals are more than its interval is of a flow that is older than what we know. */
    private static Continuity first(Metric total, Metric interval) {
        return total.sameCounters(interval) ? Continuity.CONTINUES : Continuity.UNKNOWN;
    }

    private Continuity later(int slot, Metric total, Metric interval) {
        int at = slot * NUMBERS;
        if (numbers[at + 4] == interval.start() && numbers[at + 5] == interval.last()) {
            return Continuity.REPEATED;
        }
        lastBefore = numbers[at + 5];
        boolean lost = numbers[at] < total.abPackets() - interval.abPackets()
                || numbers[at + 1] < total.abBytes() - interval.abBytes()
                || numbers[at + 2] < total.baPackets() - interval.baPackets()
                || numbers[at + 3] < total.baBytes() - interval.baBytes();
        return lost ? Continuity.LOST : Continuity.CONTINUES;
    }

    /** Totals never shrink, so a report that comes late does not take back what a younger one said. */
    private void remember(int slot, boolean fresh, Metric total, Metric interval) {
        if (numbers.length < slots.slots() * NUMBERS) {
            numbers = Arrays.copyOf(numbers, slots.slots() * NUMBERS);
        }
        int at = slot * NUMBERS;
        boolean younger = fresh || interval.last() >= numbers[at + 5];
        numbers[at] = fresh ? total.abPackets() : Math.max(numbers[at], total.abPackets());
        numbers[at + 1] = fresh ? total.abBytes() : Math.max(numbers[at + 1], total.abBytes());
        numbers[at + 2] = fresh ? total.baPackets() : Math.max(numbers[at + 2], total.baPackets());
        numbers[at + 3] = fresh ? total.baBytes() : Math.max(numbers[at + 3], total.baBytes());
        if (younger) {
            numbers[at + 4] = interval.start();
            numbers[at + 5] = interval.last();
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
