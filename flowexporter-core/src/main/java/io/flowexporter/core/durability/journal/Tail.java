package io.flowexporter.core.durability.journal;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest secured batches, in memory, where the thread that journals leaves them for the one that polls. When that one is slower, later
 * batches are on the disk alone, until it has caught up. Safe for use by several threads.
 */
final class Tail {
    /** What a flow costs beside its bytes: where its parts stand in them. */
    private static final int FLOW_OVERHEAD = 160;

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<FlowBatch> batches = new ArrayDeque<>();
    /** What is told once, by itself. */
    private final Refusals refusals = new Refusals();
    /** What each life finds missing before the next batch, and is told with it. */
    private final Refusals missing = new Refusals();

    private long bytes;
    private List<Gap> gaps = List.of();
    private long next;
    private long secured;
    private boolean onDisk;
    private boolean stopped;
    private boolean ended;
    private Optional<Throwable> failure = Optional.empty();

    /**
     * A tail of a journal from which nothing was read yet.
     *
     * @param next the position to be given first
     * @param secured the position behind the last one that is on the disk
     */
    Tail(long maxBytes, long next, long secured) {
        this.maxBytes = maxBytes;
        this.next = next;
        this.secured = secured;
        this.onDisk = next < secured;
    }

    /** Adds batches that are on the disk. */
    void secured(List<FlowBatch> more) {
        lock.lock();
        try {
            more.forEach(this::addSecured);
        } finally {
            lock.unlock();
        }
    }

    private void addSecured(FlowBatch batch) {
        secured = batch.position() + 1;
        if (onDisk || batch.position() < next) {
            return;
        }
        if (bytes + cost(batch) > maxBytes && !batches.isEmpty()) {
            onDisk = true;
            return;
        }
        add(batch);
    }

    /** Adds batches that could not be got to the disk, and never will; returns whether they can be given in their order. */
    boolean unsecured(List<FlowBatch> last) {
        lock.lock();
        try {
            if (!onDisk) {
                last.forEach(this::add);
            }
            return !onDisk;
        } finally {
            lock.unlock();
        }
    }

    private void add(FlowBatch batch) {
        batches.add(batch);
        bytes += cost(batch);
        changed.signalAll();
    }

    private static long cost(FlowBatch batch) {
        return batch.bytes() + (long) FLOW_OVERHEAD * batch.flows().size();
    }

    /** Lets the next batch that is given tell of flows that were refused. */
    void refuse(Refusals more) {
        lock.lock();
        try {
            more.moveTo(refusals);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The same of some that are missing just before the next batch. */
    void miss(DropReason reason, long flows, Instant now) {
        lock.lock();
        try {
            if (flows > 0) {
                gaps = Gap.add(gaps, new Gap(reason.name(), now, now));
            }
            missing.add(reason, flows);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the next batch that is given tell of gaps that may not be over yet; at once, if none waits. */
    void tell(List<Gap> known) {
        lock.lock();
        try {
            for (Gap gap : known) {
                gaps = Gap.add(gaps, gap);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says that nothing will be secured any more. */
    void end(Optional<Throwable> why) {
        lock.lock();
        try {
            ended = true;
            failure = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says that what is on the disk alone need not be read back in this life. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing will be secured any more, but no longer than that. */
    void awaitEnd(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (!ended && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What to do next. */
    sealed interface Step {
        /** Hand that batch over. */
        record Give(FlowBatch batch) implements Step {}

        /** Read on from that position to that one, and say {@link #read}. */
        record ReadBack(long from, long to) implements Step {}
    }

    /**
     * What to do next; an empty batch is to be given if nothing comes in time.
     *
     * @throws Exception why nothing comes any more, if it is for a failure
     */
    Step next(Duration maxWait) throws Exception {
        lock.lockInterruptibly();
        try {
            long left = maxWait.toNanos();
            while (true) {
                if (!refusals.isEmpty()) {
                    // By themselves: an entry tells each life the same, and these are told once.
                    return new Step.Give(refusals.moveTo(FlowBatch.empty()));
                }
                if (!batches.isEmpty()) {
                    return new Step.Give(head());
                }
                onDisk &= next < secured;
                if (onDisk) {
                    return stopped ? new Step.Give(telling(FlowBatch.end())) : new Step.ReadBack(next, secured);
                }
                if (!gaps.isEmpty() || !missing.isEmpty()) {
                    return new Step.Give(telling(FlowBatch.empty()));
                }
                if (ended) {
                    return new Step.Give(last());
                }
                if (left <= 0) {
                    return new Step.Give(FlowBatch.empty());
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private FlowBatch head() {
        FlowBatch batch = batches.remove();
        bytes -= cost(batch);
        next = batch.position() + 1;
        return telling(batch);
    }

    private FlowBatch last() throws Exception {
        if (failure.isEmpty()) {
            return FlowBatch.end();
        }
        if (failure.get() instanceof Error error) {
            throw error;
        }
        throw (Exception) failure.get();
    }

    /** Says that the next batch to be given is the one at that position, since this one is given now; returns it with all it has to tell. */
    FlowBatch read(long position, FlowBatch batch) {
        lock.lock();
        try {
            next = position;
            return telling(batch);
        } finally {
            lock.unlock();
        }
    }

    /** Says that all before that position was given, as far as it can be. */
    void readUpTo(long position) {
        lock.lock();
        try {
            next = Math.max(next, position);
        } finally {
            lock.unlock();
        }
    }

    private FlowBatch telling(FlowBatch batch) {
        FlowBatch telling = missing.moveTo(batch);
        if (!batch.ended()) {
            for (Gap gap : gaps) {
                telling = telling.withGap(gap);
            }
            gaps = List.of();
        }
        return telling;
    }
}
