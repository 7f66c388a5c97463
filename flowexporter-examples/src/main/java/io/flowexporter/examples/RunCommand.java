package io.flowexporter.examples;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.core.config.PipelineFile;
import io.flowexporter.core.config.StageTypes;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.runtime.StartException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code run}: runs the pipelines of files until their sources end or a signal comes. */
final class RunCommand {
    private static final Duration DEADLINE = Duration.ofSeconds(25);

    private final Terminal terminal;
    private final StopSignals signals;

    RunCommand(Terminal terminal, StopSignals signals) {
        this.terminal = terminal;
        this.signals = signals;
    }

    /**
     * Runs files.
     *
     * @throws io.flowexporter.api.ConfigurationException if anything is wrong with them
     */
    int run(Arguments arguments) {
        Duration deadline = arguments.seconds("deadline", DEADLINE);
        StageTypes types = StageTypes.found();
        List<PipelineFile> files = new Configurations(types, terminal).read(arguments.files());
        System.Logger logger = logger(files);
        types.failures().forEach(failure -> logger.log(Level.WARNING, failure.toString()));
        for (PipelineFile file : files) {
            file.warnings().forEach(warning -> logger.log(Level.WARNING, file.file() + ": " + warning));
        }
        try (StatusPages pages = StatusPages.start(files, logger);
                PipelineRunner runner = PipelineRunner.create()) {
            return run(files, pages, runner, deadline, logger);
        }
    }

    private System.Logger logger(List<PipelineFile> files) {
        Optional<Level> mostDetailed =
                files.stream().flatMap(file -> file.logLevel().stream()).min(Level::compareTo);
        LogOutput.level(LogOutput.chosen(terminal, mostDetailed));
        return System.getLogger("io.flowexporter.launcher");
    }

    private int run(
            List<PipelineFile> files,
            StatusPages pages,
            PipelineRunner runner,
            Duration deadline,
            System.Logger logger) {
        List<RunningPipeline> running = new ArrayList<>();
        try {
            for (PipelineFile file : files) {
                RunningPipeline begun = runner.begin(file.pipeline(), file.durability());
                running.add(begun);
                pages.show(file, begun);
                logger.log(Level.INFO, "Started {0}", file.pipeline());
            }
        } catch (StartException | ConfigurationException e) {
            // A configuration's problems are lines of their own, and clean.
            terminal.err().println(e instanceof StartException ? Terminal.printable(e.getMessage()) : e.getMessage());
            running.forEach(pipeline -> closeBeside(pipeline, deadline));
            end(running);
            return ExitCode.CONFIGURATION;
        }
        signals.whenStopped(() -> {
            logger.log(
                    Level.INFO,
                    "Stopping: what was received is being stored, for at most {0} s; a second signal stops at once",
                    Long.toString(deadline.toSeconds()));
            running.forEach(pipeline -> closeBeside(pipeline, deadline));
        });
        return end(running);
    }

    /** Several pipelines close at the same time, so that they share one deadline. */
    private static void closeBeside(RunningPipeline pipeline, Duration deadline) {
        Thread closing = new Thread(
                () -> {
                    try {
                        pipeline.close(deadline);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "flowexporter-" + pipeline.name() + "-close");
        closing.setDaemon(true);
        closing.start();
    }

    /** Waits for all pipelines' ends, and tells how they were. */
    private int end(List<RunningPipeline> running) {
        int code = ExitCode.STORED;
        for (RunningPipeline pipeline : running) {
            RunningPipeline.Outcome outcome = joined(pipeline);
            terminal.err().println(pipeline.name() + ": " + outcome.ledger());
            if (outcome.kept() > 0) {
                terminal.err()
                        .println(pipeline.name() + ": " + outcome.kept()
                                + (outcome.kept() == 1 ? " flow waits" : " flows wait")
                                + " on the disk for the next start");
            }
            long lost = outcome.notStored();
            if (lost > 0) {
                String flows = lost == 1 ? " flow was" : " flows were";
                terminal.err().println(pipeline.name() + ": " + lost + flows + " lost: " + pipeline.drops());
            }
            if (!outcome.failure().isEmpty()) {
                terminal.err()
                        .println(pipeline.name() + ": stopped by itself: " + Terminal.printable(outcome.failure()));
            }
            if (!outcome.allStored()) {
                code = ExitCode.LOST;
            }
        }
        return code;
    }

    private static RunningPipeline.Outcome joined(RunningPipeline pipeline) {
        boolean interrupted = false;
        while (true) {
            try {
                RunningPipeline.Outcome outcome = pipeline.join();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return outcome;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
