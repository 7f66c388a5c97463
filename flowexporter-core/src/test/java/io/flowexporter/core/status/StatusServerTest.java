package io.flowexporter.core.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.core.runtime.Ledger;
import io.flowexporter.core.runtime.PipelineStatus;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.source.Skydive;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Running pipelines, asked over HTTP. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StatusServerTest {
    private static final List<String> PATHS = List.of("/", "/status", "/metrics", "/livez", "/readyz");
    private static final Duration A_MINUTE = Duration.ofSeconds(61);

    private static JsonNode pipeline(Lab lab, int index) throws IOException {
        return new ObjectMapper().readTree(lab.get("/status").body()).at("/pipelines/" + index);
    }

    @Test
    void tellsWhatBecameOfEveryRecord() throws Exception {
        try (Lab lab = new Lab()) {
            lab.start("edge");
            lab.send(5);
            lab.await(
                    "four are stored",
                    () -> pipeline(lab, 0).at("/ledger/written").asInt() == 4);

            JsonNode status = pipeline(lab, 0);
            assertThat(status.at("/name").asText()).isEqualTo("edge");
            assertThat(status.at("/state").asText()).isEqualTo("running");
            assertThat(status.at("/ledger/received").asInt()).isEqualTo(5);
            assertThat(status.at("/ledger/waiting").asInt()).isEqualTo(1);
            assertThat(status.at("/conservationError").asInt()).isZero();
            assertThat(status.at("/store/up").asBoolean()).isTrue();
            assertThat(status.at("/tags/0").toString())
                    .contains("\"tag\":\"mine\"", "\"written\":4", "\"objects\":2", "\"waiting\":1");
            assertThat(status.at("/objects")).hasSize(2);
            assertThat(status.at("/objects/0/key").asText()).startsWith("bucket/logs/mine/");
            assertThat(status.at("/objects/0/records").asInt()).isEqualTo(2);
            for (JsonNode stage : status.at("/numbers")) {
                long out = Stream.of("emitted", "absorbed", "leftOut", "lost", "retained")
                        .mapToLong(name -> stage.at("/" + name).asLong())
                        .sum();
                assertThat(out)
                        .isEqualTo(
                                stage.at("/in").asLong() + stage.at("/created").asLong());
            }
        }
    }

    @Test
    void givesMetricsInTheFormatThatIsAskedFor() throws Exception {
        try (Lab lab = new Lab()) {
            lab.start("edge");
            lab.send(4);
            lab.await(
                    "all are stored",
                    () -> lab.get("/metrics").body().contains("flows_stored_total{pipeline=\"edge\"} 4"));
            Requests.Reply open = lab.get(
                    "/metrics",
                    "Accept: application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5");
            Requests.Reply older = lab.get("/metrics");

            assertThat(open.headers())
                    .containsEntry("content-type", "application/openmetrics-text; version=1.0.0; charset=utf-8");
            assertThat(older.headers()).containsEntry("content-type", "text/plain; version=0.0.4; charset=utf-8");
            MetricsText metrics = MetricsText.openMetrics(open.body());
            assertThat(metrics.samples())
                    .containsEntry("flowexporter_flows_received_total{pipeline=edge}", 4.0)
                    .containsEntry("flowexporter_conservation_error{pipeline=edge}", 0.0)
                    .containsEntry("flowexporter_ready{pipeline=edge}", 1.0)
                    .containsEntry("flowexporter_store_state{pipeline=edge, state=up}", 1.0)
                    .containsEntry("flowexporter_tag_records_stored_total{pipeline=edge, tag=mine}", 4.0);
            assertThat(MetricsText.prometheus(older.body()).samples().keySet())
                    .isEqualTo(metrics.samples().keySet());
        }
    }

    @Test
    void isNotReadyWhileTheStoreFailsForAMinuteAndReadyAgainOnceItTakesAnObject() throws Exception {
        try (Lab lab = new Lab()) {
            lab.start("edge");
            lab.await("it is ready", () -> lab.get("/readyz").status() == 200);
            lab.storeFails("out of order");
            lab.send(2);
            lab.await(
                    "a write failed", () -> pipeline(lab, 0).at("/store/failed").asInt() > 0);
            assertThat(lab.get("/readyz").status()).isEqualTo(200);
            assertThat(pipeline(lab, 0).at("/warnings/0").asText()).contains("out of order");

            lab.advance(A_MINUTE);
            lab.await("it is not ready", () -> lab.get("/readyz").status() == 503);
            assertThat(lab.get("/readyz").body())
                    .startsWith("not ready\nedge: the store has taken no object for ")
                    .contains("out of order");
            assertThat(lab.get("/metrics").body())
                    .contains("flowexporter_ready{pipeline=\"edge\"} 0")
                    .contains("flowexporter_store_state{pipeline=\"edge\",state=\"failing\"} 1");
            assertThat(lab.get("/livez").status()).isEqualTo(200);

            lab.storeFails("");
            lab.advance(A_MINUTE);
            lab.await("it is ready again", () -> lab.get("/readyz").status() == 200);
            assertThat(lab.written()).isEqualTo(1);
        }
    }

    @Test
    void isNotReadyWhileTheSourceIsNotConnectedForAMinute() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        try (Lab lab = new Lab()) {
            lab.start("edge", Skydive.subscribe("ws://127.0.0.1:" + nobody + "/ws/subscriber/flow"), lab.writer());
            lab.await(
                    "it says so",
                    () -> pipeline(lab, 0).at("/source/connection").asText().equals("disconnected"));
            assertThat(lab.get("/readyz").status()).isEqualTo(200);
            lab.advance(A_MINUTE);
            lab.await("it is not ready", () -> lab.get("/readyz").status() == 503);
            assertThat(lab.get("/readyz").body()).contains("the source has not been connected for ");
        }
    }

    @Test
    void isNotReadyWhileAStageLosesAllItGets() throws Exception {
        try (Lab lab = new Lab()) {
            lab.start("edge");
            lab.transformFails(true);
            lab.send(2);
            lab.await("two are lost", () -> pipeline(lab, 0).at("/ledger/lost").asInt() == 2);
            assertThat(lab.get("/readyz").status()).isEqualTo(200);
            lab.advance(A_MINUTE);
            lab.send(2);
            lab.await("it is not ready", () -> lab.get("/readyz").status() == 503);
            assertThat(lab.get("/readyz").body()).contains("stage transform has lost every record it got for ");
            assertThat(lab.get("/metrics").body())
                    .contains("flows_dropped_total{pipeline=\"edge\",reason=\"stage_failed\",stage=\"transform\"} 4");

            lab.transformFails(false);
            lab.send(2);
            lab.await("it is ready again", () -> lab.get("/readyz").status() == 200);
        }
    }

    @Test
    void showsSecretsNowhereWhateverQuotesThem() throws Exception {
        Option<String> key = Option.string("key").concealed();
        StageType<ObjectWriter> leaky = StageType.write(
                "leaky",
                (settings, context) -> object -> {
                    throw new IOException("no entry for " + settings.get(key) + "\u001b[31m\nforged");
                },
                key);
        try (Lab lab = new Lab()) {
            lab.start("edge", lab.source(), leaky.with(key, "hunter2-hunter2"));
            lab.send(2);
            lab.await(
                    "a write failed", () -> pipeline(lab, 0).at("/store/failed").asInt() > 0);
            lab.advance(A_MINUTE);
            lab.await("it is not ready", () -> lab.get("/readyz").status() == 503);

            for (String path : PATHS) {
                assertThat(lab.get(path).body()).as(path).doesNotContain("hunter2", "\u001b", "\nforged");
            }
            assertThat(lab.get("/readyz").body()).contains("no entry for [hidden]");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:9464, 200",
        "127.0.0.1:1, 200",
        "127.9.9.9, 200",
        "'[::1]:80', 200",
        "evil.example, 403",
        "localhost.evil.example:9464, 403",
        "127.0.0.1.evil.example, 403",
        "10.0.0.1, 403",
        "'', 403"
    })
    void answersOnLoopbackOnlyWhoAsksForThisMachine(String host, int status) throws Exception {
        try (Lab lab = new Lab()) {
            for (String path : PATHS) {
                int expected = status == 200 && path.equals("/readyz") ? 503 : status;
                assertThat(lab.get(path, "Host: " + host).status()).as(path).isEqualTo(expected);
            }
        }
    }

    @Test
    void refusesRequestsWithoutHost() throws Exception {
        try (Lab lab = new Lab()) {
            assertThat(lab.get("/status", "Host").status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"})
    void changesNothing(String method) throws Exception {
        try (Lab lab = new Lab()) {
            Requests.Reply reply = Requests.send(lab.server().address().getPort(), method, "/status");
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.headers()).containsEntry("allow", "GET, HEAD");
        }
    }

    @Test
    void answersHeadWithoutABodyAndUnknownPathsWithTheKnownOnes() throws Exception {
        try (Lab lab = new Lab()) {
            Requests.Reply head = Requests.send(lab.server().address().getPort(), "HEAD", "/");
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            Requests.Reply unknown = lab.get("/status/../etc/passwd");
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.body()).doesNotContain("passwd").contains("/metrics");
        }
    }

    @Test
    void letsNothingRunInThePageButItsOwnScript() throws Exception {
        try (Lab lab = new Lab()) {
            Requests.Reply page = lab.get("/");
            String policy = page.headers().get("content-security-policy");

            assertThat(page.headers())
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("cache-control", "no-store")
                    .doesNotContainKey("access-control-allow-origin");
            assertThat(policy)
                    .startsWith("default-src 'none'; style-src 'sha256-")
                    .doesNotContain("unsafe");
            assertThat(page.body())
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
                    .doesNotContainPattern(" on[a-z]+=")
                    .doesNotContainPattern("(src|href)=\"(https?:)?//");
        }
    }

    @Test
    void showsSeveralPipelines() throws Exception {
        try (Lab lab = new Lab()) {
            lab.start("one");
            lab.start("other");

            assertThat(pipeline(lab, 0).at("/name").asText()).isEqualTo("one");
            assertThat(pipeline(lab, 1).at("/name").asText()).isEqualTo("other");
            assertThat(MetricsText.prometheus(lab.get("/metrics").body()).samples())
                    .containsKeys(
                            "flowexporter_flows_received_total{pipeline=one}",
                            "flowexporter_flows_received_total{pipeline=other}");
        }
    }

    @Test
    void showsAPipelineBeforeItsStartAndAfterItsEnd() throws Exception {
        try (Lab lab = new Lab()) {
            assertThat(lab.get("/readyz").body()).contains("no pipeline has been started yet");
            assertThat(lab.get("/livez").status()).isEqualTo(200);
            RunningPipeline running = lab.start("edge");
            running.close();

            PipelineStatus status = running.status();
            assertThat(status.state()).isEqualTo(PipelineStatus.State.ENDED);
            assertThat(status.ledger().toString()).isEqualTo(running.ledger().toString());
            assertThat(lab.get("/readyz").status()).isEqualTo(200);
            assertThat(lab.get("/metrics").body()).contains("flowexporter_up{pipeline=\"edge\"} 0");
        }
    }

    @Test
    void tellsWhyAPipelineStoppedByItself() throws Exception {
        try (Lab lab = new Lab()) {
            RunningPipeline running = lab.start(
                    "edge",
                    StageType.source("failing", (settings, context) -> maxWait -> {
                        throw new IOException("the cable is cut");
                    }),
                    lab.writer());
            running.join();

            assertThat(lab.get("/readyz").status()).isEqualTo(503);
            assertThat(lab.get("/readyz").body())
                    .contains("edge: stopped by itself: ")
                    .contains("the cable is cut");
        }
    }

    @Test
    void tellsThatAPipelineIsStopping() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Lab lab = new Lab()) {
            RunningPipeline running = lab.start(
                    "edge", lab.source(), StageType.write("slow", (settings, context) -> object -> release.await()));
            lab.send(2);
            lab.await(
                    "an object is written",
                    () -> pipeline(lab, 0).at("/durability/objectsWaiting").asInt() == 1);
            running.stop();
            assertThat(pipeline(lab, 0).at("/state").asText()).isEqualTo("stopping");
            assertThat(lab.get("/readyz").body()).contains("edge: stopping");
            release.countDown();
            running.join();
            assertThat(pipeline(lab, 0).at("/state").asText()).isEqualTo("ended");
        }
    }

    @Test
    void countsGapsAndWarnsOfThem() throws Exception {
        try (Lab lab = new Lab()) {
            CountDownLatch once = new CountDownLatch(1);
            lab.start(
                    "edge",
                    StageType.source("gappy", (settings, context) -> maxWait -> {
                        if (once.getCount() == 1) {
                            once.countDown();
                            return FlowBatch.empty().withGap(new Gap("disconnected", Instant.EPOCH, Instant.EPOCH));
                        }
                        Thread.sleep(maxWait.toMillis());
                        return FlowBatch.empty();
                    }),
                    lab.writer());
            lab.await(
                    "the gap is told", () -> pipeline(lab, 0).at("/source/gaps").asInt() == 1);
            lab.await(
                    "it is warned of",
                    () -> pipeline(lab, 0).at("/warnings/0").asText().contains("flows may be missing"));
        }
    }

    @Test
    void clientsThatDoNotFinishTheirRequestsAreCutOff() throws Exception {
        try (Lab lab = new Lab(Duration.ofSeconds(1))) {
            lab.start("edge");
            List<Socket> idlers = new ArrayList<>();
            try {
                for (int i = 0; i < 12; i++) {
                    Socket idler = new Socket(
                            InetAddress.getLoopbackAddress(),
                            lab.server().address().getPort());
                    idler.getOutputStream()
                            .write("GET /status HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
                    idler.setSoTimeout(60_000);
                    idlers.add(idler);
                }
                assertThat(lab.get("/livez").status()).isEqualTo(200);
                assertThat(idlers.get(0).getInputStream().read()).isEqualTo(-1);
            } finally {
                for (Socket idler : idlers) {
                    idler.close();
                }
            }
        }
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        try (Lab lab = new Lab()) {
            ListenAddress taken = ListenAddress.loopback(lab.server().address().getPort());

            assertThat(lab.server().url()).isEqualTo("http://" + taken + "/");
            assertThatThrownBy(() -> StatusServer.start(taken))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Cannot listen on " + taken + ": ")
                    .hasMessageContaining("taken by another process");
        }
    }

    @Test
    void booksThatDoNotAddUpAreShown() {
        PipelineStatus wrongStage = Statuses.with(
                new Ledger(10, 0, 1, 1, 2, 0, 0, 5, 1, 1, 100),
                new PipelineStatus.StageNumbers("mangle", "action", 10, 0, 7, 0, 0, 0, 0));
        PipelineStatus wrongLedger = Statuses.with(
                new Ledger(10, 0, 1, 1, 2, 0, 0, 7, 1, 1, 100),
                new PipelineStatus.StageNumbers("mangle", "action", 10, 0, 10, 0, 0, 0, 0));

        assertThat(wrongStage.conservationError()).isEqualTo(3);
        assertThat(wrongLedger.conservationError()).isEqualTo(2);
        assertThat(PipelineMetrics.of(List.of(wrongStage)).text(Exposition.Format.PROMETHEUS))
                .contains("flowexporter_conservation_error{pipeline=\"edge\"} 3\n");
    }

    @Test
    void theDocumentsTableHasAllMetrics() throws Exception {
        Set<String> documented = new TreeSet<>();
        Matcher row = Pattern.compile("^\\| `flowexporter_([a-z_]+?)(_total)?[`{]", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("../docs/status.md")));
        while (row.find()) {
            documented.add("flowexporter_" + row.group(1));
        }
        Set<String> shown = MetricsText.openMetrics(
                        PipelineMetrics.of(List.of(Statuses.FULL)).text(Exposition.Format.OPEN_METRICS))
                .families();
        assertThat(documented).isEqualTo(new TreeSet<>(shown));
    }
}
