package io.flowexporter.core.status;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads for requests, each for a bounded time: a client that sends or reads too slowly is cut off by an interrupt,
 * which closes its channel. Requests for which there is no room are refused.
 */
final class RequestThreads implements Executor, AutoCloseable {
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 64;
    private static final int CHECKS = 4;

    private final Map<Thread, Long> began = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor pool;
    private final ScheduledExecutorService watch;
    private final long longest;

    RequestThreads(Duration longest) {
        this.longest = longest.toNanos();
        this.pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                threads("flowexporter-status"));
        this.watch = Executors.newSingleThreadScheduledExecutor(threads("flowexporter-status-watch"));
        watch.scheduleWithFixedDelay(this::cutOff, this.longest, this.longest / CHECKS, TimeUnit.NANOSECONDS);
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + '-' + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Runs a request's task.
     *
     * @throws RejectedExecutionException if too many wait already; the server closes the connection then
     */
    @Override
    public void execute(Runnable task) {
        pool.execute(() -> timed(task));
    }

    private void timed(Runnable task) {
        Thread thread = Thread.currentThread();
        began.put(thread, System.nanoTime());
        try {
            task.run();
        } finally {
            synchronized (began) {
                began.remove(thread);
                // One that came too late for this request must not hit the next.
                Thread.interrupted();
            }
        }
    }

    private void cutOff() {
        synchronized (began) {
            long now = System.nanoTime();
            began.forEach((thread, begin) -> {
                if (now - begin >= longest) {
                    thread.interrupt();
                }
            });
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        pool.shutdownNow();
    }
}
