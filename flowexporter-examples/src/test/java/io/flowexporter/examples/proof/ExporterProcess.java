package io.flowexporter.examples.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One life: an {@link ExporterChild} as its parent sees it. */
final class ExporterProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Process process;
    private final Testimony testimony;
    private final CompletableFuture<Void> heard = new CompletableFuture<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch firstFlow = new CountDownLatch(1);
    private volatile Optional<String> closed = Optional.empty();

    private ExporterProcess(Process process, Testimony testimony) {
        this.process = process;
        this.testimony = testimony;
        Thread reader = new Thread(this::read, "exporter-reader");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a JVM, which waits for {@link #go()}. */
    static ExporterProcess start(List<String> command, Path log, Testimony testimony) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ExporterProcess(process, testimony);
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                understand(line);
            }
        } catch (IOException | RuntimeException e) {
            testimony.complain("what the exporter said can't be understood: " + e);
        } finally {
            heard.complete(null);
        }
    }

    private void understand(String line) {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
            case "ready" -> ready.countDown();
            case "started" -> {}
            case "f" -> {
                testimony.flow(Long.parseLong(words[1]));
                firstFlow.countDown();
            }
            case "o" -> {
                String[] object = words[1].split(" ", 2);
                testimony.object(object[1], Integer.parseInt(object[0]));
            }
            case "l" -> testimony.books(Books.parse(words[1]));
            case "d" -> testimony.drops(words[1]);
            case "closed" -> closed = Optional.of(words[1]);
            default -> throw new IllegalArgumentException(line);
        }
    }

    /** Lets it begin. */
    void go() throws InterruptedException {
        if (!ready.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("The JVM does not come up");
        }
        ask();
    }

    private void ask() {
        try {
            OutputStream in = process.getOutputStream();
            in.write('\n');
            in.flush();
        } catch (IOException e) {
            throw new IllegalStateException("The exporter is dead", e);
        }
    }

    /** Waits for the first flow that it says came; returns whether it came. */
    boolean awaitFlow() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!firstFlow.await(10, TimeUnit.MILLISECONDS)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                return false;
            }
        }
        return true;
    }

    /** Waits until its ledger is so; returns whether it got so in time. */
    boolean awaitBooks(Predicate<Books> condition, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            ask();
            // Its end is what the wait would be in vain for; otherwise this looks again soon.
            if (!process.waitFor(50, TimeUnit.MILLISECONDS) && condition.test(testimony.lastBooks())) {
                return true;
            }
        }
        return false;
    }

    /** Lives on for that time, unless it ends before. */
    void live(Duration time) throws InterruptedException {
        process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM. */
    void terminate() {
        // The process itself would also close its streams, with what it said on them.
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Waits for its end and for all that it said; returns whether it ended in time. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        heard.join();
        return true;
    }

    /** Why it stopped by itself, "" if it was told to; empty if there was no orderly end. */
    Optional<String> closed() {
        return closed;
    }

    @Override
    public void close() {
        kill();
        heard.join();
    }
}
