package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowSlots;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * How many reports of each flow came so far. Bounded in number, the flow silent for longest giving way, and in time. Costs
 * 33 bytes a flow: 25 in {@link FlowSlots} and 8 here. Not safe for use by several threads.
 */
final class FlowCounts {
    private final FlowSlots slots;
    private final Instant begin;
    private final int keep;
    private final int keepEnded;
    private int[] counts;
    /** In seconds after {@link #begin}. */
    private int[] forgetAt;

    /**
     * Counts.
     *
     * @param capacity of how many flows at most
     * @param begin now
     * @param keep how long a flow's count is kept after its last report
     * @param keepEnded how long, if that report said that the flow has ended by FIN or RST
     */
    FlowCounts(int capacity, Instant begin, Duration keep, Duration keepEnded) {
        this.slots = new FlowSlots(capacity);
        this.begin = begin;
        this.keep = seconds(keep);
        this.keepEnded = seconds(keepEnded);
        this.counts = new int[slots.slots()];
        this.forgetAt = new int[slots.slots()];
    }

    private static int seconds(Duration time) {
        return (int) Math.min(Integer.MAX_VALUE / 2, time.plusMillis(999).toSeconds());
    }

    /** Counts a report and returns how many of this flow came before: 0 also if the flow was forgotten. */
    int next(Flow flow, Instant now) {
        int seconds = seconds(Duration.between(begin, now));
        return switch (flow.finishType()) {
            case TIMEOUT -> last(flow.uuidBits(), seconds);
            case NOT_FINISHED -> count(flow.uuidBits(), seconds, seconds + keep);
            case TCP_FIN, TCP_RST, UNKNOWN -> count(flow.uuidBits(), seconds, seconds + keepEnded);
        };
    }

    private int count(long key, int now, int until) {
        int found = slots.touch(key);
        int slot = found < 0 ? ~found : found;
        if (slot >= counts.length) {
            counts = Arrays.copyOf(counts, slots.slots());
            forgetAt = Arrays.copyOf(forgetAt, slots.slots());
        }
        int before = found < 0 ? 0 : before(slot, now);
        counts[slot] = before == Integer.MAX_VALUE ? before : before + 1;
        forgetAt[slot] = until;
        return before;
    }

    private int last(long key, int now) {
        int slot = slots.find(key);
        if (slot < 0) {
            return 0;
        }
        slots.remove(key);
        return before(slot, now);
    }

    private int before(int slot, int now) {
        return forgetAt[slot] <= now ? 0 : counts[slot];
    }

    /** Forgets flows whose time is over. */
    void forget(Instant now) {
        int seconds = seconds(Duration.between(begin, now));
        for (int slot = slots.oldest(); slot >= 0 && forgetAt[slot] <= seconds; slot = slots.oldest()) {
            slots.remove(slots.key(slot));
        }
    }

    int size() {
        return slots.size();
    }

    long evicted() {
        return slots.evicted();
    }
}
