package io.flowexporter.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was learned from some flows must not make a difference for others. */
class FlowLayoutTest {
    private final MessageParser parser = new MessageParser();

    private ParsedMessage parse(String... flows) throws MalformedMessageException {
        String message = "{\"Type\":\"store\",\"Obj\":[" + String.join(",", flows) + "]}";
        return parser.parse(message.getBytes(StandardCharsets.UTF_8));
    }

    private List<Flow> flows(String... flows) throws MalformedMessageException {
        ParsedMessage message = parse(flows);
        assertThat(message.rejected()).isEmpty();
        for (Flow flow : message.flows()) {
            Oracle.assertSame(flow, Oracle.read(flow.json()));
        }
        return message.flows();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\": 1,\"UUID\":\"a\"}",
                "{\"DNS\": {}}",
                "{\"UUID\":\"a\",\"DNS\":\t{}}",
                "{\"UUID\":\"a\",\"x\":\n[]}",
                "{\"Metric\":{\"x\": 1,\"ABBytes\":7}}",
                "{\"UUID\":\"a\" ,\"DNS\":{}}",
                "{\"UUID\":\"a\",\"DNS\":{} }"
            })
    void whiteSpaceIsNoReasonToRefuseAFlow(String flow) throws MalformedMessageException {
        String compact = flow.replaceAll("\\s", "");

        for (Flow each : flows(flow, compact, flow, compact)) {
            assertThat(each).hasToString(compact);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DHCPv4", "DNS", "VRRPv2", "IPMetric"})
    void nullIsNoValueThoughOthersHadOneThere(String key) throws MalformedMessageException {
        int index = FlowKeys.FLOW.named(key.getBytes(StandardCharsets.US_ASCII), 0, key.length());

        List<Flow> flows =
                flows("{\"UUID\":\"a\",\"%s\":{}}".formatted(key), "{\"UUID\":\"b\",\"%s\":null}".formatted(key));

        assertThat(flows).map(flow -> ((JsonFlow) flow).raw(index)).containsExactly("{}", "");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 7, 8, 9, 100})
    void aStringMayBeAsLongInALaterFlowAsInTheFirst(int more) throws MalformedMessageException {
        String flow = "{\"UUID\":\"a\",\"NodeTID\":\"%s\",\"CaptureID\":\"c\"}";
        String longest = flow.formatted("x".repeat(Checker.MAX_STRING + more));

        ParsedMessage message = parse(flow.formatted("b"), flow.formatted("b"), longest, flow.formatted("b"));

        assertThat(message.flows()).hasSize(more > 0 ? 3 : 4);
        assertThat(message.rejected()).hasSize(more > 0 ? 1 : 0);
        assertThat(message.rejected()).allSatisfy(rejected -> {
            assertThat(rejected.index()).isEqualTo(2);
            assertThat(rejected.reason()).contains("longer than");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "abcdefg\\u00e9", "a\\\\b", "abcdefgh\\\"", "12345678901234é"})
    void aTextThatIsNotPlainIsReadWhereOthersWere(String text) throws MalformedMessageException {
        String flow = "{\"UUID\":\"a\",\"NodeTID\":\"%s\",\"CaptureID\":\"a capture of some length\","
                + "\"RawPacketsCaptured\":7,\"FinishType\":\"NOT_FINISHED\"}";
        String plain = flow.formatted("b");

        List<Flow> flows = flows(plain, plain, flow.formatted(text), plain, flow.formatted(text), plain, plain);

        assertThat(flows.get(2)).hasToString(flow.formatted(text));
        assertThat(flows.get(4).nodeTid()).isEqualTo(flows.get(2).nodeTid());
        assertThat(flows.get(4).captureId()).isEqualTo("a capture of some length");
    }

    @Test
    void aKeyWithEscapesInAMetricIsNotCopied() throws MalformedMessageException, IOException {
        String plain =
                "{\"Metric\":{\"ABPackets\":1,\"ABBytes\":1,\"BAPackets\":1,\"BABytes\":1,\"Start\":1,\"Last\":1}}";

        List<Flow> flows = flows(plain, plain.replace("\"BABytes", "\"\\u0042ABytes"), plain);

        assertThat(flows.get(0).copyJson(FlowValue.METRIC, OutputStream.nullOutputStream()))
                .isTrue();
        assertThat(flows.get(1).copyJson(FlowValue.METRIC, OutputStream.nullOutputStream()))
                .isFalse();
        assertThat(flows.get(2).copyJson(FlowValue.METRIC, OutputStream.nullOutputStream()))
                .isTrue();
    }

    @Test
    void manyKeysThatNobodyKnowsAreReadFlowForFlow() throws MalformedMessageException {
        for (int round = 0; round < 20; round++) {
            int first = 50 * round;
            String unknown = IntStream.range(first, first + 50)
                    .mapToObj(number -> "\"new%d\":%d,".formatted(number, number))
                    .collect(Collectors.joining());
            String flow = "{\"UUID\":\"a\",%s\"Start\":%d}".formatted(unknown, round);

            assertThat(flows(flow, flow)).map(Flow::start).containsExactly((long) round, (long) round);
        }
    }

    @Test
    void aFlowThatIsRefusedTeachesNothingWrong() throws MalformedMessageException {
        String good = "{\"UUID\":\"a\",\"Start\":1,\"Last\":2}";

        ParsedMessage message = parse(
                good,
                "{\"UUID\":\"b\",\"Start\":1,\"Start\":3,\"Last\":2}",
                "{\"UUID\":\"c\",\"Start\":01,\"Last\":2}",
                "{\"UUID\":\"d\",\"Last\":2,\"Start\":5}",
                "{\"UUID\":\"e\",\"Start\":\"1\",\"Last\":2}",
                good);

        assertThat(message.flows()).map(Flow::start).containsExactly(1L, 3L, 5L, 1L);
        assertThat(message.rejected()).map(ParsedMessage.Rejected::index).containsExactly(2, 4);
    }
}
