package io.flowexporter.core.topology;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flowexporter.core.internal.Printable;
import io.flowexporter.core.internal.SentCredentials;
import io.flowexporter.core.tls.Tls;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/** Sends queries to analyzers. Safe for use by several threads. */
final class AnalyzerClient implements AutoCloseable {
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final long LARGEST_ANSWER = 16L << 20;
    private static final long LARGEST_COMPLAINT = 16 * 1024;
    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient http;
    private final ExecutorService threads;
    private final String scheme;
    private final Supplier<Headers> renewal;
    private final System.Logger logger;
    private final AnswerReader reader = new AnswerReader();
    private volatile Headers headers;
    private volatile boolean refused;

    /**
     * A client.
     *
     * @param headers sent with each query, until an analyzer wants others
     * @param renewal gives the headers as they are now; throws {@link IllegalArgumentException} saying why it can't
     * @param concurrency how many queries are under way at once
     * @param timeout for one query at one analyzer, from connecting to the answer's last byte
     */
    AnalyzerClient(
            Optional<Tls> tls,
            Headers headers,
            Supplier<Headers> renewal,
            int concurrency,
            Duration timeout,
            System.Logger logger) {
        this.scheme = tls.isPresent() ? "https" : "http";
        this.headers = headers;
        this.renewal = renewal;
        this.logger = logger;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "flowexporter-topology-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(concurrency);
        dispatcher.setMaxRequestsPerHost(concurrency);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .protocols(List.of(Protocol.HTTP_1_1))
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(timeout)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .callTimeout(timeout)
                // Here, not where queries are sent: it may read files, and senders must not wait.
                .addInterceptor(chain -> chain.proceed(withCredentials(chain.request())));
        tls.ifPresent(made -> builder.sslSocketFactory(made.context().getSocketFactory(), made.trust()));
        this.http = builder.build();
    }

    /** Sends a query; {@code then} gets what came of it, once, on another thread. */
    void send(AnalyzerAddress analyzer, String gremlin, Consumer<Reply> then) {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("GremlinQuery", gremlin)
                .toString();
        Request request = new Request.Builder()
                .url(analyzer.url(scheme))
                .post(RequestBody.create(body.getBytes(StandardCharsets.UTF_8), JSON))
                .build();
        http.newCall(request).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException failure) {
                then.accept(broken(failure));
            }

            @Override
            public void onResponse(Call call, Response response) {
                Reply reply = new Reply.Broken("failed", "its answer could not be read");
                try {
                    reply = reply(response);
                } finally {
                    then.accept(reply);
                }
            }
        });
    }

    private Request withCredentials(Request query) {
        if (refused) {
            refused = false;
            try {
                headers = renewal.get();
            } catch (IllegalArgumentException e) {
                logger.log(System.Logger.Level.WARNING, "Cannot read the credentials again: " + e.getMessage());
            }
        }
        Request.Builder with = query.newBuilder();
        headers.forEach(header -> with.header(header.getFirst(), header.getSecond()));
        return with.build();
    }

    private Reply reply(Response response) {
        if (response.code() == UNAUTHORIZED || response.code() == FORBIDDEN) {
            refused = true;
        }
        try (response) {
            return switch (response.code()) {
                case OK -> answer(response);
                case NO_CONTENT -> new Reply.Hopeless("empty", "the query is empty (204)");
                case BAD_REQUEST -> new Reply.Hopeless("refused", "it refuses the query (400): " + complaint(response));
                case UNAUTHORIZED ->
                    new Reply.Broken(
                            "401",
                            "it wants credentials, or others (401): check analyzer.auth.cluster.username and .password");
                case FORBIDDEN -> new Reply.Broken("403", "it does not allow this user to query (403)");
                default ->
                    new Reply.Broken(Integer.toString(response.code()), "it answers with status " + response.code());
            };
        } catch (IOException e) {
            return broken(e);
        }
    }

    private Reply answer(Response response) throws IOException {
        BufferedSource source = response.body().source();
        if (source.request(LARGEST_ANSWER + 1)) {
            return new Reply.Hopeless("too large", "its answer is larger than " + LARGEST_ANSWER + " bytes");
        }
        byte[] body = source.readByteArray();
        try {
            return new Reply.Answered(reader.read(body));
        } catch (IOException e) {
            // Jackson's own words may quote the answer.
            return new Reply.Broken("garbled", "its answer is no JSON");
        }
    }

    private static String complaint(Response response) throws IOException {
        BufferedSource source = response.body().source();
        source.request(LARGEST_COMPLAINT);
        String said = source.getBuffer()
                .snapshot((int) Math.min(LARGEST_COMPLAINT, source.getBuffer().size()))
                .utf8();
        return Printable.of(SentCredentials.hiddenIn(said, response.request()));
    }

    private static Reply broken(IOException failure) {
        if (failure instanceof InterruptedIOException) {
            return new Reply.Broken("late", "no answer in time");
        }
        String message = failure.getMessage();
        return new Reply.Broken("unreachable", Printable.of(message == null ? failure.toString() : message));
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        http.dispatcher().cancelAll();
        threads.shutdown();
        http.connectionPool().evictAll();
    }
}
