package io.flowexporter.bench.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Deletes stored objects a moment after they were written, so that a long run does not fill the disk. */
final class Sweeper implements AutoCloseable {
    private static final Duration AGE = Duration.ofSeconds(3);

    private final Path directory;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    private Sweeper(Path directory) {
        this.directory = directory;
        thread.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    static Sweeper of(Path directory) {
        return new Sweeper(directory);
    }

    private void sweep() {
        Instant old = Instant.now().minus(AGE);
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> files = all.filter(file -> isOlder(file, old)).toList();
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A file went away under the walk, or there is no directory yet; the next turn sees the rest.
            return;
        }
    }

    private static boolean isOlder(Path file, Instant time) {
        try {
            return Files.isRegularFile(file) && Files.getLastModifiedTime(file).compareTo(FileTime.from(time)) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Deletes a directory with all that is in it. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
