package io.flowexporter.bench.replay;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Deletes stored objects a moment after they were written, so that a long run does not fill the disk. */
final class Sweeper implements AutoCloseable {
    private static final Duration AGE = Duration.ofSeconds(3);

    private final Folder objects;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    private Sweeper(Folder objects) {
        this.objects = objects;
        thread.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    static Sweeper of(Folder objects) {
        return new Sweeper(objects);
    }

    private synchronized void sweep() {
        if (thread.isShutdown()) {
            return;
        }
        try {
            objects.deleteOlderThan(System.currentTimeMillis() - AGE.toMillis());
        } catch (IOException e) {
            System.err.println("Cannot delete objects: " + e);
        }
    }

    /** Waits for a turn that is under way. */
    @Override
    public synchronized void close() {
        thread.shutdown();
    }
}
