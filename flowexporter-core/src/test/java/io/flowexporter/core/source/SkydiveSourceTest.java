package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.Connect;
import io.flowexporter.testkit.Ending;
import io.flowexporter.testkit.FaultProxy;
import io.flowexporter.testkit.Recording;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(240)
class SkydiveSourceTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private AnalyzerServer analyzer = AnalyzerServer.setup()
            .pings(Duration.ofSeconds(2), Duration.ofSeconds(60))
            .start();

    @AfterEach
    void close() {
        analyzer.close();
    }

    private void restart(AnalyzerServer.Setup setup) {
        analyzer.close();
        analyzer = setup.start();
    }

    private Skydive atAnalyzer() {
        return Skydive.subscribe(analyzer.url()).hostId("me");
    }

    private Subscribed subscribe() throws Exception {
        return subscribe(atAnalyzer());
    }

    private Subscribed subscribe(Skydive spec) throws Exception {
        Subscribed subscribed = Subscribed.start(spec);
        analyzer.awaitSubscribers(1, SOON);
        subscribed.pollUntil(() -> !subscribed.context().lines().isEmpty());
        return subscribed;
    }

    /** A message with flows of these UUIDs. */
    private static String message(String... uuids) {
        return message("c", uuids);
    }

    private static String message(String capture, String[] uuids) {
        return Stream.of(uuids)
                .map(uuid -> "{\"UUID\":\"" + uuid + "\",\"Start\":1,\"Last\":2,\"CaptureID\":\"" + capture + "\"}")
                .collect(java.util.stream.Collectors.joining(
                        ",",
                        "{\"Namespace\":\"flow\",\"Type\":\"store\",\"UUID\":\"u\",\"Status\":200,\"Obj\":[",
                        "]}"));
    }

    private static String stats(int flowCount) {
        return "{\"Namespace\":\"stats\",\"Type\":\"stats\",\"UUID\":\"u\",\"Status\":200,\"Obj\":"
                + "{\"CaptureID\":\"c\",\"FlowCount\":" + flowCount + "}}";
    }

    private static List<String> uuids(Recording recording) throws IOException {
        List<String> uuids = new ArrayList<>();
        for (Recording.Frame frame : recording.frames()) {
            for (JsonNode flow : JSON.readTree(frame.text()).path("Obj")) {
                if (flow.has("UUID")) {
                    uuids.add(flow.get("UUID").asText());
                }
            }
        }
        return uuids;
    }

    @ParameterizedTest
    @CsvSource({"analyzer-tcpmetric, 1451", "analyzer-plain, 1046"})
    void handsOverARecordingsFlowsInOrder(String name, int count) throws Exception {
        Recording recording = Recording.load(name);
        try (Subscribed subscribed = subscribe()) {
            analyzer.play(recording, 0);
            analyzer.publish(message("ff"));
            subscribed.pollUntil(() -> subscribed.flows().contains("ff"));
            assertThat(subscribed.flows().subList(0, count)).isEqualTo(uuids(recording));
            assertThat(subscribed.flows()).hasSize(count + 1);
            assertThat(subscribed.refused()).isEmpty();
            assertThat(subscribed.gaps()).isEmpty();
            assertThat(subscribed.context().meter("messages"))
                    .isEqualTo(recording.frames().size() + 1);
            assertThat(subscribed.source().live()).isTrue();
        }
    }

    @Test
    void saysWhatTheAnalyzerWantsToHear() throws Exception {
        try (Subscribed subscribed = subscribe(atAnalyzer().cookie(Map.of("authtoken", "t", "a", "b")))) {
            Connect connect = analyzer.connects().get(0);
            assertThat(connect.header("X-Host-ID")).isEqualTo("me");
            assertThat(connect.header("X-Client-Type")).isEqualTo("analyzer");
            assertThat(connect.header("X-Client-Protocol")).isEqualTo("json");
            assertThat(connect.headers().get("X-Websocket-Namespace")).containsExactly("flow", "stats");
            assertThat(connect.header("Cookie")).isEqualTo("a=b; authtoken=t");
            assertThat(connect.has("Sec-WebSocket-Extensions"))
                    .as("no compression")
                    .isFalse();
            assertThat(connect.has("Authorization")).isFalse();
            subscribed.pollUntil(() -> !subscribed.context().lines().isEmpty());
            assertThat(subscribed.context().lines())
                    .containsExactly(
                            "INFO Subscribed at " + analyzer.url() + " (flow, stats); the analyzer is 'lab-host'");
        }
    }

    @Test
    void isKnownByTheHostNameUnlessTold() throws Exception {
        try (Subscribed subscribed = subscribe(Skydive.subscribe(analyzer.url()))) {
            assertThat(subscribed.ended()).isFalse();
            assertThat(analyzer.connects().get(0).header("X-Host-ID"))
                    .isNotEmpty()
                    .isEqualTo(HostName.ofThisMachine());
        }
    }

    @Test
    void sendsAnEmptyHostIdIfTold() throws Exception {
        try (Subscribed subscribed = subscribe(atAnalyzer().hostId(""))) {
            assertThat(subscribed.ended()).isFalse();
            assertThat(analyzer.connects().get(0).headers().get("X-Host-ID")).containsExactly("");
        }
    }

    @ParameterizedTest
    @EnumSource(CaptureFilter.class)
    void takesOneCapturesFlowsOnly(CaptureFilter filter) throws Exception {
        Skydive spec = atAnalyzer().captureId("c2").captureFilter(filter);
        try (Subscribed subscribed = subscribe(spec)) {
            String namespace = filter == CaptureFilter.SERVER ? "flow/c2" : "flow";
            assertThat(analyzer.connects().get(0).headers().get("X-Websocket-Namespace"))
                    .containsExactly(namespace, "stats");
            analyzer.publish(message("c1", new String[] {"1", "2"}));
            analyzer.publish(message("c2", new String[] {"3", "4"}));
            subscribed.pollUntilFlows(2);
            assertThat(subscribed.flows()).containsExactly("3", "4");
            assertThat(subscribed.refused()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN", "RESET", "CLOSE_FRAME"})
    void goesOnAfterTheConnectionEnds(Ending ending) throws Exception {
        try (Subscribed subscribed = subscribe()) {
            Instant begin = Instant.now();
            analyzer.publish(message("1", "2"));
            subscribed.pollUntilFlows(2);
            analyzer.endAll(ending);
            subscribed.pollUntil(() -> subscribed.gaps().contains(2));
            analyzer.awaitAccepted(2, SOON);
            analyzer.publish(message("3"));
            subscribed.pollUntilFlows(3);
            assertThat(subscribed.flows()).containsExactly("1", "2", "3");
            assertThat(subscribed.gaps()).containsOnly(2);
            subscribed.pollUntil(() -> subscribed.context().meter("reconnects") == 1);
            assertThat(subscribed.context().meter("reconnects_lost")).isEqualTo(1);
            assertThat(subscribed.gapTimes()).singleElement().satisfies(gap -> {
                assertThat(gap.reason()).isEqualTo("disconnected");
                // The last sign of life was a message.
                assertThat(gap.from()).isBetween(begin.minusSeconds(1), Instant.now());
                assertThat(gap.length()).isGreaterThan(Subscribed.HURRIED.shortestRetry());
                assertThat(gap.until()).isBeforeOrEqualTo(Instant.now());
            });
            assertThat(subscribed.context().lines().get(1)).startsWith("WARNING Lost the subscription at ws://");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN", "RESET"})
    void forgetsHalfAMessage(Ending ending) throws Exception {
        try (Subscribed subscribed = subscribe()) {
            analyzer.publish(message("1"));
            analyzer.sendHalf(message("2", "3"), ending);
            analyzer.awaitAccepted(2, SOON);
            analyzer.publish(message("4"));
            subscribed.pollUntil(() -> subscribed.flows().contains("4"));
            // A reset takes away what was not read yet.
            assertThat(subscribed.flows()).containsSubsequence("4").doesNotContain("2", "3");
            assertThat(subscribed.gaps()).isNotEmpty();
            assertThat(subscribed.refused()).isEmpty();
        }
    }

    @Test
    void survivesACutAtAnyPlaceOfTheStream() throws Exception {
        Recording recording = Recording.load(Recording.PLAIN);
        List<String> all = uuids(recording);
        try (FaultProxy proxy = FaultProxy.to(analyzer);
                Subscribed subscribed =
                        subscribe(Skydive.subscribe("ws://127.0.0.1:" + proxy.port() + AnalyzerServer.SUBSCRIPTION_PATH)
                                .hostId("me"))) {
            proxy.cutAfter(300_000, Ending.RESET);
            // Nothing of the first play may get to the next connection.
            proxy.refuse(true);
            analyzer.play(recording, 0);
            proxy.refuse(false);
            analyzer.awaitAccepted(2, SOON);
            subscribed.pollUntil(() -> !subscribed.gaps().isEmpty());
            int before = subscribed.flows().size();
            assertThat(before).isLessThan(all.size());
            assertThat(subscribed.flows()).isEqualTo(all.subList(0, before));
            analyzer.awaitSubscribers(1, SOON);
            analyzer.play(recording, 0);
            subscribed.pollUntilFlows(before + all.size());
            assertThat(subscribed.flows().subList(before, before + all.size())).isEqualTo(all);
        }
    }

    @Test
    void noticesADeadConnection() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(analyzer);
                Subscribed subscribed = Subscribed.start(
                        Skydive.subscribe("ws://127.0.0.1:" + proxy.port() + AnalyzerServer.SUBSCRIPTION_PATH)
                                .hostId(""),
                        Subscribed.HURRIED.pinging(Duration.ofMillis(300)))) {
            subscribed.pollUntil(() -> !subscribed.context().lines().isEmpty());
            proxy.swallow(true);
            subscribed.pollUntil(() -> !subscribed.gaps().isEmpty());
            proxy.swallow(false);
            analyzer.awaitAccepted(2, SOON);
            assertThat(subscribed.context().lines().get(1)).contains("sent ping but didn't receive pong");
        }
    }

    @Test
    void triesOnWhileItsHostIdIsInUse() throws Exception {
        analyzer.holdHostId("me");
        try (Subscribed subscribed = Subscribed.start(atAnalyzer())) {
            subscribed.pollUntil(
                    () -> subscribed.context().lines().stream().anyMatch(line -> line.startsWith("ERROR")));
            assertThat(subscribed.context().lines())
                    .hasSize(2)
                    .satisfies(lines -> assertThat(lines.get(0)).startsWith("INFO Cannot subscribe"))
                    .satisfies(lines -> assertThat(lines.get(1)).contains("another exporter uses host_id 'me' (409)"));
            assertThat(subscribed.context().meter("connect_failures_conflict")).isPositive();
            analyzer.freeHostId("me");
            analyzer.awaitSubscribers(1, SOON);
            analyzer.publish(message("1"));
            subscribed.pollUntilFlows(1);
            assertThat(subscribed.gaps()).containsOnly(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, the analyzer wants credentials",
        "403, the analyzer does not allow this user to subscribe (403)",
        "500, the server answers 500 Internal Server Error; do address and path belong to an analyzer?"
    })
    void saysOnceWhyItIsRefusedAndTriesOn(int status, String words) throws Exception {
        analyzer.refuse(4, status);
        try (Subscribed subscribed = Subscribed.start(atAnalyzer())) {
            analyzer.awaitConnects(5, SOON);
            analyzer.awaitSubscribers(1, SOON);
            subscribed.pollUntil(() -> subscribed.context().lines().size() == 2);
            assertThat(subscribed.context().lines().get(0))
                    .startsWith("WARNING Cannot subscribe")
                    .contains(words);
            assertThat(subscribed.context().meter("connect_failures")).isEqualTo(4);
        }
    }

    @Test
    void showsUserAndPassword() throws Exception {
        restart(AnalyzerServer.setup().credentials("admin", "s3cret"));
        try (Subscribed wrong = Subscribed.start(atAnalyzer().username("admin").password("s3cre7"))) {
            wrong.pollUntil(() -> !wrong.context().lines().isEmpty());
            assertThat(wrong.context().lines().get(0)).contains("(401)").doesNotContain("s3cre7");
        }
        try (Subscribed right = subscribe(atAnalyzer().username("admin").password("s3cret"))) {
            analyzer.publish(message("1"));
            right.pollUntilFlows(1);
            assertThat(right.context().lines()).noneMatch(line -> line.contains("s3cret"));
        }
    }

    @Test
    void asksForAPasswordAgainThatWasRefused() throws Exception {
        restart(AnalyzerServer.setup().credentials("admin", "s3cret"));
        AtomicReference<String> password = new AtomicReference<>("s3cre7");
        Supplier<String> source = () -> {
            if (password.get().isEmpty()) {
                throw new IllegalArgumentException("the file is empty");
            }
            return password.get();
        };
        try (Subscribed subscribed = Subscribed.start(atAnalyzer().username("admin"), source)) {
            analyzer.awaitConnects(2, SOON);
            password.set("");
            subscribed.pollUntil(() -> subscribed
                    .context()
                    .lines()
                    .contains("WARNING Cannot read the credentials again: the file is empty"));
            password.set("s3cret");
            analyzer.awaitSubscribers(1, SOON);
        }
    }

    @Test
    void leavesAServerThatIsNoAnalyzer() throws Exception {
        analyzer.anonymous(true);
        try (Subscribed subscribed = Subscribed.start(atAnalyzer())) {
            analyzer.awaitAccepted(2, SOON);
            analyzer.anonymous(false);
            subscribed.pollUntil(() -> subscribed.context().lines().size() == 2);
            assertThat(subscribed.context().lines().get(0)).contains("this is no Skydive analyzer");
            assertThat(subscribed.context().lines().get(1)).startsWith("INFO Subscribed");
        }
    }

    @Test
    void waitsForAnAnalyzerThatIsNotThereYet() throws Exception {
        int port = analyzer.port();
        analyzer.close();
        try (Subscribed subscribed =
                Subscribed.start(Skydive.subscribe("ws://127.0.0.1:" + port + AnalyzerServer.SUBSCRIPTION_PATH))) {
            subscribed.pollUntil(() -> subscribed.context().meter("connect_failures") >= 3);
            assertThat(subscribed.context().lines()).hasSize(1);
            assertThat(subscribed.context().lines().get(0)).contains("is the analyzer running?");
            assertThat(subscribed.gaps()).containsOnly(0);
            restart(AnalyzerServer.setup().port(port));
            analyzer.awaitSubscribers(1, SOON);
            analyzer.publish(message("1"));
            subscribed.pollUntilFlows(1);
        }
    }

    @Test
    void namesAnUnknownHost() throws Exception {
        try (Subscribed subscribed = Subscribed.start(Skydive.subscribe("ws://nowhere.invalid:8082/ws"))) {
            subscribed.pollUntil(() -> !subscribed.context().lines().isEmpty());
            assertThat(subscribed.context().lines().get(0)).contains("there is no host of that name");
        }
    }

    @Test
    void subscribesAnewWhenTheAnalyzerSaysNothing() throws Exception {
        try (Subscribed subscribed = subscribe(atAnalyzer().idleTimeout(Duration.ofMillis(300)))) {
            analyzer.awaitAccepted(2, SOON);
            // Silence goes on, so that it may be subscribing once more already.
            assertThat(analyzer.closeCodes()).as("a clean end").startsWith(1000).containsOnly(1000);
            assertThat(analyzer.connects())
                    .as("no 409: the old one ends first")
                    .extracting(Connect::status)
                    .containsOnly(101);
            subscribed.pollUntil(() -> subscribed.context().lines().size() >= 3
                    && !subscribed.gaps().isEmpty());
            assertThat(subscribed.context().lines().get(1)).matches(".*no message came for \\d+ s.*");
        }
    }

    @Test
    void getsItsFlowsBackWhenTheAnalyzerHasForgottenThem() throws Exception {
        // Stats every 150 ms: a beat, since the watchdog takes for one what is less than 100 ms apart.
        try (Subscribed subscribed = subscribe()) {
            analyzer.publish(message("1"));
            subscribed.pollUntilFlows(1);
            analyzer.forgetRegistrations();
            analyzer.register("stats");
            for (int i = 0; analyzer.accepted().size() < 2; i++) {
                assertThat(i).as("beats in vain").isLessThan(100);
                analyzer.publish(stats(5));
                analyzer.publish(message("2"));
                long deadline = System.nanoTime() + 150_000_000L;
                subscribed.pollUntil(() -> System.nanoTime() - deadline > 0);
            }
            analyzer.awaitSubscribers(1, SOON);
            analyzer.publish(message("3"));
            subscribed.pollUntil(() -> subscribed.flows().contains("3"));
            assertThat(subscribed.context().lines().get(1)).contains("the analyzer counts flows, but sent none");
            // Once it is back, it may get a "2" that is sent just then.
            assertThat(subscribed.gaps().get(0))
                    .as("flows before the reconnect")
                    .isEqualTo(1);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String manyFlows(int bytes) {
        return message(
                IntStream.range(0, bytes / 55).mapToObj(Integer::toHexString).toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void takesAMessageOfTenMegabytes(int fragments) throws Exception {
        String large = manyFlows(10_000_000 / 2);
        String padded = large + " ".repeat(10_000_000 - large.length());
        try (Subscribed subscribed = subscribe()) {
            analyzer.sendFragmented(utf8(padded), fragments);
            analyzer.publish(message("abc"));
            subscribed.pollUntil(() -> subscribed.flows().size() > 1000);
            subscribed.pollUntil(
                    () -> subscribed.flows().get(subscribed.flows().size() - 1).equals("abc"));
            assertThat(subscribed.flows()).hasSize(10_000_000 / 2 / 55 + 1);
            assertThat(subscribed.refused()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void dropsAMessageThatIsTooLargeAndGoesOn(int fragments) throws Exception {
        try (Subscribed subscribed = subscribe()) {
            analyzer.publish(message("1"));
            analyzer.sendBlanks(60L << 20, fragments);
            analyzer.publish(message("2"));
            subscribed.pollUntilFlows(2);
            assertThat(subscribed.flows()).containsExactly("1", "2");
            assertThat(subscribed.refused()).isEqualTo(Map.of("too_large", 1L));
            assertThat(subscribed.gaps()).containsExactly(1);
            assertThat(analyzer.connects()).as("on the same connection").hasSize(1);
            assertThat(subscribed.context().lines()).anyMatch(line -> line.contains("max_frame_bytes"));
        }
    }

    @Test
    void survivesHugeMessagesInASmallHeap() throws Exception {
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        Process process = new ProcessBuilder(
                        java, "-Xmx128m", "-cp", System.getProperty("java.class.path"), HugeMessages.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("flows [1, 2, 3], refused {too_large=2}, connects 1");
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void refusesGarbageOneByOne() throws Exception {
        byte[][] garbage = {
            {},
            utf8("nonsense"),
            utf8("[]"),
            utf8("{\"Namespace\":\"flow\",\"Type\":\"store\",\"Obj\":[{\"UUID\":\"1\"},"),
            {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'},
            utf8("{}{}")
        };
        try (Subscribed subscribed = subscribe()) {
            for (int i = 0; i < garbage.length; i++) {
                analyzer.sendText(garbage[i]);
                analyzer.publish(message("a" + i));
                analyzer.sendBinary(garbage[i]);
            }
            analyzer.sendText(utf8("\uFEFF" + message("b0")));
            analyzer.publish(message("b1"));
            subscribed.pollUntil(() -> subscribed.flows().contains("b1"));
            assertThat(subscribed.flows()).contains("a0", "a1", "a2", "a3", "a4", "a5", "b0", "b1");
            assertThat(subscribed.refused().keySet()).allMatch(reason -> reason.startsWith("malformed_"));
            assertThat(subscribed.refused().get("malformed_message")).isGreaterThanOrEqualTo(8);
            assertThat(analyzer.connects()).as("on the same connection").hasSize(1);
            assertThat(subscribed.context().lines()).as("a line a reason").hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void subscribesAnewAfterBytesThatAreNoFrame() throws Exception {
        try (Subscribed subscribed = subscribe()) {
            analyzer.sendRaw(new byte[] {(byte) 0xFF, (byte) 0xFF, 1, 2, 3, 4, 5, 6, 7, 8, 9});
            analyzer.awaitAccepted(2, SOON);
            analyzer.publish(message("1"));
            subscribed.pollUntilFlows(1);
        }
    }

    @Test
    void refusesOneFlowAndKeepsTheOthers() throws Exception {
        try (Subscribed subscribed = subscribe()) {
            analyzer.publish(
                    message("1", "2", "3").replace("\"UUID\":\"2\",\"Start\":1", "\"UUID\":\"2\",\"Start\":[]"));
            subscribed.pollUntilFlows(2);
            assertThat(subscribed.flows()).containsExactly("1", "3");
            assertThat(subscribed.refused()).isEqualTo(Map.of("malformed_flow", 1L));
            assertThat(subscribed.context().lines())
                    .anyMatch(line -> line.startsWith("WARNING Dropped flow 1 of a message: "));
        }
    }

    @Test
    void ignoresOtherMessages() throws Exception {
        try (Subscribed subscribed = subscribe()) {
            for (int i = 0; i < 3; i++) {
                analyzer.sendText("{\"Namespace\":\"flow\",\"Type\":\"later\\nversion\",\"Status\":200,\"Obj\":[]}");
                analyzer.sendText("{\"Namespace\":\"flow\",\"Type\":\"store\",\"Status\":500,\"Obj\":[]}");
                analyzer.sendText(stats(i));
            }
            analyzer.publish(message("1"));
            subscribed.pollUntilFlows(1);
            subscribed.pollUntil(() -> subscribed.context().lines().size() == 3);
            assertThat(subscribed.context().meter("messages_ignored")).isEqualTo(6);
            assertThat(subscribed.refused()).isEmpty();
            assertThat(subscribed.context().lines())
                    .contains("WARNING Ignoring messages of namespace 'flow', type 'later\\u000aversion', status 200");
        }
    }

    @Test
    void keepsReadingAndCountsWhatItDropsWhileNobodyPolls() throws Exception {
        restart(AnalyzerServer.setup().pings(Duration.ofMillis(50), Duration.ofSeconds(10)));
        try (Subscribed subscribed = subscribe(atAnalyzer().bufferBytes(100_000))) {
            String[] ten = IntStream.range(10, 20).mapToObj(Integer::toString).toArray(String[]::new);
            int published = 0;
            while (analyzer.pongs() < 60 || subscribed.context().meter("frames_dropped") == 0) {
                analyzer.publish(message(ten));
                published += 10;
                analyzer.awaitSent(SOON);
            }
            int first = published;
            analyzer.await(() -> subscribed.context().meter("messages") == first / 10, SOON);
            assertThat(analyzer.connects()).as("pongs went on").hasSize(1);
            assertThat(analyzer.slowestPong()).isLessThan(Duration.ofSeconds(10));
            assertThat(subscribed.context().meter("ring_bytes")).isBetween(90_000L, 100_000L);
            subscribed.pollUntil(() -> subscribed.context().meter("ring_bytes") == 0);
            analyzer.publish(message("ff"));
            subscribed.pollUntil(() -> subscribed.flows().contains("ff"));
            long lost = subscribed.refused().get("ring_full");
            assertThat(subscribed.flows().size() + lost).isEqualTo(first + 1);
            assertThat(lost).isPositive();
            // How much was still on its way when the ring had room again is up to the machine.
            assertThat(subscribed.gaps())
                    .isNotEmpty()
                    .allMatch(place -> place < subscribed.flows().size());
            assertThat(subscribed.context().meter("frames_dropped") * 10).isEqualTo(lost);
            assertThat(subscribed.context().lines()).anyMatch(line -> line.contains("the pipeline does not keep up"));
        }
    }

    @Test
    void leaksNothingOverManyConnections() throws Exception {
        try (Subscribed subscribed = Subscribed.start(atAnalyzer(), Subscribed.patient(Timing.REAL.faster(1000)))) {
            analyzer.awaitSubscribers(1, SOON);
            connectTimes(subscribed, 30);
            long threads = ownThreads();
            long files = openFiles();
            connectTimes(subscribed, 230);
            // The last connections may still be on their way out.
            analyzer.await(() -> ownThreads() <= threads + 2 && openFiles() <= files + 5, SOON);
        }
    }

    private void connectTimes(Subscribed subscribed, int times) throws Exception {
        while (analyzer.accepted().size() < times) {
            int before = analyzer.accepted().size();
            analyzer.dropAll(Ending.RESET);
            analyzer.awaitAccepted(before + 1, SOON);
            analyzer.awaitSubscribers(1, SOON);
            subscribed.pollUntil(() -> !subscribed.gaps().isEmpty());
        }
    }

    private static long ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("analyzer-"))
                .count();
    }

    private static long openFiles() {
        String[] files = new File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }

    @Test
    void saysGoodbyeAndWakesWhoPolls() throws Exception {
        Subscribed subscribed = subscribe();
        CompletableFuture<FlowBatch> polling = CompletableFuture.supplyAsync(() -> {
            try {
                return subscribed.source().poll(Duration.ofSeconds(30));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        long before = System.nanoTime();
        subscribed.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .as("it waits for the answer to its goodbye, and not until its patience ends")
                .isLessThan(Subscribed.HURRIED.close());
        assertThat(analyzer.closeCodes()).containsExactly(1000);
        assertThat(polling.get(60, TimeUnit.SECONDS))
                .satisfiesAnyOf(
                        batch -> assertThat(batch.ended()).isTrue(),
                        batch -> assertThat(batch.afterGap()).isTrue());
        assertThat(subscribed.source().poll(Duration.ofSeconds(30)).ended()).isTrue();
        analyzer.await(SkydiveSourceTest::noThreadOfOursIsLeft, SOON);
    }

    private static boolean noThreadOfOursIsLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("flowexporter-test-"));
    }

    @Test
    void handsOverWhatItHasTakenInBeforeItWasStopped() throws Exception {
        try (Subscribed subscribed = subscribe()) {
            analyzer.publish(message("1"));
            analyzer.sendText("{\"Namespace\":\"flow\",\"Type\":\"other\",\"Status\":200,\"Obj\":[]}");
            analyzer.publish(message("2"));
            analyzer.await(() -> subscribed.context().meter("messages") == 3, SOON);
            assertThat(subscribed.source().stop()).isTrue();
            assertThat(analyzer.closeCodes()).containsExactly(1000);
            assertThat(subscribed.source().poll(Duration.ZERO).flows()).hasSize(1);
            assertThat(subscribed.source().poll(Duration.ZERO).flows()).hasSize(1);
            assertThat(subscribed.source().poll(Duration.ZERO).ended()).isTrue();
        }
    }

    @Test
    void saysHowManyFlowsItLeavesBehind() throws Exception {
        Subscribed subscribed = subscribe();
        analyzer.publish(message("1", "2"));
        analyzer.publish(message("3"));
        analyzer.await(() -> subscribed.context().meter("messages") == 2, SOON);
        subscribed.close();
        assertThat(subscribed.context().lines())
                .anyMatch(line -> line.startsWith("WARNING Closed with 3 flows received"));
    }

    @Test
    void closesWhileItCannotConnect() throws Exception {
        analyzer.refuse(1000, 409);
        Subscribed subscribed = Subscribed.start(atAnalyzer());
        analyzer.awaitConnects(2, SOON);
        subscribed.close();
        assertThat(subscribed.source().poll(Duration.ofSeconds(30)).ended()).isTrue();
    }

    @Test
    void closesWithoutHavingStarted() throws Exception {
        Skydive.subscribe().create(new LoggedContext()).close();
    }

    @Test
    void refusesCredentialsInTheAddress() {
        assertThatThrownBy(
                        () -> Skydive.subscribe("ws://admin:s3cret@host:8082/").create(new LoggedContext()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("analyzer.auth.cluster.password")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1:8082", "http://host/", "ws://", "ws://ho st/", "ws://host:99999/"})
    void refusesWhatIsNoAddress(String url) {
        assertThatThrownBy(() -> Skydive.subscribe(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be a WebSocket address such as ws://127.0.0.1:8082/ws/subscriber/flow");
    }
}
