package io.flowexporter.core.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Arrays for messages, used again when the pipeline has given them back: one that was used a moment ago is in the processor's
 * caches, and need not be cleared. What was not needed for a while is left to the collector. Safe for use by several threads.
 */
final class MessageArrays {
    /** Below that, an array of its own costs less. */
    static final int LEAST = 16 << 10;

    private static final int LARGEST = 16 << 20;
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(5);

    private final LongSupplier nanos;
    private final LongSupplier most;
    private final Map<Integer, Idle> idle = new HashMap<>();
    private long idleBytes;
    private long periodBegan;

    /** Arrays of one length that nobody uses, the one used last at the end. */
    private static final class Idle {
        private final Deque<byte[]> arrays = new ArrayDeque<>();
        private int leastInPeriod;
    }

    /**
     * None yet.
     *
     * @param nanos counts as {@link System#nanoTime}
     * @param most how many bytes may be idle at the moment
     */
    MessageArrays(LongSupplier nanos, LongSupplier most) {
        this.nanos = nanos;
        this.most = most;
        this.periodBegan = nanos.getAsLong();
    }

    /** Room for a message. Its bytes are whatever they are. */
    Message room(int length) {
        if (length < LEAST || length > LARGEST) {
            return Message.of(new byte[length]);
        }
        int room = roundedUp(length);
        byte[] array = takeIdle(room);
        return Message.lent(array == null ? new byte[room] : array, length, this);
    }

    /** There are four lengths from one power of two to the next, so that messages of about the same length share them. */
    private static int roundedUp(int length) {
        int step = Integer.highestOneBit(length) >> 2;
        return (length + step - 1) / step * step;
    }

    private synchronized byte[] takeIdle(int room) {
        Idle same = idle.get(room);
        if (same == null || same.arrays.isEmpty()) {
            // Those of other lengths make way for the new one.
            shrinkTo(most.getAsLong());
            return null;
        }
        byte[] last = same.arrays.removeLast();
        idleBytes -= room;
        same.leastInPeriod = Math.min(same.leastInPeriod, same.arrays.size());
        return last;
    }

    /** Takes an array of {@link #room} that nobody looks at any more. */
    synchronized void giveBack(byte[] array) {
        if (idleBytes + array.length <= most.getAsLong()) {
            idle.computeIfAbsent(array.length, length -> new Idle()).arrays.addLast(array);
            idleBytes += array.length;
        }
    }

    private void shrinkTo(long bytes) {
        for (Map.Entry<Integer, Idle> same : idle.entrySet()) {
            while (idleBytes > bytes && !same.getValue().arrays.isEmpty()) {
                same.getValue().arrays.removeFirst();
                same.getValue().leastInPeriod = 0;
                idleBytes -= same.getKey();
            }
        }
    }

    /** Lets go of what was idle for a whole period. To be called now and then. */
    synchronized void tend() {
        long now = nanos.getAsLong();
        if (now - periodBegan < PERIOD) {
            return;
        }
        periodBegan = now;
        for (Iterator<Idle> all = idle.values().iterator(); all.hasNext(); ) {
            Idle same = all.next();
            for (int i = 0; i < same.leastInPeriod; i++) {
                idleBytes -= same.arrays.removeFirst().length;
            }
            same.leastInPeriod = same.arrays.size();
            if (same.arrays.isEmpty()) {
                all.remove();
            }
        }
    }

    /** The bytes of all arrays that nobody uses. */
    synchronized long idleBytes() {
        return idleBytes;
    }
}
