package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.source.Skydive;
import io.flowexporter.core.store.Buffered;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.Ending;
import io.flowexporter.testkit.Recording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings from an analyzer that speaks the real protocol, through a whole pipeline, into objects. */
class WholePipelineTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);

    private final AnalyzerServer analyzer = AnalyzerServer.start();
    private final MemoryStore store = new MemoryStore();

    @AfterEach
    void close() {
        analyzer.close();
    }

    private RunningPipeline start() {
        return PipelineRunner.start(Pipeline.builder("test")
                .from(Skydive.subscribe(analyzer.url()).hostId("me"))
                .classify(Subnets.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
                .store(Buffered.in("bucket").prefix("logs").maxFlowsPerObject(50))
                .encode(Json.compact())
                .compress(Gzip.level(6))
                .write(store)
                .build());
    }

    private static List<String> messages(String recording) {
        return Recording.load(recording).frames().stream()
                .map(Recording.Frame::text)
                .toList();
    }

    private void publish(List<String> messages) {
        messages.forEach(analyzer::publish);
    }

    private void until(BooleanSupplier condition) {
        analyzer.await(condition, SOON);
    }

    /** Each flow of those messages must be stored once, unchanged, under its tag, in order. */
    private void assertStored(List<String> messages) throws Exception {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        for (String text : messages) {
            JsonNode message = JSON.readTree(text);
            if (message.path("Type").asText().equals("store")) {
                for (JsonNode flow : message.get("Obj")) {
                    expected.computeIfAbsent(tag(flow), key -> new ArrayList<>())
                            .add(flow.toString());
                }
            }
        }
        Map<String, List<String>> stored = new LinkedHashMap<>();
        for (String tag : expected.keySet()) {
            stored.put(
                    tag,
                    store.recordsUnder("bucket/logs/" + tag + "/").stream()
                            .map(JsonNode::toString)
                            .toList());
        }
        assertThat(stored).isEqualTo(expected);
    }

    private static String tag(JsonNode flow) {
        boolean from = isInside(flow.at("/Network/A").asText());
        boolean to = isInside(flow.at("/Network/B").asText());
        return from ? to ? "internal" : "egress" : to ? "ingress" : "other";
    }

    /** The private addresses of the recordings. */
    private static boolean isInside(String address) {
        return address.startsWith("10.") || address.startsWith("172.16.") || address.startsWith("192.168.");
    }

    @ParameterizedTest
    @CsvSource({Recording.TCP_METRIC + ",1451", Recording.PLAIN + ",1046"})
    void storesARecordingAsItCame(String recording, int flows) throws Exception {
        List<String> messages = messages(recording);
        try (RunningPipeline running = start()) {
            analyzer.awaitSubscribers(1, SOON);
            publish(messages);
            until(() -> running.ledger().received() == flows);
            Ledger ledger = running.close(SOON).ledger();
            assertThat(ledger.written()).isEqualTo(flows);
            assertThat(ledger.difference()).isZero();
        }
        assertStored(messages);
        assertThat(store.infos().values()).allMatch(ObjectInfo::complete);
    }

    @Test
    void aStopRightAfterTheLastMessageStoresAllThatWasReceived() throws Exception {
        List<String> messages = messages(Recording.PLAIN);
        try (RunningPipeline running = start()) {
            analyzer.awaitSubscribers(1, SOON);
            publish(messages);
            until(() -> running.meters().getOrDefault("subscriber.messages", 0L) == messages.size());
            assertThat(running.close(SOON).allStored()).isTrue();
        }
        assertStored(messages);
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void goesOnWithTheNextMessageAfterAConnectionThatEndsInTheMiddle(Ending ending) throws Exception {
        List<String> messages = messages(Recording.TCP_METRIC);
        int half = messages.size() / 2;
        try (RunningPipeline running = start()) {
            analyzer.awaitSubscribers(1, SOON);
            publish(messages.subList(0, half));
            until(() -> running.meters().getOrDefault("subscriber.messages", 0L) == half);
            analyzer.endAll(ending);
            analyzer.awaitAccepted(2, SOON);
            analyzer.awaitSubscribers(1, SOON);
            publish(messages.subList(half, messages.size()));
            until(() -> running.ledger().received() == 1_451);
            assertThat(running.close(SOON).allStored()).isTrue();
        }
        assertStored(messages);
        assertThat(store.infos().values())
                .as("objects of the time without a connection are marked")
                .anyMatch(info -> !info.complete());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 409, 503})
    void triesOnWhenTheAnalyzerRefusesIt(int status) throws Exception {
        analyzer.refuse(2, status);
        List<String> messages = messages(Recording.PLAIN);
        try (RunningPipeline running = start()) {
            analyzer.awaitSubscribers(1, SOON);
            publish(messages);
            until(() -> running.ledger().received() == 1_046);
            assertThat(running.close(SOON).allStored()).isTrue();
            assertThat(running.meters()).containsEntry("subscriber.connect_failures", 2L);
        }
        assertStored(messages);
    }

    @Test
    void garbageBetweenMessagesIsRefusedAndCountedAndHarmsNoFlow() throws Exception {
        List<String> messages = messages(Recording.PLAIN);
        List<String> garbage = List.of(
                "",
                "not json",
                "{\"Namespace\":\"flow\",\"Type\":\"store\",\"Obj\":[{\"UUID\":\"a\"",
                "[1,2,3]",
                "\u0000\u0001");
        try (RunningPipeline running = start()) {
            analyzer.awaitSubscribers(1, SOON);
            for (int i = 0; i < messages.size(); i++) {
                analyzer.publish(messages.get(i));
                if (i < garbage.size()) {
                    analyzer.sendText(garbage.get(i));
                }
            }
            until(() -> running.ledger().received() == 1_046 + garbage.size());
            Ledger ledger = running.close(SOON).ledger();
            assertThat(ledger.written()).isEqualTo(1_046);
            assertThat(ledger.rejected()).isEqualTo(garbage.size());
            assertThat(running.drops()).containsEntry("subscriber.malformed_message", (long) garbage.size());
        }
        assertStored(messages);
    }

    @Test
    void oneFlowThatIsWrongIsRefusedAlone() throws Exception {
        String good = "{\"UUID\":\"1\",\"Network\":{\"Protocol\":\"IPV4\",\"A\":\"10.0.0.1\",\"B\":\"10.0.0.2\"}}";
        String wrong = "{\"UUID\":\"2\",\"Metric\":{\"ABBytes\":99999999999999999999}}";
        String more = good.replace("\"1\"", "\"3\"");
        try (RunningPipeline running = start()) {
            analyzer.awaitSubscribers(1, SOON);
            analyzer.publish("{\"Namespace\":\"flow\",\"Type\":\"store\",\"UUID\":\"u\",\"Status\":200,\"Obj\":["
                    + String.join(",", good, wrong, more) + "]}");
            until(() -> running.ledger().received() == 3);
            Ledger ledger = running.close(SOON).ledger();
            assertThat(ledger.rejected()).isEqualTo(1);
            assertThat(running.drops()).containsEntry("subscriber.malformed_flow", 1L);
        }
        assertThat(store.recordsUnder("bucket/logs/internal/"))
                .extracting(flow -> flow.path("UUID").asText())
                .containsExactly("1", "3");
        assertThat(store.infos().values()).noneMatch(ObjectInfo::complete);
    }

    @Test
    void aMessageOfTenMegabytesIsStored() throws Exception {
        String flow =
                JSON.readTree(messages(Recording.PLAIN).get(0)).at("/Obj/0").toString();
        int count = 10_000_000 / flow.length();
        String message = "{\"Namespace\":\"flow\",\"Type\":\"store\",\"UUID\":\"u\",\"Status\":200,\"Obj\":["
                + (flow + ',').repeat(count - 1) + flow + "]}";
        try (RunningPipeline running = start()) {
            analyzer.awaitSubscribers(1, SOON);
            analyzer.publish(message);
            until(() -> running.ledger().received() == count);
            assertThat(running.close(SOON).allStored()).isTrue();
        }
        assertThat(store.records())
                .hasSize(count)
                .allMatch(record -> record.toString().equals(flow));
    }
}
