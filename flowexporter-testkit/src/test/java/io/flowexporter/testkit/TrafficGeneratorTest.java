package io.flowexporter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrafficGeneratorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> COUNTERS = List.of("ABPackets", "ABBytes", "BAPackets", "BABytes");

    private static List<JsonNode> messages(TrafficGenerator generator, int updates) throws IOException {
        List<JsonNode> messages = new ArrayList<>();
        for (int i = 0; i < updates; i++) {
            for (byte[] message : generator.update()) {
                messages.add(JSON.readTree(message));
            }
        }
        return messages;
    }

    private static List<JsonNode> flows(List<JsonNode> messages) {
        List<JsonNode> flows = new ArrayList<>();
        for (JsonNode message : messages) {
            if (message.get("Namespace").asText().equals("flow")) {
                message.get("Obj").forEach(flows::add);
            }
        }
        return flows;
    }

    private static TrafficGenerator generator() {
        return TrafficGenerator.seeded(7).tcpMetrics();
    }

    @Test
    void reportsFlowsThatContinue() throws IOException {
        Map<String, JsonNode> before = new HashMap<>();
        int later = 0;
        int repeats = 0;
        for (JsonNode flow : flows(messages(generator(), 40))) {
            JsonNode total = flow.get("Metric");
            JsonNode change = flow.get("LastUpdateMetric");
            JsonNode previous = before.put(flow.get("UUID").asText(), flow);
            boolean repeat =
                    previous != null && previous.get("LastUpdateMetric").equals(change);
            for (String counter : COUNTERS) {
                long then = previous == null
                        ? 0
                        : previous.get("Metric").get(counter).asLong();
                assertThat(total.get(counter).asLong()
                                - (repeat ? 0 : change.get(counter).asLong()))
                        .isEqualTo(then);
            }
            assertThat(flow.get("Start")).isEqualTo(total.get("Start"));
            assertThat(flow.get("Last")).isEqualTo(total.get("Last"));
            assertThat(change.get("Last").asLong())
                    .isGreaterThanOrEqualTo(flow.get("Last").asLong());
            if (previous == null) {
                assertThat(change.get("Start")).isEqualTo(flow.get("Start"));
            } else {
                assertThat(previous.has("FinishType"))
                        .as("nothing follows an end")
                        .isFalse();
                later++;
                repeats += repeat ? 1 : 0;
            }
            if (repeat) {
                assertThat(flow.get("Application").asText()).isIn("DNS", "ARP");
                assertThat(flow.get("FinishType").asInt()).isEqualTo(1);
            }
        }
        assertThat(later).isGreaterThan(1000);
        assertThat(repeats).isGreaterThan(100);
    }

    @Test
    void endsFlowsSomeTimeAfterTheirLastPacket() throws IOException {
        Set<String> ended = new HashSet<>();
        for (JsonNode flow : flows(messages(generator(), 40))) {
            boolean isShort =
                    Set.of("DNS", "ARP").contains(flow.get("Application").asText());
            if (flow.has("FinishType") && !isShort) {
                long idle = flow.get("LastUpdateMetric").get("Last").asLong()
                        - flow.get("Last").asLong();
                assertThat(Duration.ofMillis(idle)).isBetween(Duration.ofSeconds(600), Duration.ofSeconds(1200));
                assertThat(flow.get("LastUpdateMetric").get("ABPackets").asLong())
                        .isZero();
                ended.add(flow.get("UUID").asText());
            }
        }
        assertThat(ended).hasSizeGreaterThan(500);
    }

    @Test
    void hasTheKindsAndKeyOrderOfTheRecordings() throws IOException {
        Map<String, List<String>> real = keysByPath(recorded());
        Map<String, List<String>> made = keysByPath(flows(messages(generator(), 20)));
        assertThat(made).hasSize(7);
        made.forEach((layers, keys) -> assertThat(keys).as(layers).isEqualTo(real.get(layers)));
    }

    private static List<JsonNode> recorded() throws IOException {
        List<JsonNode> messages = new ArrayList<>();
        for (Recording.Frame frame : Recording.load(Recording.TCP_METRIC).frames()) {
            messages.add(JSON.readTree(frame.text()));
        }
        return flows(messages);
    }

    private static Map<String, List<String>> keysByPath(List<JsonNode> flows) {
        Map<String, List<String>> keys = new HashMap<>();
        for (JsonNode flow : flows) {
            List<String> names = new ArrayList<>();
            flow.fieldNames().forEachRemaining(names::add);
            names.remove("FinishType");
            keys.put(flow.get("LayersPath").asText(), names);
        }
        return keys;
    }

    @Test
    void capturesEachConversationAtBothHosts() throws IOException {
        Map<String, Set<String>> points = new HashMap<>();
        for (JsonNode flow : flows(messages(generator(), 3))) {
            points.computeIfAbsent(flow.get("TrackingID").asText(), id -> new HashSet<>())
                    .add(flow.get("NodeTID").asText());
        }
        assertThat(points).hasSize(150);
        assertThat(points.values()).allMatch(nodes -> nodes.size() == 2);
    }

    @Test
    void countsTheSameAtBothHosts() throws IOException {
        Map<String, Set<JsonNode>> totals = new HashMap<>();
        for (JsonNode flow : flows(messages(generator(), 10))) {
            String report = flow.get("TrackingID").asText()
                    + flow.get("LastUpdateMetric").get("Last")
                    + flow.has("FinishType");
            totals.computeIfAbsent(report, key -> new HashSet<>())
                    .add(((ObjectNode) flow.get("Metric")).without("RTT"));
        }
        assertThat(totals.values()).allMatch(each -> each.size() == 1);
    }

    @Test
    void sendsStatsOfEachCapturePoint() throws IOException {
        TrafficGenerator generator = generator();
        List<JsonNode> stats = messages(generator, 1).stream()
                .filter(message -> message.get("Namespace").asText().equals("stats"))
                .toList();
        assertThat(stats).hasSize(4);
        assertThat(stats.stream()
                        .mapToInt(message -> message.at("/Obj/FlowCount").asInt())
                        .sum())
                .isEqualTo(100);
        assertThat(stats.get(0).at("/Obj/CaptureID").asText()).isEqualTo(generator.captureId());
    }

    @Test
    void isTheSameForTheSameSeed() {
        List<String> once = texts(TrafficGenerator.seeded(3));
        assertThat(texts(TrafficGenerator.seeded(3))).isEqualTo(once);
        assertThat(texts(TrafficGenerator.seeded(4))).isNotEqualTo(once);
    }

    private static List<String> texts(TrafficGenerator generator) {
        return generator.update().stream()
                .map(message -> new String(message, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void keepsToTheMessageSize() throws IOException {
        TrafficGenerator generator = generator().flowsPerMessage(7).startingAt(Instant.ofEpochSecond(1000));
        List<JsonNode> messages = messages(generator, 1);
        assertThat(messages.stream()
                        .filter(message -> message.get("Type").asText().equals("store")))
                .hasSize(15)
                .allMatch(message -> message.get("Obj").size() <= 7);
    }

    @Test
    void makesManyDistinctFlowsQuickly() throws IOException {
        Iterator<byte[]> messages = TrafficGenerator.seeded(1).distinctFlows(100_003);
        Set<String> uuids = new HashSet<>();
        int count = 0;
        while (messages.hasNext()) {
            for (JsonNode flow : JSON.readTree(messages.next()).get("Obj")) {
                uuids.add(flow.get("UUID").asText());
                count++;
            }
        }
        assertThat(count).isEqualTo(100_003);
        assertThat(uuids).hasSize(100_003);
    }
}
