package io.flowexporter.core.source;

import io.flowexporter.api.Settings;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.internal.RareLog;
import io.flowexporter.core.source.SubscriptionRequest.UserAndPassword;
import io.flowexporter.core.tls.Tls;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/** The flows of a subscription at a Skydive analyzer. It goes on until it is closed, whatever the analyzer does. */
final class SkydiveSource implements Source {
    private final Settings settings;
    private final StageContext context;
    private final Timing timing;
    private final SubscriptionRequest request;
    private final Ring ring;
    private final MessageArrays arrays;
    private final MessageReader reader;
    private final Inlet inlet;
    private final SilenceWatchdog watchdog;
    private volatile boolean stopped;
    private Optional<OkHttpClient> client = Optional.empty();
    private Optional<Subscription> subscription = Optional.empty();

    SkydiveSource(Settings settings, StageContext context) {
        this(settings, context, Timing.REAL);
    }

    SkydiveSource(Settings settings, StageContext context, Timing timing) {
        this.settings = settings;
        this.context = context;
        this.timing = timing;
        this.request = request(settings, settings.find(Skydive.PASSWORD), settings.find(Skydive.COOKIE));
        long bufferBytes = settings.get(Skydive.BUFFER_BYTES);
        this.ring = new Ring(bufferBytes);
        // So that they take no memory that the ring does not take when it is full.
        this.arrays = new MessageArrays(System::nanoTime, () -> bufferBytes - ring.bytes());
        RareLog reports = new RareLog(context.logger(), System::nanoTime, timing.reportEvery());
        String capture = settings.get(Skydive.CAPTURE_ID);
        boolean filters = settings.get(Skydive.CAPTURE_FILTER) == CaptureFilter.CLIENT;
        this.reader = new MessageReader(filters ? capture : "", context.meters(), reports);
        this.watchdog = new SilenceWatchdog(settings.get(Skydive.IDLE_TIMEOUT), timing, RandomGenerator.getDefault());
        this.inlet = new Inlet(
                arrays,
                ring,
                watchdog,
                capture,
                reports,
                context.meters(),
                context.clock(),
                // A ping without an answer is noticed when the next one is due.
                timing.ping().multipliedBy(2));
    }

    /** The request with user, password and cookies as they are now. */
    private static SubscriptionRequest renewed(Settings settings) {
        return request(settings, settings.latest(Skydive.PASSWORD), settings.latest(Skydive.COOKIE));
    }

    private static SubscriptionRequest request(
            Settings settings, Optional<String> password, Optional<Map<String, String>> cookies) {
        String url = settings.get(Skydive.URL);
        if (SubscriptionRequest.parse(url)
                .filter(address -> address.encodedUsername().isEmpty())
                .isEmpty()) {
            throw new IllegalArgumentException("pipeline.subscriber.url must not hold user and password: give"
                    + " analyzer.auth.cluster.username and analyzer.auth.cluster.password");
        }
        String capture = settings.get(Skydive.CAPTURE_ID);
        boolean byServer = settings.get(Skydive.CAPTURE_FILTER) == CaptureFilter.SERVER;
        String flows = capture.isEmpty() || !byServer ? "flow" : "flow/" + capture;
        String user = settings.get(Skydive.USERNAME);
        return new SubscriptionRequest(
                url,
                settings.find(Skydive.HOST_ID).orElseGet(HostName::ofThisMachine),
                // The statistics are a heartbeat: they come with or without traffic.
                List.of(flows, "stats"),
                user.isEmpty() ? Optional.empty() : Optional.of(new UserAndPassword(user, password.orElse(""))),
                cookies.orElse(Map.of()));
    }

    @Override
    public boolean live() {
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException if the files for TLS can't be used; that the analyzer is away is no reason to fail
     */
    @Override
    public void start() throws IOException {
        OkHttpClient http = client(Tls.of(settings));
        Subscription begun = new Subscription(
                http,
                request,
                () -> renewed(settings),
                settings.get(Skydive.MAX_FRAME_BYTES),
                settings.get(Skydive.IDLE_TIMEOUT),
                timing,
                inlet,
                watchdog,
                RandomGenerator.getDefault(),
                context.logger(),
                context.meters(),
                context.pipeline());
        client = Optional.of(http);
        subscription = Optional.of(begun);
        begun.start();
    }

    private OkHttpClient client(Optional<Tls> tls) {
        ExecutorService readers = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "flowexporter-" + context.pipeline() + "-reader");
            thread.setDaemon(true);
            return thread;
        });
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(new Dispatcher(readers))
                .socketFactory(new NoDelaySockets())
                .connectTimeout(timing.connect())
                .readTimeout(timing.connect())
                .writeTimeout(timing.connect())
                .pingInterval(timing.ping())
                .webSocketCloseTimeout(timing.close())
                .followRedirects(false);
        tls.ifPresent(files -> builder.sslSocketFactory(files.context().getSocketFactory(), files.trust()));
        return builder.build();
    }

    @Override
    public FlowBatch poll(Duration maxWait) throws InterruptedException {
        arrays.tend();
        List<Gap> gaps = List.of();
        while (true) {
            FlowBatch batch = ring.poll(maxWait).map(this::batch).orElse(stopped ? FlowBatch.end() : FlowBatch.empty());
            for (Gap gap : batch.gaps()) {
                gaps = Gap.add(gaps, gap);
            }
            boolean says = batch.ended()
                    || !batch.flows().isEmpty()
                    || !batch.refused().isEmpty();
            // After the stop, a batch without flows means that none is left: a mere gap must wait for what follows it.
            if (says || !stopped) {
                return with(gaps, batch);
            }
        }
    }

    private static FlowBatch with(List<Gap> gaps, FlowBatch batch) {
        FlowBatch all = batch;
        for (Gap gap : gaps) {
            all = all.withGap(gap);
        }
        return all;
    }

    private FlowBatch batch(Ring.Entry entry) {
        FlowBatch batch = entry.frame().map(reader::read).orElse(FlowBatch.empty());
        for (Map.Entry<DropReason, Long> lost : entry.lost().entrySet()) {
            batch = batch.withRefused(lost.getKey(), lost.getValue());
        }
        return with(entry.gaps(), batch);
    }

    /** Ends the subscription; what is in the ring was received and is still to be polled. */
    @Override
    public boolean stop() {
        stopped = true;
        subscription.ifPresent(Subscription::close);
        ring.close();
        return true;
    }

    @Override
    public void close() {
        if (!stopped) {
            stop();
        }
        client.ifPresent(SkydiveSource::shutDown);
        tellWhatIsLeft();
    }

    private void tellWhatIsLeft() {
        long flows = ring.remove().stream()
                .mapToLong(frame -> MessageParser.countFlows(frame.bytes(), 0, frame.length()))
                .sum();
        if (flows > 0) {
            context.meters().counter("flows_left_behind").add(flows);
            context.logger()
                    .log(Level.WARNING, "Closed with " + flows + " flows received that the pipeline had not taken yet");
        }
    }

    private static void shutDown(OkHttpClient http) {
        http.dispatcher().cancelAll();
        http.connectionPool().evictAll();
        ExecutorService readers = http.dispatcher().executorService();
        readers.shutdown();
        try {
            if (!readers.awaitTermination(1, TimeUnit.SECONDS)) {
                readers.shutdownNow();
            }
        } catch (InterruptedException e) {
            readers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
