package io.flowexporter.bench.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The launcher in a JVM of its own, as its script starts it. */
final class Exporter implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final int statusPort;

    private Exporter(Process process, Path log, int statusPort) {
        this.process = process;
        this.log = log;
        this.statusPort = statusPort;
    }

    /** Whether it can run that file; the plug-ins that it names may not be there. */
    static boolean accepts(Path script, Path config) throws IOException, InterruptedException {
        return new ProcessBuilder(script.toString(), "check", config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /**
     * Starts it.
     *
     * @param script {@code bin/flowexporter}
     * @param javaOptions what stands in {@code JAVA_OPTS}
     * @param cores how many cores it may use; 0: all
     */
    static Exporter start(Path script, String javaOptions, int cores, Path config, int statusPort) throws IOException {
        List<String> command = new ArrayList<>();
        if (cores > 0) {
            command.addAll(List.of("taskset", "-c", "0-" + (cores - 1)));
        }
        command.addAll(List.of(script.toString(), "run", config.toString()));
        Path log = config.resolveSibling("exporter.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("SKYDIVE_") || name.startsWith("FLOWEX"));
        builder.environment().put("JAVA_OPTS", javaOptions);
        return new Exporter(builder.start(), log, statusPort);
    }

    /** taskset and the script become the JVM, so its figures are the process's own. */
    ProcessFigures figures() {
        return new ProcessFigures(process.pid());
    }

    /** Its metrics, as soon as they can be had. */
    Metrics metrics() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            Optional<Metrics> metrics = Metrics.at(statusPort);
            if (metrics.isPresent()) {
                return metrics.get();
            }
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("The exporter ended with " + process.exitValue() + ": " + log());
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("The exporter shows no status: " + log());
            }
        }
    }

    /**
     * What is so at the moment when its figures change: it puts them up four times a second, so that any other moment would
     * count CPU time for flows that are not shown yet.
     */
    Mark mark() throws InterruptedException {
        long before = metrics().received();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        Metrics now = metrics();
        while (now.received() == before && System.nanoTime() < end) {
            Thread.sleep(5);
            now = metrics();
        }
        return Mark.of(now, figures());
    }

    /** Lets it run until it has used so much CPU time from now on. */
    void runFor(Duration cpuTime) throws InterruptedException {
        ProcessFigures figures = figures();
        double end = figures.cpuSeconds() + cpuTime.toMillis() / 1e3;
        while (figures.cpuSeconds() < end) {
            look();
        }
    }

    /** Lets it run until it has received so many flows from now on. */
    void receive(long flows) throws InterruptedException {
        awaitReceived(metrics().received() + flows);
    }

    /** Lets it run until it has received so many flows. */
    void awaitReceived(long flows) throws InterruptedException {
        while (metrics().received() < flows) {
            look();
        }
    }

    private void look() throws InterruptedException {
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("The exporter ended with " + process.exitValue() + ": " + log());
        }
    }

    /** SIGTERM; returns the exit code. */
    int stop(Duration atMost) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("The exporter does not stop: " + log());
        }
        return process.exitValue();
    }

    /** What it said. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The lines of its log that hold its ledger. */
    String lastWords() {
        return String.join(
                "; ", log().lines().filter(line -> line.startsWith("bench: ")).toList());
    }

    @Override
    public void close() {
        // Nobody may write where the next one will.
        process.destroyForcibly().onExit().join();
    }
}
