package io.flowexporter.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The launcher in a JVM of its own, as its script starts it. */
public final class ChildJvm implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Process process;
    private final Path out;
    private final Path err;

    private ChildJvm(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it in a directory, with the jars of the directory's {@code plugins}. */
    public static ChildJvm start(Path directory, String... arguments) {
        return start(directory, Map.of(), arguments);
    }

    /** The same with more environment variables. */
    public static ChildJvm start(Path directory, Map<String, String> environment, String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path") + ":" + directory.resolve("plugins") + "/*",
                    Launcher.class.getName()));
            command.addAll(List.of(arguments));
            Path out = Files.createTempFile(directory, "out", ".txt");
            Path err = Files.createTempFile(directory, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SKYDIVE_") || name.startsWith("FLOWEX"));
            builder.environment().putAll(environment);
            return new ChildJvm(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end; its exit code. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("It did not end: " + err());
        }
        return process.exitValue();
    }

    /** Writes to its standard input. */
    public void write(byte[] bytes) throws IOException {
        process.getOutputStream().write(bytes);
        process.getOutputStream().flush();
    }

    /** Ends its standard input. */
    public void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Waits until something is so, as long as it runs. */
    public void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            // Its end is what the wait would be in vain for; otherwise this looks again soon.
            if (process.waitFor(20, TimeUnit.MILLISECONDS) && !condition.getAsBoolean()) {
                throw new IllegalStateException("It ended with " + process.exitValue() + ": " + err());
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Waited in vain: " + err());
            }
        }
    }

    /** What it wrote to standard output so far. */
    public String out() {
        return text(out);
    }

    /** What it wrote to standard error so far. */
    public String err() {
        return text(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number of its process. */
    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        // Until it has ended it may write into a directory that a test is about to remove.
        process.destroyForcibly().onExit().join();
    }
}
