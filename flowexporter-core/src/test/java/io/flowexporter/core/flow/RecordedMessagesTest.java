package io.flowexporter.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowValue;
import io.flowexporter.testkit.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedMessagesTest {
    private final MessageParser parser = new MessageParser();

    @ParameterizedTest
    @ValueSource(strings = {Recording.PLAIN, Recording.TCP_METRIC})
    void everyFlowIsWhatJacksonReads(String name) throws MalformedMessageException {
        int flows = 0;
        for (Recording.Frame frame : Recording.load(name).frames()) {
            JsonNode expected = Oracle.read(frame.text());
            ParsedMessage message = parser.parse(frame.bytes());

            assertThat(message.namespace()).isEqualTo(expected.get("Namespace").textValue());
            assertThat(message.type()).isEqualTo(expected.get("Type").textValue());
            assertThat(message.status()).isEqualTo(expected.get("Status").intValue());
            assertThat(message.rejected()).isEmpty();
            if (message.type().equals("stats")) {
                assertThat(message.flows()).isEmpty();
                assertThat(message.stats())
                        .contains(new ParsedMessage.Stats(
                                expected.at("/Obj/CaptureID").textValue(),
                                expected.at("/Obj/FlowCount").longValue(),
                                expected.at("/Obj/FlowDropped").longValue(),
                                expected.at("/Obj/KernelFlowDropped").longValue(),
                                expected.at("/Obj/PacketsDropped").longValue()));
                assertThat(MessageParser.countFlows(frame.bytes(), 0, frame.bytes().length))
                        .isZero();
                continue;
            }
            assertThat(message.stats()).isEmpty();
            assertThat(message.flows()).hasSameSizeAs(expected.get("Obj"));
            assertThat(MessageParser.countFlows(frame.bytes(), 0, frame.bytes().length))
                    .isEqualTo(message.flows().size());
            for (int i = 0; i < message.flows().size(); i++) {
                Flow flow = message.flows().get(i);
                Oracle.assertSame(flow, expected.get("Obj").get(i));
                assertThat(flow.uuidBits()).isEqualTo(Long.parseUnsignedLong(flow.uuid(), 16));
                assertThat(new String(flow.json(), StandardCharsets.UTF_8)).isSubstringOf(frame.text());
            }
            flows += message.flows().size();
        }
        assertThat(flows).isEqualTo(name.equals(Recording.PLAIN) ? 1046 : 1451);
    }

    @Test
    void aMessageMayStandInTheMiddleOfAnArray() throws MalformedMessageException {
        byte[] frame = Recording.load(Recording.PLAIN).frames().get(0).bytes();
        byte[] larger = new byte[frame.length + 200];
        Arrays.fill(larger, (byte) '"');
        System.arraycopy(frame, 0, larger, 100, frame.length);

        List<Flow> flows = parser.parse(larger, 100, frame.length).flows();

        assertThat(flows).isEqualTo(parser.parse(frame).flows()).isNotEmpty();
    }

    @Test
    void aCopyIsEqualAndKeepsItsOwnBytesOnly() throws MalformedMessageException {
        byte[] frame = Recording.load(Recording.PLAIN).frames().get(1).bytes();
        JsonNode expected = Oracle.read(frame);
        List<Flow> flows = parser.parse(frame).flows();
        List<Flow> copies = flows.stream().map(Flow::copy).toList();
        assertThat(copies).isEqualTo(flows).isNotEmpty();

        Arrays.fill(frame, (byte) 0);

        for (int i = 0; i < copies.size(); i++) {
            Oracle.assertSame(copies.get(i), expected.get("Obj").get(i));
        }
    }

    @Test
    void metricsAreWrittenAsTheyCame() throws MalformedMessageException, IOException {
        for (Recording.Frame frame : Recording.load(Recording.PLAIN).frames()) {
            for (Flow flow : parser.parse(frame.bytes()).flows()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                assertThat(flow.copyJson(FlowValue.METRIC, OutputStream.nullOutputStream()))
                        .isTrue();
                flow.metric().writeJson(out);
                assertThat(Oracle.read(out.toByteArray()))
                        .isEqualTo(Oracle.read(flow.json()).get("Metric"));
            }
        }
    }
}
