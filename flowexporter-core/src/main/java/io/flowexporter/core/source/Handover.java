package io.flowexporter.core.source;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where a thread that reads leaves batches for the one that polls. Holds few: the reader waits when nobody takes them.
 * Flows that stand alone are grouped; a group goes out when it is large, or when no flow has been added for a moment.
 */
final class Handover {
    private static final int MOST_READY = 2;
    private static final int LARGE_GROUP = 1000;
    private static final long LARGE_GROUP_BYTES = 4 << 20;
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(50);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition taken = lock.newCondition();
    private final Deque<FlowBatch> ready = new ArrayDeque<>();
    private Group group = new Group();
    private boolean ended;
    private Optional<IOException> failure = Optional.empty();

    private static final class Group {
        private final List<Flow> flows = new ArrayList<>();
        private final Map<DropReason, Long> refused = new LinkedHashMap<>();
        private long bytes;
        private long lastAdded;

        boolean isEmpty() {
            return flows.isEmpty() && refused.isEmpty();
        }

        FlowBatch batch() {
            FlowBatch batch = FlowBatch.of(flows);
            for (Map.Entry<DropReason, Long> each : refused.entrySet()) {
                batch = batch.withRefused(each.getKey(), each.getValue());
            }
            return batch;
        }
    }

    /** Adds a flow that stands alone. */
    void flow(Flow flow) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            group.flows.add(flow);
            group.bytes += flow.size();
            added();
            if (group.flows.size() >= LARGE_GROUP || group.bytes >= LARGE_GROUP_BYTES) {
                finishGroup();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Says that flows could not be read. */
    void refused(DropReason reason, long flows) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            group.refused.merge(reason, flows, Long::sum);
            added();
        } finally {
            lock.unlock();
        }
    }

    private void added() {
        group.lastAdded = System.nanoTime();
        changed.signal();
    }

    /** Adds a whole batch, behind all flows added before. */
    void batch(FlowBatch batch) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            finishGroup();
            addReady(batch);
        } finally {
            lock.unlock();
        }
    }

    private void finishGroup() throws InterruptedException {
        if (!group.isEmpty()) {
            FlowBatch batch = group.batch();
            group = new Group();
            addReady(batch);
        }
    }

    private void addReady(FlowBatch batch) throws InterruptedException {
        while (ready.size() >= MOST_READY) {
            taken.await();
        }
        ready.add(batch);
        changed.signal();
    }

    /** Says that nothing comes any more. */
    void end() {
        end(Optional.empty());
    }

    /** Says that nothing can be read any more. */
    void fail(IOException why) {
        end(Optional.of(why));
    }

    private void end(Optional<IOException> why) {
        lock.lock();
        try {
            ended = true;
            failure = why;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next batch, as {@link io.flowexporter.api.stage.Source#poll} wants it. */
    FlowBatch poll(Duration maxWait) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + maxWait.toNanos();
        lock.lockInterruptibly();
        try {
            while (ready.isEmpty()) {
                long now = System.nanoTime();
                long left = deadline - now;
                long rest = group.isEmpty() ? left : Math.min(left, group.lastAdded + MOMENT - now);
                if (ended || rest <= 0) {
                    return withoutWaiting();
                }
                changed.awaitNanos(rest);
            }
            taken.signal();
            return ready.remove();
        } finally {
            lock.unlock();
        }
    }

    private FlowBatch withoutWaiting() throws IOException {
        if (!group.isEmpty()) {
            FlowBatch batch = group.batch();
            group = new Group();
            return batch;
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return ended ? FlowBatch.end() : FlowBatch.empty();
    }
}
