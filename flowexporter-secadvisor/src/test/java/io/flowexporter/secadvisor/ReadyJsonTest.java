package io.flowexporter.secadvisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowValue;
import io.flowexporter.api.record.JsonRecords;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.secadvisor.SecAdvisorRecord.Peer;
import io.flowexporter.secadvisor.SecAdvisorRecord.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ready form against the fields written one after the other. */
class ReadyJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Flow> RECORDED =
            RecordedFlows.messages().stream().flatMap(List::stream).toList();
    private static final List<String> TEXTS = List.of(
            "",
            "10.0.0.1",
            "a \"b\" \\c/",
            "\u0000\u001f\t\n",
            "Größe",
            "\u20ac",
            "\ud83d\ude00",
            "80",
            "IPV6",
            "UDP",
            "GRE");
    private static final List<String> OBJECTS =
            List.of("Network", "Transport", "LastUpdateMetric", "Metric", "Link", "TCPMetric");
    private static final List<String> KEYS =
            List.of("LayersPath", "Application", "A", "B", "ID", "Metric", "Start", "Last", "TrackingID");
    /** Learns from each flow how flows look. */
    private static final MessageParser LEARNED = new MessageParser();

    private static final JsonRecords<SecAdvisorRecord> READY = JsonRecords.of(SecAdvisorRecord.TYPE);
    private static final JsonRecords<SecAdvisorRecord> FIELD_BY_FIELD =
            JsonRecords.of(RecordType.of(SecAdvisorRecord.class, SecAdvisorRecord.TYPE.fields()));

    @Test
    void recordedFlowsAreWrittenAlike() throws IOException {
        Random random = new Random(1);
        for (Flow flow : RECORDED) {
            assertWrittenAlike(record(flow, Names.NONE, random));
            assertWrittenAlike(record(flow, names(random), random).ok());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void changedFlowsAreWrittenAlike(long seed) throws IOException {
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < 2_000; i++) {
            Optional<Flow> changed = changed(RECORDED.get(random.nextInt(RECORDED.size())), random);
            if (changed.isPresent()) {
                read++;
                SecAdvisorRecord record = record(changed.get(), names(random), random);
                assertWrittenAlike(record);
                assertWrittenAlike(record.ok());
                assertWrittenAlike(record.skipData(Instant.EPOCH));
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }

    private static void assertWrittenAlike(SecAdvisorRecord record) throws IOException {
        assertThat(written(READY, record)).isEqualTo(written(FIELD_BY_FIELD, record));
    }

    private static String written(JsonRecords<SecAdvisorRecord> form, SecAdvisorRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        form.write(record, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static SecAdvisorRecord record(Flow flow, Names names, Random random) {
        Status status = Status.values()[random.nextInt(Status.values().length)];
        EnumSet<FlowValue> atHand = EnumSet.noneOf(FlowValue.class);
        Stream.of(FlowValue.values()).filter(value -> random.nextBoolean()).forEach(atHand::add);
        Flow given = random.nextBoolean() ? flow : new CopyingFlow(flow, atHand);
        return SecAdvisorRecord.of(new FlowReport(given, status, random.nextInt(20)), names);
    }

    private static Names names(Random random) {
        Map<String, String> extend = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            extend.put(text(random), text(random));
        }
        return Names.of(text(random), peer(random), peer(random), extend);
    }

    private static Optional<Peer> peer(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Optional.of(Peer.pod("shop", text(random), text(random)));
            case 1 -> Optional.of(Peer.container(text(random)));
            case 2 -> Optional.of(Peer.host(text(random)));
            default -> Optional.empty();
        };
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** That flow with some of it taken away, put elsewhere, replaced or written in another way; unless it is refused. */
    private static Optional<Flow> changed(Flow flow, Random random) throws IOException {
        ObjectNode tree = (ObjectNode) JSON.readTree(flow.json());
        for (int changes = random.nextInt(5); changes > 0; changes--) {
            JsonNode part = random.nextInt(3) == 0 ? tree : tree.path(OBJECTS.get(random.nextInt(OBJECTS.size())));
            if (part instanceof ObjectNode object && !object.isEmpty()) {
                change(object, random);
            }
        }
        ObjectNode ordered = random.nextInt(3) == 0 ? shuffled(tree, random) : tree;
        String text = random.nextInt(4) == 0 ? ordered.toPrettyString() : ordered.toString();
        return read(
                switch (random.nextInt(8)) {
                    case 0 -> text.replace("\"Ethernet", "\"\\u0045thernet").replace("Pv4/", "Pv4\\/");
                    case 1 -> text.replace("\"10.", "\"\\u00310.").replace("\"A\":\"8", "\"A\":\"\\u0038");
                    case 2 -> text.replace("\"Start\":", "\"Start\":-").replace("Last\":", "Last\":-");
                    case 3 -> text.replace("\"UUID\":", "\"UUID\":\"first\",\"UUID\":");
                    case 4 -> before(key(random), "\"Unknown\":\"x\",", text);
                    case 5 -> before(key(random), "\"Unknown\":{\"A\":\"x\"},", text);
                    default -> text;
                },
                random.nextBoolean() ? LEARNED : new MessageParser());
    }

    private static String before(String key, String member, String text) {
        return text.replace(key, member + key);
    }

    private static String key(Random random) {
        return '"' + KEYS.get(random.nextInt(KEYS.size())) + "\":";
    }

    private static void change(ObjectNode object, Random random) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        String key = keys.get(random.nextInt(keys.size()));
        boolean number = object.get(key).isNumber();
        switch (random.nextInt(6)) {
            case 0 -> object.remove(key);
            case 1 -> object.putNull(key);
            case 2 -> object.put("Unknown", 1);
            case 3 -> object.put("RTT", random.nextInt(3));
            default -> {
                if (number) {
                    object.put(key, random.nextBoolean() ? random.nextInt(4) : random.nextLong());
                } else {
                    object.put(key, text(random));
                }
            }
        }
    }

    private static ObjectNode shuffled(ObjectNode tree, Random random) {
        List<String> keys = new ArrayList<>();
        tree.fieldNames().forEachRemaining(keys::add);
        Collections.shuffle(keys, random);
        ObjectNode shuffled = JSON.createObjectNode();
        for (String key : keys) {
            JsonNode value = tree.get(key);
            shuffled.set(key, value instanceof ObjectNode object ? shuffled(object, random) : value);
        }
        return shuffled;
    }

    private static Optional<Flow> read(String json, MessageParser parser) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try {
            return Optional.of(parser.parseFlow(bytes, 0, bytes.length));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }
}
