package io.flowexporter.examples;

import io.flowexporter.api.Pipeline;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.status.ListenAddress;
import io.flowexporter.core.status.StatusServer;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.TrafficGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code demo}: an analyzer with made-up traffic, and a pipeline that stores it as files. */
final class DemoCommand {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final Duration UPDATE = Duration.ofSeconds(1);
    private static final Duration EXPIRY = Duration.ofSeconds(8);
    private static final int NEW_CONVERSATIONS = 60;
    private static final int UPDATES_A_LINE = 4;
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Terminal terminal;
    private final CountDownLatch stopped = new CountDownLatch(1);

    DemoCommand(Terminal terminal, StopSignals signals) {
        this.terminal = terminal;
        signals.whenStopped(stopped::countDown);
    }

    /**
     * Shows it.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    int run(Arguments arguments) throws InterruptedException {
        Duration time = arguments.seconds("seconds", TIME);
        Path directory = directory(arguments);
        LogOutput.level(LogOutput.chosen(terminal, Optional.of(System.Logger.Level.WARNING)));
        DemoReport report = new DemoReport(terminal.out(), directory);
        try (AnalyzerServer analyzer = AnalyzerServer.start();
                StatusServer status = statusServer(arguments)) {
            report.begin(analyzer.url(), status.url(), time);
            Pipeline pipeline = DemoPipeline.of(analyzer.url(), directory, report);
            try (RunningPipeline running = PipelineRunner.start(pipeline)) {
                status.show(running);
                analyzer.awaitSubscribers(1, CLOSING);
                long sent = play(analyzer, running, report, time);
                awaitReceived(running, sent);
                RunningPipeline.Outcome outcome = running.close(CLOSING);
                report.end(outcome.ledger());
                return outcome.allStored() ? ExitCode.STORED : ExitCode.LOST;
            }
        }
    }

    private static StatusServer statusServer(Arguments arguments) {
        String listen = arguments.options().getOrDefault("listen", "127.0.0.1:0");
        try {
            return StatusServer.start(ListenAddress.parse(listen));
        } catch (IllegalArgumentException | IOException e) {
            throw new UsageException("--listen: " + Terminal.printable(String.valueOf(e.getMessage())));
        }
    }

    private static Path directory(Arguments arguments) {
        String name = arguments.options().getOrDefault("directory", "flows");
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException("--directory must name a directory, but was '" + Terminal.printable(name) + "'");
        }
    }

    /** Plays until the time is over or a signal comes; returns how many flows it sent. */
    private long play(AnalyzerServer analyzer, RunningPipeline running, DemoReport report, Duration time)
            throws InterruptedException {
        TrafficGenerator traffic = TrafficGenerator.seeded(System.nanoTime())
                .startingAt(Instant.now())
                .updating(UPDATE, EXPIRY)
                .newConversations(NEW_CONVERSATIONS);
        long sent = 0;
        for (long update = 1; update <= time.toSeconds(); update++) {
            if (stopped.await(UPDATE.toMillis(), TimeUnit.MILLISECONDS)) {
                break;
            }
            for (byte[] message : traffic.update()) {
                analyzer.publish(message);
                sent += flows(message);
            }
            if (update % UPDATES_A_LINE == 0) {
                report.progress(UPDATE.multipliedBy(update), running.ledger());
            }
        }
        return sent;
    }

    private static int flows(byte[] message) {
        boolean stats = new String(message, 0, Math.min(message.length, 40), StandardCharsets.UTF_8).contains("stats");
        return stats ? 0 : MessageParser.countFlows(message, 0, message.length);
    }

    /** An analyzer that is on its way out has sent all, and a pipeline takes all in, before either stops. */
    private static void awaitReceived(RunningPipeline running, long flows) throws InterruptedException {
        long end = System.nanoTime() + CLOSING.toNanos();
        while (running.ledger().received() < flows && System.nanoTime() < end) {
            if (running.await(Duration.ofMillis(50))) {
                return;
            }
        }
    }
}
