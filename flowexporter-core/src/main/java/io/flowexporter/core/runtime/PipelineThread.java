package io.flowexporter.core.runtime;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.PipelineListener;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.api.stage.Stage;
import io.flowexporter.core.continuity.FlowContinuity;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.durability.TimedFiles;
import io.flowexporter.core.durability.spool.Spool;
import io.flowexporter.core.internal.DurableFile;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The thread of one pipeline: polls the source, lets the engine work, and closes in order.
 *
 * @param <R> the records
 */
final class PipelineThread<R> implements RunningPipeline, Runnable {
    private static final Duration BUSY_POLL = Duration.ofMillis(20);
    private static final Duration IDLE_POLL = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT_FOR_ANSWERS = Duration.ofSeconds(2);
    private static final Duration GRACE_TO_SECURE = Duration.ofSeconds(3);
    private static final int COMMITTERS = 2;
    private static final long UPLOAD_BYTES = 64L << 20;
    /** Longer than any pipeline runs, and yet no trouble to count with. */
    private static final Duration ENDLESS = Duration.ofDays(36_500);

    private final Pipeline pipeline;
    private final Stages<R> stages;
    private final Engine<R> engine;
    private final Optional<ObjectOutput<R>> objects;
    private final Books books;
    private final LossLog lossLog;
    private final MeterBoard board;
    private final RecentEvents events;
    private final StatusBoard status;
    private final Workers workers;
    private final ExecutorService writers;
    private final ExecutorService committers;
    private final Persistence persistence;
    private Optional<SpoolExit<R>> spoolExit = Optional.empty();
    private final System.Logger logger;
    private final Runnable atEnd;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Object pollLock = new Object();
    private boolean polling;
    private volatile boolean stopping;
    /** By {@link System#nanoTime()}; {@link Long#MAX_VALUE} as long as there is none. */
    private final AtomicLong deadline = new AtomicLong(Long.MAX_VALUE);

    private final long startNanos = System.nanoTime();
    private volatile String failure = "";
    private volatile long kept;

    private PipelineThread(
            Pipeline pipeline,
            Durability durability,
            InstantSource clock,
            Limits limits,
            FileOperations files,
            ExecutorService encoding,
            Runnable atEnd) {
        this.pipeline = pipeline;
        this.atEnd = atEnd;
        this.board = new MeterBoard();
        DurableState state = new DurableState();
        Redaction redaction = Redaction.of(pipeline);
        Surroundings surroundings = new Surroundings(pipeline.name(), clock, board, state, redaction);
        this.logger = surroundings.logger("pipeline");
        Stages<R> made = new StageFactory(pipeline, surroundings).make();
        this.persistence = persistence(durability, made, files);
        this.stages = made.withSource(persistence.around(made.source(), surroundings.of("journal")));
        SteadyClock steady = new SteadyClock(clock, System::nanoTime);
        this.lossLog = new LossLog(logger, steady::now);
        this.events = new RecentEvents(steady::now, redaction);
        List<PipelineListener> listeners = new ArrayList<>(pipeline.listeners());
        listeners.add(events);
        this.books = new Books(logger, listeners, lossLog);
        this.workers = new Workers();
        HeldBytes heldRaw = new HeldBytes();
        LowWater lowWater = persistence.lowWater();
        Replay replay = persistence.replay();
        persistence.restore(books, replay);
        this.writers = Executors.newFixedThreadPool(
                limits.writers(), PipelineRunner.threads("flowexporter-" + pipeline.name() + "-writer"));
        this.committers = Executors.newFixedThreadPool(
                COMMITTERS, PipelineRunner.threads("flowexporter-" + pipeline.name() + "-spool"));
        this.objects = stages.objects().map(last -> {
            Deliveries deliveries = new Deliveries(
                    workers,
                    writers,
                    new Backoff(
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(30),
                            () -> ThreadLocalRandom.current().nextDouble()),
                    new WriteLog(logger, steady::now),
                    books,
                    steady,
                    UPLOAD_BYTES);
            AccountLog account = new AccountLog(last.account(), logger);
            return new ObjectOutput<R>(
                    last,
                    workers,
                    encoding,
                    books,
                    heldRaw,
                    limits,
                    steady,
                    state,
                    logger,
                    output -> persistence
                            .spool()
                            .<Exit<R>>map(spool ->
                                    spoolExit(output, spool, last.writer(), account, state, lowWater, deliveries))
                            .orElseGet(() -> new MemoryExit<>(output, last.writer(), account, books, deliveries)));
        });
        this.engine = new Engine<>(
                stages,
                objects,
                continuity(limits),
                replay,
                lowWater,
                board.of("pipeline"),
                books,
                heldRaw,
                limits,
                steady,
                logger);
        board.of("pipeline").gauge("conservation_error", books::conservationError);
        books.publish(engine.waiting());
        this.status = new StatusBoard(
                pipeline,
                new EngineInputs(pipeline, books, events, objects, persistence),
                events,
                board,
                steady::now,
                System::nanoTime,
                redaction);
        this.thread = new Thread(this, "flowexporter-" + pipeline.name());
    }

