package io.flowexporter.core.runtime;

import io.flowexporter.api.Pipeline;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.durability.LocalFiles;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs pipelines, each on a thread of its own; all pipelines of one runner share its workers. Safe for use by several
 * threads.
 *
 * <pre>{@code
 * PipelineRunner.run(pipeline);                    // until its source ends
 * try (RunningPipeline running = PipelineRunner.start(pipeline)) { … }
 * }</pre>
 */
public final class PipelineRunner implements AutoCloseable {
    private final ExecutorService workers;
    private final InstantSource clock;
    private final Limits limits;
    private final FileOperations files;

    private PipelineRunner(InstantSource clock, Limits limits, FileOperations files, int threads) {
        this.files = files;
        this.clock = Objects.requireNonNull(clock, "clock");
        this.limits = Objects.requireNonNull(limits, "limits");
        // A pipeline that outlives the workers does their work itself.
        this.workers = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads("flowexporter-worker"),
                (task, ended) -> task.run());
    }

    /** A runner with a worker for each processor. */
    public static PipelineRunner create() {
        return with(InstantSource.system(), Limits.defaults());
    }

    /** A runner with that clock and those limits for each pipeline. */
    public static PipelineRunner with(InstantSource clock, Limits limits) {
        return with(clock, limits, new LocalFiles());
    }

    /** One that keeps what outlives the process in those files. */
    static PipelineRunner with(InstantSource clock, Limits limits, FileOperations files) {
        return new PipelineRunner(clock, limits, files, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Makes a pipeline's stages and closes them, without starting any: finds what only their factories know to be wrong.
     * Stages that were given as objects are closed, too.
     *
     * @throws io.flowexporter.api.ConfigurationException if a stage can't be made of its settings; it names all of those
     */
    public static void check(Pipeline pipeline) {
        InstantSource clock = InstantSource.system();
        Surroundings surroundings =
                new Surroundings(pipeline.name(), clock, new MeterBoard(), new DurableState(), Redaction.of(pipeline));
        new StageFactory(pipeline, surroundings).make().close(List.of(), surroundings.logger("pipeline"));
    }

    /**
     * Runs a pipeline until its source ends and all is stored. If then no object gets into the store for 25 s, what is
     * left is given up and counted as lost.
     *
     * @throws InterruptedException if the calling thread is interrupted; the pipeline is closed then
     * @throws io.flowexporter.api.ConfigurationException if a stage can't be made of its settings
     * @throws StartException if a stage can't be started
     */
    public static RunningPipeline.Outcome run(Pipeline pipeline) throws InterruptedException {
        try (RunningPipeline running = start(pipeline)) {
            return running.join();
        }
    }

    /**
     * Starts a pipeline with a runner of its own, which ends with it.
     *
     * @throws io.flowexporter.api.ConfigurationException if a stage can't be made of its settings
     * @throws StartException if a stage can't be started
     */
    public static RunningPipeline start(Pipeline pipeline) {
        return start(pipeline, Durability.memory());
    }

    /**
     * Starts a pipeline, parts of which outlive the process, with a runner of its own, which ends with it.
     *
     * @throws io.flowexporter.api.ConfigurationException if a stage can't be made of its settings
     * @throws StartException if a stage can't be started, or the durability's directory can't be used
     */
    public static RunningPipeline start(Pipeline pipeline, Durability durability) {
        PipelineRunner runner = create();
        try {
            return runner.begin(pipeline, durability, runner::close);
        } catch (RuntimeException | Error e) {
            runner.close();
            throw e;
        }
    }

    /**
     * Starts a pipeline.
     *
     * @throws io.flowexporter.api.ConfigurationException if a stage can't be made of its settings
     * @throws StartException if a stage can't be started
     */
    public RunningPipeline begin(Pipeline pipeline) {
        return begin(pipeline, Durability.memory());
    }

    /**
     * Starts a pipeline, parts of which outlive the process.
     *
     * @throws io.flowexporter.api.ConfigurationException if a stage can't be made of its settings
     * @throws StartException if a stage can't be started, or the durability's directory can't be used
     */
    public RunningPipeline begin(Pipeline pipeline, Durability durability) {
        return begin(pipeline, durability, () -> {});
    }

    private RunningPipeline begin(Pipeline pipeline, Durability durability, Runnable atEnd) {
        PipelineThread<?> thread = PipelineThread.prepare(pipeline, durability, clock, limits, files, workers, atEnd);
        thread.begin();
        return thread;
    }

    /** Ends the workers. Pipelines that still run are not closed; each of them does its workers' work itself then. */
    @Override
    public void close() {
        workers.shutdown();
    }

    static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + '-' + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    static Duration closeDeadline() {
        return Duration.ofSeconds(25);
    }
}
