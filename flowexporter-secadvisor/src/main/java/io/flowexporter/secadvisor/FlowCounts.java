package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.FinishType;
import io.flowexporter.api.flow.FlowSlots;
import java.time.Duration;
import java.util.Arrays;

/**
 * How many reports of each flow came so far. Bounded in number, the flow silent for longest giving way, and in time. Costs
 * 33 bytes a flow: 25 in {@link FlowSlots} and 8 here. Not safe for use by several threads.
 */
final class FlowCounts {
    private static final long MILLIS_OF_A_SECOND = 1000;

    private final FlowSlots slots;
    private final long begin;
    private final int keep;
    private final int keepEnded;
    /** For each slot its count, and below that when to forget it, in seconds after {@link #begin}. */
    private long[] states;

    /**
     * Counts.
     *
     * @param capacity of how many flows at most
     * @param begin now, in ms since 1970
     * @param keep how long a flow's count is kept after its last report
     * @param keepEnded how long, if that report said that the flow has ended by FIN or RST
     */
    FlowCounts(int capacity, long begin, Duration keep, Duration keepEnded) {
        this.slots = new FlowSlots(capacity);
        this.begin = begin;
        this.keep = seconds(keep.toMillis());
        this.keepEnded = seconds(keepEnded.toMillis());
        this.states = new long[slots.slots()];
    }

    /** Whole seconds, rounded up, and so few that two such numbers can be added. */
    private static int seconds(long millis) {
        return (int) Math.min(Integer.MAX_VALUE / 2, (millis + MILLIS_OF_A_SECOND - 1) / MILLIS_OF_A_SECOND);
    }

    /**
     * Counts a report and returns how many of this flow came before: 0 also if the flow was forgotten.
     *
     * @param flow the flow's {@linkplain io.flowexporter.api.flow.Flow#uuidBits() id}
     * @param finish whether the report says that the flow has ended
     * @param now in ms since 1970
     */
    int next(long flow, FinishType finish, long now) {
        int seconds = seconds(now - begin);
        return switch (finish) {
            case TIMEOUT -> last(flow, seconds);
            case NOT_FINISHED -> count(flow, seconds, seconds + keep);
            case TCP_FIN, TCP_RST, UNKNOWN -> count(flow, seconds, seconds + keepEnded);
        };
    }

    private int count(long key, int now, int until) {
        int found = slots.touch(key);
        int slot = found < 0 ? ~found : found;
        if (slot >= states.length) {
            states = Arrays.copyOf(states, slots.slots());
        }
        int before = found < 0 ? 0 : before(slot, now);
        long counted = before == Integer.MAX_VALUE ? before : before + 1;
        states[slot] = counted << Integer.SIZE | until;
        return before;
    }

    private int last(long key, int now) {
        int slot = slots.remove(key);
        return slot < 0 ? 0 : before(slot, now);
    }

    private int before(int slot, int now) {
        return forgetAt(slot) <= now ? 0 : (int) (states[slot] >>> Integer.SIZE);
    }

    private int forgetAt(int slot) {
        return (int) states[slot];
    }

    /** Forgets flows whose time is over now, in ms since 1970. */
    void forget(long now) {
        int seconds = seconds(now - begin);
        for (int slot = slots.oldest(); slot >= 0 && forgetAt(slot) <= seconds; slot = slots.oldest()) {
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