    private Persistence persistence(Durability durability, Stages<R> made, FileOperations files) {
        if (durability.mode() != Durability.Mode.MEMORY && made.sink().isPresent()) {
            closeQuietly(made);
            throw new StartException("Cannot start pipeline '" + pipeline.name()
                    + "': pipeline.durability is for stores of objects, and its"
                    + " store keeps nothing; leave pipeline.durability out");
        }
        try {
            FileOperations timed = new TimedFiles(files, board.of("pipeline").timer("fsync"));
            return Persistence.open(durability, pipeline.name(), Destination.of(pipeline), timed, logger);
        } catch (IOException e) {
            closeQuietly(made);
            throw new StartException(
                    "Cannot start pipeline '" + pipeline.name() + "': pipeline.durability: " + DurableFile.reason(e),
                    e);
        }
    }

    private void closeQuietly(Stages<R> made) {
        made.close(List.of(), logger);
    }

    private SpoolExit<R> spoolExit(
            ObjectOutput<R> output,
            Spool spool,
            ObjectWriter writer,
            AccountLog account,
            DurableState state,
            LowWater lowWater,
            Deliveries uploads) {
        state.restore(spool.recovered().state());
        SpoolExit<R> exit = new SpoolExit<>(
                output,
                spool,
                persistence.durability().whenFull(),
                writer,
                account,
                books,
                state,
                lowWater,
                () -> persistence.totals(books, lowWater),
                persistence::forgetBelow,
                uploads.by(committers),
                uploads,
                logger);
        spoolExit = Optional.of(exit);
        return exit;
    }

    /** Nothing asks for it where flows go out as they came, without a header. */
    private Optional<FlowContinuity> continuity(Limits limits) {
        boolean asked = stages.transform().isPresent()
                || stages.objects().map(last -> last.header().isPresent()).orElse(false);
        return asked ? Optional.of(new FlowContinuity(limits.knownFlows())) : Optional.empty();
    }

    static PipelineThread<?> prepare(
            Pipeline pipeline,
            Durability durability,
            InstantSource clock,
            Limits limits,
            FileOperations files,
            ExecutorService encoding,
            Runnable atEnd) {
        return new PipelineThread<>(pipeline, durability, clock, limits, files, encoding, atEnd);
    }

    /** Starts the stages, the writer first, so that flows come only when they can go on; then the thread. */
    void begin() {
        List<Stage> inOrder = stages.inOrder();
        for (int i = inOrder.size() - 1; i >= 0; i--) {
            try {
                inOrder.get(i).start();
            } catch (Throwable e) {
                Exception cause = Failures.survivable(e);
                closeStages();
                writers.shutdownNow();
                committers.shutdownNow();
                inAnyCase(this::closePersistence);
                throw new StartException(
                        "Cannot start pipeline '" + pipeline.name() + "': "
                                + inOrder.get(i).getClass().getSimpleName() + ": " + Texts.of(cause),
                        cause);
            }
        }
        thread.start();
    }

    @Override
    public void run() {
        try {
            pump();
            finish();
        } catch (EngineFailure e) {
            fail(e.stage(), e);
            engine.failed(persistence.comesAgain());
        } catch (InterruptedException e) {
            fail(StageKind.SUBSCRIBER, e);
        } catch (Throwable e) {
            fail(StageKind.STORE, e);
            engine.failed(persistence.comesAgain());
            throw e;
        } finally {
            end();
        }
    }

    private void fail(StageKind stage, Throwable cause) {
        String why = "stage " + stage + ": " + Texts.of(cause);
        if (failure.isEmpty()) {
            failure = why;
        }
        logger.log(System.Logger.Level.ERROR, "The pipeline stops: " + why, cause);
        if (cause instanceof Exception exception) {
            books.stageFailed(stage, exception);
        }
    }

