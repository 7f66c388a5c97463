package io.flowexporter.examples.proof;

import io.flowexporter.testkit.AnalyzerServer;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * An analyzer that sends numbered flows to whoever is connected, for ever; no number is sent twice. What is in a socket when
 * its reader dies is nobody's.
 */
final class FlowFeed implements AutoCloseable {
    private static final int MOST_FLOWS_IN_A_MESSAGE = 40;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final AnalyzerServer analyzer = AnalyzerServer.setup()
            .forgetsRegistrations(false)
            .stallsOnSlowSubscriber(false)
            .pings(Duration.ofMillis(100), Duration.ofSeconds(60))
            .start();
    private final SplittableRandom random;
    private final int flowsPerSecond;
    private final Thread thread = new Thread(this::feed, "flow-feed");
    // Written under the lock alone; read by whoever may hold the analyzer's.
    private volatile long next = 1;
    private boolean open;
    private boolean closed;

    FlowFeed(long seed, int flowsPerSecond) {
        this.random = new SplittableRandom(seed);
        this.flowsPerSecond = flowsPerSecond;
        thread.setDaemon(true);
        thread.start();
    }

    AnalyzerServer analyzer() {
        return analyzer;
    }

    /** How many flows were sent to anybody. */
    long handedOut() {
        return next - 1;
    }

    /** Sends from now on. */
    synchronized void open() {
        open = true;
        notifyAll();
    }

    /** Sends no more. */
    synchronized void shut() {
        open = false;
    }

    /** Sends that many flows at once, to whoever is connected. */
    synchronized void send(int flows) {
        for (int left = flows; left > 0; left -= MOST_FLOWS_IN_A_MESSAGE) {
            publish(Math.min(left, MOST_FLOWS_IN_A_MESSAGE));
        }
    }

    /** Waits until the one who is connected has taken all that was sent: he answers what came behind it. */
    void awaitTaken() {
        analyzer.awaitSent(SOON);
        // The next ping may be on its way since before; the one after that is not.
        int answered = analyzer.pongs() + 2;
        analyzer.await(() -> analyzer.pongs() >= answered, SOON);
    }

    private void publish(int count) {
        analyzer.publish(NumberedFlows.message(next, count));
        next = next + count;
    }

    private void feed() {
        long due = System.nanoTime();
        while (true) {
            int count = random.nextInt(1, MOST_FLOWS_IN_A_MESSAGE + 1);
            synchronized (this) {
                while (!open && !closed) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                    due = System.nanoTime();
                }
                if (closed) {
                    return;
                }
                if (analyzer.subscribers() > 0) {
                    publish(count);
                }
            }
            long now = System.nanoTime();
            // What could not be sent in time is not sent all at once later.
            due = Math.max(due + count * 1_000_000_000L / flowsPerSecond, now - 100_000_000L);
            if (due > now) {
                LockSupport.parkNanos(due - now);
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        LockSupport.unpark(thread);
        analyzer.close();
    }
}
