package io.flowexporter.core.status;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flowexporter.core.runtime.PipelineStatus;
import io.flowexporter.core.runtime.RunningPipeline;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Shows what pipelines do: a page at {@code /}, JSON at {@code /status}, metrics at {@code /metrics}, and health at
 * {@code /livez} and {@code /readyz}. It reads what pipelines put up, and never lets one wait. Safe for use by several threads.
 *
 * <pre>{@code
 * try (StatusServer server = StatusServer.start(ListenAddress.parse("127.0.0.1:9464"));
 *         RunningPipeline running = PipelineRunner.start(pipeline)) {
 *     server.show(running);
 *     running.join();
 * }
 * }</pre>
 */
public final class StatusServer implements AutoCloseable {
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(5);
    private static final int BACKLOG = 32;

    private final HttpServer server;
    private final RequestThreads threads;
    private final HostCheck hostCheck;
    private final Page page = Page.load();
    private final List<RunningPipeline> pipelines = new CopyOnWriteArrayList<>();

    private StatusServer(HttpServer server, RequestThreads threads) {
        this.server = server;
        this.threads = threads;
        this.hostCheck = new HostCheck(server.getAddress().getAddress());
    }

    /**
     * Starts a server that shows no pipeline yet.
     *
     * @throws IOException if it can't listen there; the message says why
     */
    public static StatusServer start(ListenAddress address) throws IOException {
        return start(address, LONGEST_REQUEST);
    }

    static StatusServer start(ListenAddress address, Duration longestRequest) throws IOException {
        HttpServer http = bound(address);
        RequestThreads threads = new RequestThreads(longestRequest);
        StatusServer server = new StatusServer(http, threads);
        http.setExecutor(threads);
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    private static HttpServer bound(ListenAddress address) throws IOException {
        try {
            return HttpServer.create(address.resolve(), BACKLOG);
        } catch (UnknownHostException e) {
            throw new IOException("Cannot listen on " + address + ": there is no host of that name", e);
        } catch (BindException e) {
            throw new IOException(
                    "Cannot listen on " + address + ": " + e.getMessage()
                            + "; is the port taken by another process? Port 0 is any that is free",
                    e);
        } catch (IOException e) {
            throw new IOException("Cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /** Shows one more pipeline, from now on and after its end. */
    public void show(RunningPipeline pipeline) {
        pipelines.add(Objects.requireNonNull(pipeline, "pipeline"));
    }

    /** Where it listens; the port is never 0. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** The page's address, such as {@code http://127.0.0.1:9464/}. */
    public String url() {
        String host = address().getAddress().getHostAddress().replaceFirst("%.*", "");
        return "http://" + (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':'
                + address().getPort() + '/';
    }

    /** Whether other machines may reach it. */
    public boolean open() {
        return !address().getAddress().isLoopbackAddress();
    }

    /** Ends it; requests that are being answered may be cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answerOrFault(exchange);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", answer.contentType());
            headers.set("Cache-Control", "no-store");
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            answer.headers().forEach(headers::set);
            // What a client sends along with a request that is refused is not read.
            if (!isRead(exchange)) {
                headers.set("Connection", "close");
            }
            exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.body().length);
            if (!head) {
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    private static boolean isRead(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("GET")
                || exchange.getRequestMethod().equals("HEAD");
    }

    private Answer answerOrFault(HttpExchange exchange) {
        try {
            return answer(exchange);
        } catch (RuntimeException e) {
            System.getLogger(StatusServer.class.getName())
                    .log(System.Logger.Level.WARNING, "Cannot answer a request", e);
            return Answer.text(Answer.FAULT, "Cannot answer: a fault of the exporter; its log says more");
        }
    }

    private Answer answer(HttpExchange exchange) {
        if (!isRead(exchange)) {
            return Answer.text(Answer.METHOD_NOT_ALLOWED, "Only GET and HEAD: nothing can be changed here")
                    .with("Allow", "GET, HEAD");
        }
        if (!hostCheck.allows(header(exchange, "Host"))) {
            return Answer.text(
                    Answer.FORBIDDEN,
                    "Refused: this server is for this machine alone, so ask for it as localhost or 127.0.0.1");
        }
        return switch (exchange.getRequestURI().getRawPath()) {
            case "/" -> page.answer();
            case "/status" -> Answer.of("application/json; charset=utf-8", StatusJson.of(statuses()));
            case "/metrics" -> metrics(AcceptedFormat.of(header(exchange, "Accept")));
            case "/livez" -> Health.live(statuses());
            case "/readyz" -> Health.ready(statuses());
            default -> Answer.text(Answer.NOT_FOUND, "There is nothing but /, /status, /metrics, /livez and /readyz");
        };
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().get(name))
                .map(values -> String.join(",", values))
                .orElse("");
    }

    private Answer metrics(Exposition.Format format) {
        return Answer.of(
                format.contentType(),
                PipelineMetrics.of(statuses()).text(format).getBytes(StandardCharsets.UTF_8));
    }

    private List<PipelineStatus> statuses() {
        return pipelines.stream().map(RunningPipeline::status).toList();
    }
}
