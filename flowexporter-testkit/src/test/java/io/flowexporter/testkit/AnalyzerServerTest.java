package io.flowexporter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another implementation of the protocol, the JDK's, talks to the server. */
class AnalyzerServerTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String FLOWS =
            "{\"Namespace\":\"flow\",\"Type\":\"store\",\"UUID\":\"u\",\"Status\":200,\"Obj\":["
                    + "{\"UUID\":\"1\",\"CaptureID\":\"a\"},{\"UUID\":\"2\",\"CaptureID\":\"b\"}]}";
    private static final String STATS =
            "{\"Namespace\":\"stats\",\"Type\":\"stats\",\"UUID\":\"u\",\"Status\":200,\"Obj\":{}}";

    private final HttpClient http = HttpClient.newHttpClient();
    private AnalyzerServer analyzer = AnalyzerServer.start();

    @AfterEach
    void close() {
        analyzer.close();
    }

    private static final class Client implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                messages.add(partial.toString());
                partial.setLength(0);
            }
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            ends.add("close " + code);
            return WebSocket.Listener.super.onClose(socket, code, reason);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ends.add("error");
        }

        String message() throws InterruptedException {
            return messages.poll(60, TimeUnit.SECONDS);
        }

        String end() throws InterruptedException {
            return ends.poll(60, TimeUnit.SECONDS);
        }
    }

    private WebSocket subscribe(Client client, String... headers) {
        WebSocket.Builder builder = http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        int before = analyzer.connects().size();
        WebSocket socket =
                builder.buildAsync(URI.create(analyzer.url()), client).join();
        analyzer.awaitConnects(before + 1, SOON);
        return socket;
    }

    private int refusal(String... headers) {
        try {
            subscribe(new Client(), headers);
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    @Test
    void sendsARecordingAsItWasRecorded() throws Exception {
        Client client = new Client();
        subscribe(client, "X-Client-Type", "analyzer");
        Recording recording = Recording.load(Recording.TCP_METRIC);
        analyzer.play(recording, 0);
        for (Recording.Frame frame : recording.frames()) {
            assertThat(client.message()).isEqualTo(frame.text());
        }
    }

    @Test
    void sendsOnlyTheNamespacesAskedFor() throws Exception {
        Client both = new Client();
        Client stats = new Client();
        Client capture = new Client();
        subscribe(both, "X-Client-Type", "analyzer");
        subscribe(stats, "X-Client-Type", "analyzer", "X-Websocket-Namespace", "stats");
        subscribe(
                capture,
                "X-Client-Type",
                "analyzer",
                "X-Websocket-Namespace",
                "flow/b",
                "X-Websocket-Namespace",
                "stats");
        analyzer.publish(FLOWS);
        analyzer.publish(STATS);
        assertThat(List.of(both.message(), both.message())).containsExactly(FLOWS, STATS);
        assertThat(stats.message()).isEqualTo(STATS);
        assertThat(capture.message())
                .startsWith("{\"Namespace\":\"flow/b\",\"Type\":\"store\"")
                .endsWith("\"Status\":200,\"Obj\":[{\"UUID\":\"2\",\"CaptureID\":\"b\"}]}");
        assertThat(capture.message()).isEqualTo(STATS);
    }

    @Test
    void refusesAHostIdInUseUntilItsOwnerIsGone() {
        WebSocket first = subscribe(new Client(), "X-Client-Type", "analyzer", "X-Host-ID", "me");
        assertThat(refusal("X-Client-Type", "analyzer", "X-Host-ID", "me")).isEqualTo(409);
        assertThat(refusal("X-Client-Type", "analyzer", "X-Host-ID", "")).isEqualTo(101);
        first.sendClose(1000, "").join();
        analyzer.awaitSubscribers(1, SOON);
        assertThat(analyzer.closeCodes()).containsExactly(1000);
        assertThat(refusal("X-Client-Type", "analyzer", "X-Host-ID", "me")).isEqualTo(101);
    }

    @Test
    void closesAClientThatDoesNotSayItsType() throws Exception {
        Client client = new Client();
        subscribe(client);
        assertThat(client.end()).isEqualTo("close 1000");
    }

    @Test
    void asksForCredentialsOrToken() {
        analyzer.close();
        analyzer = AnalyzerServer.setup()
                .credentials("admin", "secret")
                .token("abc")
                .start();
        String basic = "Basic " + Base64.getEncoder().encodeToString("admin:secret".getBytes(StandardCharsets.UTF_8));
        assertThat(refusal("X-Client-Type", "analyzer")).isEqualTo(401);
        assertThat(refusal("X-Client-Type", "analyzer", "Cookie", "authtoken=abd"))
                .isEqualTo(401);
        assertThat(refusal("X-Client-Type", "analyzer", "Cookie", "a=b; authtoken=abc"))
                .isEqualTo(101);
        assertThat(refusal("X-Client-Type", "analyzer", "Authorization", basic)).isEqualTo(101);
    }

    @Test
    void refusesAsOftenAsTold() {
        analyzer.refuse(2, 403);
        assertThat(refusal("X-Client-Type", "analyzer")).isEqualTo(403);
        assertThat(refusal("X-Client-Type", "analyzer")).isEqualTo(403);
        assertThat(refusal("X-Client-Type", "analyzer")).isEqualTo(101);
        assertThat(analyzer.connects()).extracting(Connect::status).containsExactly(403, 403, 101);
    }

    @Test
    void forgetsAllRegistrationsWhenAnySubscriberGoes() throws Exception {
        Client client = new Client();
        subscribe(client, "X-Client-Type", "analyzer");
        subscribe(new Client(), "X-Client-Type", "analyzer").sendClose(1000, "").join();
        analyzer.awaitSubscribers(1, SOON);
        analyzer.publish(FLOWS);
        subscribe(new Client(), "X-Client-Type", "analyzer", "X-Websocket-Namespace", "stats");
        analyzer.publish(FLOWS);
        analyzer.publish(STATS);
        assertThat(client.message()).isEqualTo(STATS);
    }

    @Test
    void dropsAClientThatAnswersNoPing() throws Exception {
        analyzer.close();
        analyzer = AnalyzerServer.setup()
                .pings(Duration.ofMillis(20), Duration.ofSeconds(2))
                .start();
        Client client = new Client();
        subscribe(client, "X-Client-Type", "analyzer");
        analyzer.await(() -> analyzer.pongs() > 10, SOON);
        WebSocket deaf = http.newWebSocketBuilder()
                .header("X-Client-Type", "analyzer")
                .buildAsync(URI.create(analyzer.url()), new WebSocket.Listener() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        // Asks for nothing, so that it reads nothing.
                    }
                })
                .join();
        analyzer.awaitAccepted(2, SOON);
        analyzer.awaitSubscribers(1, SOON);
        assertThat(deaf.isInputClosed()).isFalse();
        analyzer.publish(FLOWS);
        assertThat(analyzer.slowestPong()).isLessThan(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({"FIN, end of stream", "RESET, Connection reset"})
    void breaksOffInTheMiddleOfAMessage(Ending ending, String seen) throws Exception {
        String request = "GET " + AnalyzerServer.SUBSCRIPTION_PATH + "?x-client-type=analyzer HTTP/1.1\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Key: abc\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", analyzer.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            analyzer.awaitSubscribers(1, SOON);
            analyzer.sendHalf(FLOWS, ending);
            assertThat(end(socket.getInputStream())).isEqualTo(seen);
        }
        analyzer.awaitSubscribers(0, SOON);
    }

    private static String end(InputStream in) {
        try {
            in.readAllBytes();
            return "end of stream";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    @Test
    void sendsFragments() throws Exception {
        Client client = new Client();
        subscribe(client, "X-Client-Type", "analyzer");
        analyzer.sendFragmented(FLOWS.getBytes(StandardCharsets.UTF_8), 7);
        analyzer.sendBlanks(100_000, 3);
        assertThat(client.message()).isEqualTo(FLOWS);
        assertThat(client.message()).hasSize(100_000).isBlank();
    }

    private HttpResponse<byte[]> ask(String body, String... headers) throws IOException, InterruptedException {
        return ask(SOON, body, headers);
    }

    private HttpResponse<byte[]> ask(Duration patience, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + analyzer.address() + "/api/topology"))
                .timeout(patience)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void answersTopologyQueries() throws Exception {
        analyzer.topology(query -> query.equals("G.V()") ? "[1]" : "[]");
        assertThat(ask("{\"GremlinQuery\":\"G.V()\"}").body()).asString().isEqualTo("[1]");
        byte[] zipped =
                ask("{\"GremlinQuery\":\"G.E()\"}", "Accept-Encoding", "gzip").body();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes())
                .asString()
                .isEqualTo("[]");
        assertThat(ask("{\"GremlinQuery\":\"\"}").statusCode()).isEqualTo(204);
        assertThat(ask("nonsense").statusCode()).isEqualTo(400);
        assertThat(analyzer.queries()).containsExactly("G.V()", "G.E()", "");
    }

    @Test
    void goesWrongWithTopologyQueriesAsTold() throws Exception {
        String query = "{\"GremlinQuery\":\"G.V()\"}";
        analyzer.topologyFault(TopologyFault.status(500));
        assertThat(ask(query).statusCode()).isEqualTo(500);
        analyzer.topologyFault(TopologyFault.garbled());
        assertThat(ask(query).body()).asString().isEqualTo("[{\"Metadata\":");
        analyzer.topologyFault(TopologyFault.hanging());
        assertThatThrownBy(() -> ask(Duration.ofMillis(500), query)).isInstanceOf(IOException.class);
        analyzer.topologyFault(TopologyFault.NONE);
        assertThat(ask(query).body()).asString().isEqualTo("[]");
    }

    @Test
    void leavesNoThreads() {
        subscribe(new Client(), "X-Client-Type", "analyzer");
        String prefix = "analyzer-" + analyzer.port() + '-';
        analyzer.close();
        analyzer.await(
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith(prefix)),
                SOON);
    }

    @Test
    void awaitsInVainForALimitedTime() {
        assertThatThrownBy(() -> analyzer.awaitConnects(1, Duration.ofMillis(30)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Waited 30 ms in vain for 1 connects");
    }
}
