package io.flowexporter.core.source;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Gap;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Frames between the socket and the pipeline, at most so many bytes of them, and where among them some are missing. The
 * side that puts never waits. Safe for use by several threads.
 */
final class Ring {
    // What a frame costs beside its bytes.
    private static final int OVERHEAD = 64;

    private final long capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    Ring(long capacity) {
        this.capacity = capacity;
    }

    /**
     * A frame, or a place where frames are missing, or both: then the place is before the frame.
     *
     * @param frame the frame
     * @param gaps when frames may be missing here
     * @param lost how many flows are known to be missing here, by reason
     */
    record Entry(Optional<Message> frame, List<Gap> gaps, Map<DropReason, Long> lost) {
        private static Entry of(Message frame) {
            return new Entry(Optional.of(frame), List.of(), Map.of());
        }

        private Entry losing(DropReason reason, long flows) {
            Map<DropReason, Long> more = new LinkedHashMap<>(lost);
            more.merge(reason, flows, Long::sum);
            return new Entry(frame, gaps, more);
        }

        private Entry with(Gap gap) {
            return new Entry(frame, Gap.add(gaps, gap), lost);
        }

        private Entry with(Message following) {
            return new Entry(Optional.of(following), gaps, lost);
        }
    }

    private static final Entry NOTHING = new Entry(Optional.empty(), List.of(), Map.of());

    /** Puts a frame at the end; false if there is no room for it. */
    boolean offer(Message frame) {
        lock.lock();
        try {
            long size = frame.room() + OVERHEAD;
            // One frame always fits: what is larger than the whole ring could never come through.
            if (bytes + size > capacity && bytes > 0) {
                return false;
            }
            bytes += size;
            entries.add(lastIsGap() ? entries.removeLast().with(frame) : Entry.of(frame));
            notEmpty.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Says that frames may be missing here. */
    void gap(Gap gap) {
        lock.lock();
        try {
            entries.add(lastPlace().with(gap));
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Says that flows are missing here. */
    void lose(DropReason reason, long flows, Gap gap) {
        lock.lock();
        try {
            entries.add(lastPlace().with(gap).losing(reason, flows));
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes out the place at the end where frames are missing; a new one if there is none. */
    private Entry lastPlace() {
        return lastIsGap() ? entries.removeLast() : NOTHING;
    }

    private boolean lastIsGap() {
        return !entries.isEmpty() && entries.getLast().frame().isEmpty();
    }

    /** Takes what comes first; empty if nothing came in that time, or the ring is closed. */
    Optional<Entry> poll(Duration maxWait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = maxWait.toNanos();
            while (entries.isEmpty() && !closed && left > 0) {
                left = notEmpty.awaitNanos(left);
            }
            Optional<Entry> first = Optional.ofNullable(entries.poll());
            bytes -= first.flatMap(Entry::frame)
                    .map(frame -> frame.room() + OVERHEAD)
                    .orElse(0);
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all frames out. */
    List<Message> remove() {
        lock.lock();
        try {
            List<Message> frames =
                    entries.stream().flatMap(entry -> entry.frame().stream()).toList();
            entries.clear();
            bytes = 0;
            return frames;
        } finally {
            lock.unlock();
        }
    }

    /** Makes {@link #poll} wait no more. What is in the ring can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The bytes of all frames in it. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
