package io.flowexporter.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.JsonRecords;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.testkit.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowsTest {
    private static final String LAYER = "Protocol A B ID";
    private static final String METRIC = "ABPackets ABBytes BAPackets BABytes Start Last RTT";
    private static final String SIDE =
            "SegmentOutOfOrder SegmentSkipped SegmentSkippedBytes Packets Bytes SawStart SawEnd";

    private static Flow flow(String json) throws MalformedMessageException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new MessageParser().parseFlow(bytes, 0, bytes.length);
    }

    /** What a record's fields say, by path; what JSON would leave out is left out. */
    private static <R> Map<String, String> values(RecordType<R> type, R record) {
        Map<String, String> values = new LinkedHashMap<>();
        type.fields().forEach(field -> put(values, "", field, record));
        return values;
    }

    private static <R> void put(Map<String, String> values, String path, Field<R> field, R record) {
        if (field instanceof Field.Text<R> text) {
            String value = text.value().apply(record);
            if (!(field.omitted() && value.isEmpty())) {
                values.put(path + field.name(), value);
            }
        } else if (field instanceof Field.Whole<R> whole) {
            long value = whole.value().applyAsLong(record);
            if (!(field.omitted() && value == 0)) {
                values.put(path + field.name(), Long.toString(value));
            }
        } else if (field instanceof Field.Nested<R, ?> nested) {
            putNested(values, path + field.name() + '.', nested, record);
        } else {
            throw new AssertionError(field);
        }
    }

    private static <R, T> void putNested(Map<String, String> values, String path, Field.Nested<R, T> field, R record) {
        field.value()
                .apply(record)
                .ifPresent(value -> field.type().fields().forEach(leaf -> put(values, path, leaf, value)));
    }

    private static List<String> names(String path, RecordType<?> type) {
        List<String> names = new ArrayList<>();
        for (Field<?> field : type.fields()) {
            if (field instanceof Field.Nested<?, ?> nested) {
                names.addAll(names(path + field.name() + '.', nested.type()));
            } else {
                names.add(path + field.name());
            }
        }
        return names;
    }

    private static List<String> prefixed(String prefix, String names) {
        return List.of(names.split(" ")).stream().map(name -> prefix + name).toList();
    }

    @Test
    void theFieldsAreTheKnownKeysInTheirOrder() {
        List<String> expected = new ArrayList<>(List.of("UUID", "LayersPath", "Application"));
        expected.addAll(prefixed("Link.", LAYER));
        expected.addAll(prefixed("Network.", LAYER));
        expected.addAll(prefixed("Transport.", LAYER));
        expected.addAll(prefixed("ICMP.", "Type Code ID"));
        expected.addAll(List.of("DHCPv4", "DNS", "VRRPv2"));
        expected.addAll(prefixed("LastUpdateMetric.", METRIC));
        expected.addAll(prefixed("Metric.", METRIC));
        expected.addAll(prefixed(
                "TCPMetric.", "ABSynStart BASynStart ABSynTTL BASynTTL ABFinStart BAFinStart ABRstStart BARstStart"));
        expected.addAll(prefixed("TCPMetric.AB", SIDE));
        expected.addAll(prefixed("TCPMetric.BA", SIDE));
        expected.add("IPMetric");
        expected.addAll(List.of("Start", "Last", "TrackingID", "L3TrackingID", "ParentUUID", "NodeTID", "CaptureID"));
        expected.addAll(List.of("RawPacketsCaptured", "FinishType"));

        assertThat(names("", Flows.TYPE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {Recording.PLAIN, Recording.TCP_METRIC})
    void theFieldsOfARecordedFlowAreItsJson(String name) throws MalformedMessageException {
        for (Recording.Frame frame : Recording.load(name).frames()) {
            for (Flow flow : new MessageParser().parse(frame.bytes()).flows()) {
                Map<String, String> expected = new LinkedHashMap<>();
                flatten("", Oracle.read(flow.json()), expected);

                assertThat(values(Flows.TYPE, flow)).containsExactlyEntriesOf(expected);
            }
        }
    }

    private static void flatten(String path, JsonNode node, Map<String, String> into) {
        node.properties().forEach(entry -> {
            if (entry.getValue().isObject()) {
                flatten(path + entry.getKey() + '.', entry.getValue(), into);
            } else {
                into.put(path + entry.getKey(), entry.getValue().asText());
            }
        });
    }

    @Test
    void objectsOfOtherLayersAreTextsOfJson() throws MalformedMessageException {
        Flow flow = flow(
                "{\"DHCPv4\":{\"op_code\" : 1},\"DNS\":{ \"QDCount\":[1, \"é\\n\"]},\"VRRPv2\":null,\"IPMetric\":{}}");

        assertThat(values(Flows.TYPE, flow))
                .containsEntry("DHCPv4", "{\"op_code\":1}")
                .containsEntry("DNS", "{\"QDCount\":[1,\"é\\n\"]}")
                .doesNotContainKey("VRRPv2")
                .containsEntry("IPMetric", "{}");
    }

    @Test
    void numbersOfEndsThatAreUnknownAreKept() throws MalformedMessageException {
        assertThat(values(Flows.TYPE, flow("{\"FinishType\":9}"))).containsEntry("FinishType", "9");
        assertThat(values(Flows.TYPE, flow("{\"FinishType\":\"TCP_RST\"}"))).containsEntry("FinishType", "3");
        assertThat(values(Flows.TYPE, flow("{\"FinishType\":\"NEW\"}"))).containsEntry("FinishType", "-1");
        assertThat(values(Flows.TYPE, flow("{\"FinishType\":0}"))).doesNotContainKey("FinishType");
    }

    @Test
    void theJsonOfAFlowIsWhatCame() throws MalformedMessageException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        JsonRecords.of(Flows.TYPE).write(flow("{\"New\":1, \"UUID\":\"a\"}"), out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"New\":1,\"UUID\":\"a\"}");
    }
}