    private void pump() throws InterruptedException {
        boolean more = true;
        while (more && !stopping) {
            if (engine.full() || !stages.source().live() && engine.storeFull()) {
                engine.polled(false);
                workers.await(BUSY_POLL);
            } else {
                engine.polled(true);
                FlowBatch batch = poll();
                if (batch != FlowBatch.empty()) {
                    events.polled(batch);
                    engine.accept(batch);
                }
                more = !batch.ended();
            }
            turn();
        }
        if (more) {
            takeTheRest();
        }
    }

    /** Stops the source, and takes what it has taken in already. */
    private void takeTheRest() throws InterruptedException {
        boolean more = stopSource();
        while (more && !isTooLate()) {
            if (engine.full()) {
                workers.await(BUSY_POLL);
            } else {
                FlowBatch batch = rest();
                events.polled(batch);
                engine.accept(batch);
                more = !batch.ended()
                        && !(batch.flows().isEmpty() && batch.refused().isEmpty());
            }
            turn();
        }
    }

    private boolean stopSource() {
        try {
            return stages.source().stop();
        } catch (Throwable e) {
            fail(StageKind.SUBSCRIBER, Failures.survivable(e));
            return false;
        }
    }

    private FlowBatch rest() {
        try {
            return ask(IDLE_POLL);
        } catch (Throwable e) {
            fail(StageKind.SUBSCRIBER, Failures.survivable(e));
            return FlowBatch.end();
        }
    }

    private FlowBatch ask(Duration maxWait) throws Exception {
        return Objects.requireNonNull(stages.source().poll(maxWait), "the batch that the source gives");
    }

    private boolean isTooLate() {
        return deadline.get() != Long.MAX_VALUE && System.nanoTime() - (startNanos + deadline.get()) >= 0;
    }

    /** What is done between two polls. */
    private void turn() {
        workers.complete();
        engine.tick();
        books.publish(engine.waiting());
        status.publishSometimes();
    }

    private FlowBatch poll() {
        synchronized (pollLock) {
            if (stopping) {
                return FlowBatch.empty();
            }
            polling = true;
        }
        try {
            boolean busy = engine.waits() || objects.map(ObjectOutput::busy).orElse(false);
            return ask(busy ? BUSY_POLL : IDLE_POLL);
        } catch (Throwable e) {
            Exception cause = Failures.survivable(e);
            if (stopping) {
                return FlowBatch.empty();
            }
            fail(StageKind.SUBSCRIBER, cause);
            return FlowBatch.end();
        } finally {
            synchronized (pollLock) {
                polling = false;
                // An interrupt that came too late for the poll must not hit a stage.
                if (Thread.interrupted() && !stopping) {
                    stop();
                }
            }
        }
    }

    /** Answers that are on their way are worth a moment: the last flows have names as well as the others. */
    private void awaitAnswers() throws InterruptedException {
        long latest = System.nanoTime() + LONGEST_WAIT_FOR_ANSWERS.toNanos();
        while (engine.waits() && !isTooLate() && System.nanoTime() - latest < 0) {
            workers.await(BUSY_POLL);
            turn();
        }
    }

    private void finish() throws InterruptedException {
        awaitAnswers();
        engine.flush();
        books.publish(engine.waiting());
        long progress = System.nanoTime();
        long stored = books.ledger().objects();
        while (objects.map(ObjectOutput::busy).orElse(false)) {
            long now = System.nanoTime();
            if (books.ledger().objects() != stored) {
                stored = books.ledger().objects();
                progress = now;
            }
            // A source that ended is in no hurry: as long as objects get through, all of them may.
            long own = progress + PipelineRunner.closeDeadline().toNanos();
            long latest = deadline.get() != Long.MAX_VALUE ? startNanos + deadline.get() : own;
            // What goes onto the disk is there soon, and outlives the process then.
            long grace = securing() ? GRACE_TO_SECURE.toNanos() : 0;
            if (now - latest >= grace) {
                break;
            }
            workers.await(BUSY_POLL);
            turn();
        }
    }

    private boolean securing() {
        return persistence.spool().isPresent()
                && objects.map(ObjectOutput::hasClosed).orElse(false);
    }

