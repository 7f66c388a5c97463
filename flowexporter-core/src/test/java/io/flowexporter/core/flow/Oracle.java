package io.flowexporter.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowValue;
import io.flowexporter.api.flow.Icmp;
import io.flowexporter.api.flow.Layer;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.api.flow.TcpMetric;
import io.flowexporter.api.record.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads flows by Jackson, to compare. */
final class Oracle {
    private static final ObjectMapper JACKSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static {
        JACKSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(1000)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build());
    }

    private Oracle() {}

    static JsonNode read(byte[] json) {
        try {
            return JACKSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(String json) {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(JsonNode node) {
        try {
            return JACKSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts that the flow has all the values that Jackson finds in it, and writes the same JSON. */
    static void assertSame(Flow flow, JsonNode expected) {
        assertThat(flow.uuid()).isEqualTo(text(expected, "UUID"));
        assertThat(flow.layersPath()).isEqualTo(text(expected, "LayersPath"));
        assertThat(flow.application()).isEqualTo(text(expected, "Application"));
        assertThat(flow.trackingId()).isEqualTo(text(expected, "TrackingID"));
        assertThat(flow.l3TrackingId()).isEqualTo(text(expected, "L3TrackingID"));
        assertThat(flow.parentUuid()).isEqualTo(text(expected, "ParentUUID"));
        assertThat(flow.nodeTid()).isEqualTo(text(expected, "NodeTID"));
        assertThat(flow.captureId()).isEqualTo(text(expected, "CaptureID"));
        assertThat(flow.start()).isEqualTo(number(expected, "Start"));
        assertThat(flow.last()).isEqualTo(number(expected, "Last"));
        assertThat(flow.rawPacketsCaptured()).isEqualTo(number(expected, "RawPacketsCaptured"));
        if (expected.path("FinishType").isNumber() || absent(expected, "FinishType")) {
            long number = number(expected, "FinishType");
            assertThat((long) flow.finishType().ordinal()).isEqualTo(number < 0 || number > 3 ? 4 : number);
        }
        assertSame(flow.link(), expected.get("Link"));
        assertSame(flow.network(), expected.get("Network"));
        assertSame(flow.transport(), expected.get("Transport"));
        assertSame(flow.icmp(), expected.get("ICMP"));
        assertSame(flow.metric(), expected.get("Metric"));
        assertSame(flow.lastUpdateMetric(), expected.get("LastUpdateMetric"));
        assertSame(flow.tcpMetric(), expected.get("TCPMetric"));
        assertThat(read(flow.json())).isEqualTo(expected);
        assertThat(written(flow)).isEqualTo(flow.json());
        if (flow instanceof JsonFlow view) {
            for (int key : new int[] {FlowKeys.DHCP_V4, FlowKeys.DNS, FlowKeys.VRRP_V2, FlowKeys.IP_METRIC}) {
                JsonNode value = expected.path(FlowKeys.FLOW.key(key).name());
                if (value.isMissingNode() || value.isNull()) {
                    assertThat(view.raw(key)).isEmpty();
                } else {
                    assertThat(read(view.raw(key).getBytes(StandardCharsets.UTF_8)))
                            .isEqualTo(value);
                }
            }
        }
        for (FlowValue first : FlowValue.values()) {
            assertCopied(flow, first);
            for (FlowValue last : FlowValue.values()) {
                assertMembersCopied(flow, first, last);
            }
        }
    }

    /** What is copied is what the accessor's value would be written as. */
    private static void assertCopied(Flow flow, FlowValue value) {
        ByteArrayOutputStream copied = new ByteArrayOutputStream();
        try {
            boolean isCopied = flow.copyJson(value, copied);
            assertThat(copied.toString(StandardCharsets.UTF_8))
                    .as("%s of %s", value, flow)
                    .isEqualTo(isCopied ? written(flow, value) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertMembersCopied(Flow flow, FlowValue first, FlowValue last) {
        ByteArrayOutputStream copied = new ByteArrayOutputStream();
        try {
            boolean isCopied = flow.copyMembers(first, last, copied);
            StringBuilder written = new StringBuilder();
            for (int i = first.ordinal(); isCopied && i <= last.ordinal(); i++) {
                FlowValue value = FlowValue.values()[i];
                written.append(",\"").append(key(value)).append("\":").append(written(flow, value));
            }
            assertThat(copied.toString(StandardCharsets.UTF_8))
                    .as("%s to %s of %s", first, last, flow)
                    .isEqualTo(written.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(FlowValue value) {
        return switch (value) {
            case UUID -> "UUID";
            case LAYERS_PATH -> "LayersPath";
            case NETWORK_PROTOCOL, TRANSPORT_PROTOCOL -> "Protocol";
            case NETWORK_A, TRANSPORT_A -> "A";
            case NETWORK_B, TRANSPORT_B -> "B";
            case LAST_UPDATE_METRIC -> "LastUpdateMetric";
            case METRIC -> "Metric";
            case START -> "Start";
            case LAST -> "Last";
        };
    }

    private static String written(Flow flow, FlowValue value) throws IOException {
        return switch (value) {
            case UUID -> quoted(flow.uuid());
            case LAYERS_PATH -> quoted(flow.layersPath());
            case NETWORK_PROTOCOL -> quoted(flow.network().protocol());
            case NETWORK_A -> quoted(flow.network().a());
            case NETWORK_B -> quoted(flow.network().b());
            case TRANSPORT_PROTOCOL -> quoted(flow.transport().protocol());
            case TRANSPORT_A -> quoted(flow.transport().a());
            case TRANSPORT_B -> quoted(flow.transport().b());
            case LAST_UPDATE_METRIC -> written(flow.lastUpdateMetric());
            case METRIC -> written(flow.metric());
            case START -> Long.toString(flow.start());
            case LAST -> Long.toString(flow.last());
        };
    }

    private static String quoted(String text) {
        return new String(JsonText.quoted(text), StandardCharsets.UTF_8);
    }

    private static String written(Metric metric) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        values(metric).writeJson(written);
        return written.toString(StandardCharsets.US_ASCII);
    }

    private static Metric values(Metric metric) {
        return Metric.of(
                metric.abPackets(),
                metric.abBytes(),
                metric.baPackets(),
                metric.baBytes(),
                metric.start(),
                metric.last(),
                metric.rtt());
    }

    private static void assertSame(Layer layer, JsonNode expected) {
        assertThat(layer.present()).isEqualTo(present(expected));
        if (layer.present()) {
            JsonNode protocol = expected.path("Protocol");
            if (protocol.isTextual()) {
                assertThat(layer.protocol()).isIn(protocol.textValue(), "UNKNOWN");
            }
            assertThat(layer.a()).isEqualTo(end(expected, "A"));
            assertThat(layer.b()).isEqualTo(end(expected, "B"));
            assertThat(layer.id()).isEqualTo(number(expected, "ID"));
            assertThat(layer.portA()).isEqualTo(port(end(expected, "A")));
            assertThat(layer.portB()).isEqualTo(port(end(expected, "B")));
        }
    }

    private static int port(String text) {
        return text.matches("0*[0-9]{1,5}") && Integer.parseInt(text) <= 0xffff ? Integer.parseInt(text) : 0;
    }

    private static void assertSame(Icmp icmp, JsonNode expected) {
        assertThat(icmp.present()).isEqualTo(present(expected));
        if (icmp.present()) {
            JsonNode type = expected.path("Type");
            if (type.isTextual()) {
                assertThat(icmp.type()).isIn(type.textValue(), "UNKNOWN");
            }
            assertThat((long) icmp.code()).isEqualTo(number(expected, "Code"));
            assertThat((long) icmp.id()).isEqualTo(number(expected, "ID"));
        }
    }

    private static void assertSame(Metric metric, JsonNode expected) {
        assertThat(metric.present()).isEqualTo(present(expected));
        if (metric.present()) {
            assertThat(metric.abPackets()).isEqualTo(number(expected, "ABPackets"));
            assertThat(metric.abBytes()).isEqualTo(number(expected, "ABBytes"));
            assertThat(metric.baPackets()).isEqualTo(number(expected, "BAPackets"));
            assertThat(metric.baBytes()).isEqualTo(number(expected, "BABytes"));
            assertThat(metric.start()).isEqualTo(number(expected, "Start"));
            assertThat(metric.last()).isEqualTo(number(expected, "Last"));
            assertThat(metric.rtt()).isEqualTo(number(expected, "RTT"));
        }
    }

    private static void assertSame(TcpMetric metric, JsonNode expected) {
        assertThat(metric.present()).isEqualTo(present(expected));
        if (metric.present()) {
            assertThat(metric.abSynStart()).isEqualTo(number(expected, "ABSynStart"));
            assertThat(metric.baSynStart()).isEqualTo(number(expected, "BASynStart"));
            assertThat(metric.abFinStart()).isEqualTo(number(expected, "ABFinStart"));
            assertThat(metric.baFinStart()).isEqualTo(number(expected, "BAFinStart"));
            assertThat(metric.abRstStart()).isEqualTo(number(expected, "ABRstStart"));
            assertThat(metric.baRstStart()).isEqualTo(number(expected, "BARstStart"));
        }
    }

    private static boolean present(JsonNode node) {
        return node != null && !node.isNull();
    }

    private static boolean absent(JsonNode object, String key) {
        return !present(object.get(key));
    }

    private static String text(JsonNode object, String key) {
        if (absent(object, key)) {
            return "";
        }
        assertThat(object.get(key).isTextual()).as(key).isTrue();
        return object.get(key).textValue();
    }

    private static long number(JsonNode object, String key) {
        if (absent(object, key)) {
            return 0;
        }
        assertThat(object.get(key).isIntegralNumber()).as(key).isTrue();
        assertThat(object.get(key).canConvertToLong()).as(key).isTrue();
        return object.get(key).longValue();
    }

    private static String end(JsonNode object, String key) {
        return absent(object, key) ? "" : object.get(key).asText();
    }

    static byte[] written(Flow flow) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            flow.writeJson(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
