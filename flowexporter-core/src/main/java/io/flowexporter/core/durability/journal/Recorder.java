package io.flowexporter.core.durability.journal;

import io.flowexporter.api.Meters;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.internal.Printable;
import io.flowexporter.core.internal.RareLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Polls a source and journals what it gives, on a thread of its own: whatever came while the disk was busy goes there together. A journal that
 * is full, or fails, lets the source wait if it can; what a live source gives meanwhile is dropped and counted.
 */
final class Recorder implements Runnable {
    static final DropReason FULL = DropReason.lost("journal_full");

    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration BLOCKED = Duration.ofMillis(50);
    private static final Duration REST = Duration.ofMillis(200);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final long RETRY = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(100);

    private final Source inner;
    private final Journal journal;
    private final Tail tail;
    private final Runnable eachTurn;
    private final System.Logger logger;
    private final InstantSource clock;
    private final RareLog reports;
    private final Meters.Counter dropped;
    private final SoundFlows sound;
    private final Group group;
    private List<Gap> gaps = List.of();
    private Optional<Instant> droppingSince = Optional.empty();
    private boolean full;
    /** Whether the last attempt to write failed. */
    private boolean failing;
    /** When to try it again, or to look for room; by {@link System#nanoTime()}. */
    private long againAt;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Object pollLock = new Object();
    private Optional<Thread> polling = Optional.empty();
    private volatile boolean closing;

    /**
     * A recorder that has not begun.
     *
     * @param eachTurn done several times a second, whatever the source does
     */
    Recorder(Source inner, Journal journal, Tail tail, Runnable eachTurn, StageContext context) {
        this.inner = inner;
        this.journal = journal;
        this.tail = tail;
        this.eachTurn = eachTurn;
        this.logger = context.logger();
        this.clock = context.clock();
        this.reports = new RareLog(logger, System::nanoTime, SILENCE);
        this.dropped = context.meters().counter("journal_dropped");
        this.sound = new SoundFlows(reports);
        this.group = new Group(journal, tail, context);
    }

    /** Lets it take nothing in any more but what the source has taken in. */
    void stop() {
        synchronized (pollLock) {
            stopping.countDown();
            polling.ifPresent(Thread::interrupt);
        }
    }

