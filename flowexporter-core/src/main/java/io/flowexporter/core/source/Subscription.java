package io.flowexporter.core.source;

import io.flowexporter.api.Meters;
import io.flowexporter.core.source.Trouble.Kind;
import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Keeps a subscription at an analyzer alive, whatever happens, on a thread of its own. */
final class Subscription implements Closeable {
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
    private static final Duration SHORTEST_TICK = Duration.ofMillis(10);
    private static final int TICKS_OF_PATIENCE = 20;
    // OkHttp has time-outs for each step: several addresses, TLS, the answer. This is for what it may never tell.
    private static final int STEPS_OF_CONNECTING = 12;

    private final OkHttpClient client;
    private final Supplier<SubscriptionRequest> renewal;
    private final System.Logger logger;
    private final long maxFrameBytes;
    private final Timing timing;
    private final Inlet inlet;
    private final SilenceWatchdog watchdog;
    private final Duration tick;
    private final Backoff backoff;
    private final ConnectionLog log;
    private final Meters meters;
    private final Thread thread;
    private volatile boolean connected;
    private volatile boolean closing;
    private Optional<Kind> lastEnd = Optional.empty();
    private Request httpRequest;

    Subscription(
            OkHttpClient client,
            SubscriptionRequest request,
            Supplier<SubscriptionRequest> renewal,
            long maxFrameBytes,
            Duration idleTimeout,
            Timing timing,
            Inlet inlet,
            SilenceWatchdog watchdog,
            RandomGenerator random,
            System.Logger logger,
            Meters meters,
            String name) {
        this.client = client;
        this.renewal = renewal;
        this.logger = logger;
        this.httpRequest = request.toRequest();
        this.maxFrameBytes = maxFrameBytes;
        this.timing = timing;
        this.inlet = inlet;
        this.watchdog = watchdog;
        this.tick = between(SHORTEST_TICK, idleTimeout.dividedBy(TICKS_OF_PATIENCE), LONGEST_TICK);
        this.backoff = new Backoff(timing, random);
        this.log = new ConnectionLog(logger, request, timing.conflictPatience());
        this.meters = meters;
        this.thread = new Thread(this::run, "flowexporter-" + name + "-subscription");
        thread.setDaemon(true);
        meters.gauge("connected", () -> connected ? 1 : 0);
    }

    private static Duration between(Duration least, Duration wanted, Duration most) {
        if (wanted.compareTo(least) < 0) {
            return least;
        }
        return wanted.compareTo(most) > 0 ? most : wanted;
    }

    void start() {
        thread.start();
    }

    /** Ends the connection by a close frame, and the thread. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(timing.close().multipliedBy(3).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            try {
                pauseAfter(attempt());
            } catch (InterruptedException e) {
                // Closing, or somebody's mistake, after which the subscription goes on.
                continue;
            }
        }
    }

    private Trouble attempt() throws InterruptedException {
        try {
            return connection();
        } catch (RuntimeException | Error e) {
            // Such as an OutOfMemoryError when a thread is wanted: it may pass, and nobody else would subscribe again.
            return failed(Trouble.unexpected(e));
        }
    }

    /** Has one connection, from the attempt to its end. */
    private Trouble connection() throws InterruptedException {
        long messagesBefore = inlet.messages();
        AnalyzerConnection connection =
                AnalyzerConnection.open(client, httpRequest, maxFrameBytes, timing.close(), inlet);
        try {
            Optional<String> analyzer = connection.awaitOpen(timing.connect().multipliedBy(STEPS_OF_CONNECTING));
            return analyzer.isPresent()
                    ? subscribed(connection, analyzer.get(), messagesBefore)
                    : failed(connection.awaitEnd(Duration.ZERO).orElse(Trouble.noAnswer()));
        } finally {
            connected = false;
            // Before the next one begins: at the analyzer, the end of this one could take that one's place with it.
            connection.close();
        }
    }

    private Trouble failed(Trouble trouble) {
        meters.counter("connect_failures").add(1);
        meters.counter("connect_failures_" + trouble.kind()).add(1);
        log.failed(trouble, System.nanoTime());
        inlet.disconnected();
        return trouble;
    }

    private Trouble subscribed(AnalyzerConnection connection, String analyzer, long messagesBefore)
            throws InterruptedException {
        long begin = System.nanoTime();
        connected = true;
        lastEnd.ifPresent(kind -> {
            meters.counter("reconnects").add(1);
            meters.counter("reconnects_" + kind).add(1);
        });
        log.opened(analyzer);
        Trouble trouble = awaitTrouble(connection);
        log.lost(trouble);
        lastEnd = Optional.of(trouble.kind());
        if (trouble.kind() != Kind.SILENT) {
            inlet.disconnected();
        }
        boolean lasted = System.nanoTime() - begin >= timing.steady().toNanos();
        if (lasted || inlet.messages() > messagesBefore) {
            backoff.reset();
        }
        return trouble;
    }

    private Trouble awaitTrouble(AnalyzerConnection connection) throws InterruptedException {
        while (true) {
            Optional<Trouble> end = connection.awaitEnd(tick);
            if (end.isPresent()) {
                return end.get();
            }
            Optional<SilenceWatchdog.Complaint> complaint = watchdog.complaint(System.nanoTime());
            if (complaint.isPresent()) {
                watchdog.reconnecting(System.nanoTime());
                inlet.silent(complaint.get().lasting());
                return Trouble.silent(complaint.get().words());
            }
        }
    }

    private void pauseAfter(Trouble trouble) throws InterruptedException {
        if (trouble.kind() == Kind.SILENT) {
            // Until we are back, the others get nothing.
            return;
        }
        boolean unauthorized = trouble.kind() == Kind.UNAUTHORIZED || trouble.kind() == Kind.FORBIDDEN;
        Duration longest = unauthorized ? timing.longestRetryWhenUnauthorized() : timing.longestRetry();
        Thread.sleep(backoff.next(longest).toMillis());
        if (unauthorized) {
            renewCredentials();
        }
    }

    private void renewCredentials() {
        try {
            httpRequest = renewal.get().toRequest();
        } catch (IllegalArgumentException e) {
            logger.log(System.Logger.Level.WARNING, "Cannot read the credentials again: " + e.getMessage());
        }
    }
}