    private void end() {
        try {
            objects.ifPresent(output -> output.exit().writeNoMore());
            writers.shutdownNow();
            committers.shutdown();
            await(writers);
            await(committers);
            boolean completed = false;
            while (!completed) {
                completed = inAnyCase(workers::complete);
            }
            inAnyCase(() -> objects.ifPresent(this::abandon));
            if (!persistence.comesAgain()) {
                inAnyCase(books::forgotten);
            }
            inAnyCase(this::lastCheckpoint);
            inAnyCase(this::closeStages);
            inAnyCase(this::closePersistence);
            inAnyCase(lossLog::flush);
            inAnyCase(() -> books.publish(engine.waiting()));
            kept = persistence.comesAgain()
                    ? books.ledger().waiting()
                    : objects.map(output -> output.exit().secured()).orElse(0L);
            inAnyCase(status::publish);
        } finally {
            ended.countDown();
            atEnd.run();
        }
    }

    /** Does one thing of those that have to be done at the end even if another fails; returns whether it succeeded. */
    private boolean inAnyCase(Runnable action) {
        try {
            action.run();
            return true;
        } catch (EngineFailure e) {
            fail(e.stage(), e);
        } catch (Throwable e) {
            fail(StageKind.STORE, e);
        }
        return false;
    }

    /** A write that ends at the last moment still counts. */
    private void await(ExecutorService executor) {
        try {
            if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
                logger.log(System.Logger.Level.WARNING, "A writer does not end although it was interrupted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void abandon(ObjectOutput<R> output) {
        int left = output.exit().objects();
        if (left > 0) {
            logger.log(
                    persistence.spool().isPresent() ? System.Logger.Level.WARNING : System.Logger.Level.ERROR,
                    persistence.spool().isPresent()
                            ? "{0} objects are not in the store, and the time to close is over; they wait in the spool for the"
                                    + " next start"
                            : "Given up: {0} objects are not in the store, and the time to close is over",
                    Integer.toString(left));
        }
        output.abandon(persistence.comesAgain());
    }

    /** The next start has nothing to read again then. */
    private void lastCheckpoint() {
        spoolExit.ifPresent(exit -> {
            try {
                exit.lastCheckpoint();
            } catch (IOException e) {
                logger.log(
                        System.Logger.Level.WARNING,
                        "Cannot sum up what is in the spool; nothing is lost, and the next start takes longer: {0}",
                        Texts.of(e));
            }
        });
    }

    private void closePersistence() {
        try {
            persistence.close();
        } catch (IOException e) {
            logger.log(System.Logger.Level.WARNING, "Cannot close the durability directory well: {0}", Texts.of(e));
        }
    }

    private void closeStages() {
        stages.close(engine.manglers(), logger);
    }

    @Override
    public String name() {
        return pipeline.name();
    }

    @Override
    public Ledger ledger() {
        return books.ledger();
    }

    @Override
    public Map<String, Long> drops() {
        return books.drops();
    }

    @Override
    public Map<String, Long> meters() {
        return board.values();
    }

    @Override
    public PipelineStatus status() {
        return status.status(stopping, ended.getCount() == 0, failure);
    }

    @Override
    public void stop() {
        stop(PipelineRunner.closeDeadline());
    }

    private void stop(Duration patience) {
        long latest = System.nanoTime() - startNanos + nanos(patience);
        deadline.accumulateAndGet(latest, Math::min);
        synchronized (pollLock) {
            stopping = true;
            if (polling) {
                thread.interrupt();
            }
        }
    }

    private static long nanos(Duration patience) {
        return patience.isNegative() ? 0 : patience.compareTo(ENDLESS) < 0 ? patience.toNanos() : ENDLESS.toNanos();
    }

    /** The pipeline's thread would wait for itself. */
    private void refuseOwnThread() {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("Cannot wait for the end of pipeline '" + pipeline.name()
                    + "' on its own thread, in a stage, listener or receipt: call stop() there");
        }
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
        refuseOwnThread();
        return ended.await(nanos(atMost), TimeUnit.NANOSECONDS);
    }

    @Override
    public Outcome join() throws InterruptedException {
        refuseOwnThread();
        ended.await();
        return new Outcome(books.ledger(), kept, failure);
    }

    @Override
    public Outcome close(Duration patience) throws InterruptedException {
        stop(patience);
        return join();
    }

    @Override
    public void close() {
        stop();
        refuseOwnThread();
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