    /** Lets it end with what it is at. */
    void hurry() {
        closing = true;
        stop();
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    @Override
    public void run() {
        Optional<Throwable> failure = Optional.empty();
        try {
            record();
        } catch (Throwable e) {
            // Whoever polls must learn of it, or he would wait for ever.
            failure = Optional.of(e);
        }
        try {
            secureTheLast();
        } catch (Throwable e) {
            failure.ifPresent(first -> first.addSuppressed(e));
            failure = failure.isPresent() ? failure : Optional.of(e);
        } finally {
            failure.ifPresent(e -> logger.log(Level.ERROR, "The source stops: " + Printable.line(e.toString())));
            tail.end(failure);
        }
    }

    private void record() throws Exception {
        boolean more = true;
        while (more && !isStopping()) {
            eachTurn.run();
            if (isBlocked()) {
                more = waitForRoom();
            } else {
                FlowBatch batch = ask(group.isEmpty() ? IDLE : Duration.ZERO);
                take(batch);
                more = !batch.ended();
                if (more && inner.live() && !bringsFlows(batch) && !group.isDue() && group.patience() > 0) {
                    // Asking at once would wake this thread for each message. Any other source may be waiting for this
                    // thread.
                    stopping.await(group.patience(), TimeUnit.NANOSECONDS);
                } else if (group.isDue() || !bringsFlows(batch)) {
                    trySecure();
                }
            }
        }
        if (more) {
            takeTheRest();
        }
    }

    private void takeTheRest() throws Exception {
        trySecure();
        boolean more = inner.stop();
        while (more && !closing) {
            FlowBatch batch = ask(REST);
            // What was received is kept even if the journal gets a little larger than it may.
            if (failing) {
                drop(batch);
            } else {
                take(batch);
            }
            more = !batch.ended() && bringsFlows(batch);
            if (!failing && group.isDue()) {
                trySecure();
            }
        }
    }

    private static boolean bringsFlows(FlowBatch batch) {
        return !batch.flows().isEmpty() || !batch.refused().isEmpty();
    }

    private FlowBatch ask(Duration maxWait) throws Exception {
        boolean wasStopping;
        synchronized (pollLock) {
            wasStopping = isStopping();
            polling = wasStopping ? Optional.empty() : Optional.of(Thread.currentThread());
        }
        try {
            return Objects.requireNonNull(inner.poll(maxWait), "the batch that the source gives");
        } catch (InterruptedException e) {
            if (wasStopping || !isStopping()) {
                throw e;
            }
            return FlowBatch.empty();
        } finally {
            synchronized (pollLock) {
                polling = Optional.empty();
                // An interrupt that came too late for the source must not hit a file, which would be closed by it.
                Thread.interrupted();
            }
        }
    }

    private void take(FlowBatch batch) throws IOException {
        droppingSince = Optional.empty();
        keepGaps(batch);
        for (FlowBatch part : sound.of(batch)) {
            FlowBatch telling = part;
            for (Gap gap : gaps) {
                telling = telling.withGap(gap);
            }
            group.add(telling);
            gaps = List.of();
        }
        if (batch.hasReceipt()) {
            group.whenSecured(batch.receipt());
        }
    }

    /** A gap stands with the next batch that is journaled; but whoever polls may know of it at once. */
    private void keepGaps(FlowBatch batch) {
        for (Gap gap : batch.gaps()) {
            gaps = Gap.add(gaps, gap);
        }
        if (batch.afterGap() && !bringsFlows(batch)) {
            tail.tell(batch.gaps());
        }
    }

    private void trySecure() {
        try {
            group.secure();
            failing = false;
        } catch (IOException e) {
            failing = true;
            againAt = System.nanoTime() + RETRY;
            reports.warn("force", () -> e.getMessage() + "; nothing is journaled until that succeeds");
        }
    }

    /** Whether nothing may be journaled now. */
    private boolean isBlocked() {
        boolean due = System.nanoTime() - againAt >= 0;
        if (failing && due) {
            trySecure();
        }
        if (failing || full && !due) {
            return true;
        }
        boolean wasFull = full;
        try {
            full = journal.full();
            if (wasFull && !full) {
                logger.log(Level.INFO, "The journal has room again");
            }
        } catch (IOException e) {
            full = true;
            reports.warn("room", () -> "Cannot ask how much room the disk has: " + e);
        }
        if (full) {
            againAt = System.nanoTime() + LOOK_AGAIN;
        }
        return full;
    }

    /** Lets a moment pass; false if the source has ended. */
    private boolean waitForRoom() throws Exception {
        if (full && !group.isEmpty()) {
            trySecure();
        }
        if (full) {
            reports.warn(
                    "full",
                    () -> "The journal is full: " + journal.bytes() + " bytes; "
                            + (inner.live() ? "what comes now is dropped" : "its source has to wait"));
        }
        if (!inner.live()) {
            stopping.await(BLOCKED.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        }
        FlowBatch batch = ask(BLOCKED);
        drop(batch);
        return !batch.ended();
    }

    private void drop(FlowBatch batch) {
        keepGaps(batch);
        if (bringsFlows(batch)) {
            Instant now = clock.instant();
            droppingSince = Optional.of(droppingSince.orElse(now));
            gaps = Gap.add(gaps, new Gap(FULL.name(), droppingSince.get(), now));
        }
        Refusals told = new Refusals();
        batch.refused().forEach(each -> told.add(each.reason(), each.flows()));
        told.add(FULL, batch.flows().size());
        dropped.add(batch.flows().size());
        tail.refuse(told);
        batch.receipt().run();
    }

    private void secureTheLast() throws InterruptedException {
        trySecure();
        while (!group.isEmpty() && !isStopping()) {
            stopping.await(RETRY, TimeUnit.NANOSECONDS);
            trySecure();
        }
        List<FlowBatch> left = group.abandon();
        if (left.isEmpty()) {
            return;
        }
        long flows = left.stream().mapToLong(batch -> batch.flows().size()).sum();
        boolean given = tail.unsecured(left);
        if (!given) {
            Refusals told = new Refusals();
            told.add(FULL, flows);
            tail.refuse(told);
            dropped.add(flows);
        }
        logger.log(
                Level.ERROR,
                "The last " + flows + " flows could not be journaled: they "
                        + (given ? "are lost if the pipeline ends before it has written them" : "are lost"));
    }
}
