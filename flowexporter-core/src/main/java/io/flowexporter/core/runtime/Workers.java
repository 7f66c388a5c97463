package io.flowexporter.core.runtime;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Runs tasks elsewhere and brings their results back to the pipeline's thread: the two-way street between a pipeline and
 * its workers and writers.
 */
final class Workers {
    private final LinkedBlockingQueue<Runnable> completions = new LinkedBlockingQueue<>();

    /**
     * Runs a task on that executor.
     *
     * @param done gets the result or the failure, on the pipeline's thread; the other one is null
     */
    <T> void run(Executor executor, Callable<T> task, BiConsumer<T, Throwable> done) {
        executor.execute(() -> {
            try {
                T result = task.call();
                completions.add(() -> done.accept(result, null));
            } catch (Throwable e) {
                completions.add(() -> done.accept(null, e));
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }

    /** Runs the completions that are there; returns whether there was any. */
    boolean complete() {
        boolean any = false;
        for (Runnable completion = completions.poll(); completion != null; completion = completions.poll()) {
            completion.run();
            any = true;
        }
        return any;
    }

    /** Waits for a completion and runs what there is. */
    boolean await(Duration atMost) throws InterruptedException {
        Runnable completion = completions.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (completion == null) {
            return false;
        }
        completion.run();
        complete();
        return true;
    }
}
