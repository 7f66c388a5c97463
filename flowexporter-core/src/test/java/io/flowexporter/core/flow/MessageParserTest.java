package io.flowexporter.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.flow.FinishType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Icmp;
import io.flowexporter.api.flow.Layer;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.api.flow.TcpMetric;
import io.flowexporter.core.flow.ParsedMessage.Rejected;
import io.flowexporter.core.flow.ParsedMessage.Stats;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageParserTest {
    private final MessageParser parser = new MessageParser();

    private ParsedMessage parse(String text) throws MalformedMessageException {
        return parser.parse(latin(text));
    }

    /** A byte a character, so that a test can write any bytes. */
    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Flow flow(String text) throws MalformedMessageException {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        return parser.parseFlow(json, 0, json.length);
    }

    private ParsedMessage between(String flow) throws MalformedMessageException {
        return parse("{\"Type\":\"store\",\"Obj\":[{\"UUID\":\"1\"}," + flow + ",{\"UUID\":\"3\"}]}");
    }

    private static List<String> uuids(ParsedMessage message) {
        return message.flows().stream().map(Flow::uuid).toList();
    }

    @Test
    void takesTheKeysOfTheEnvelopeInAnyOrderAndSkipsOthers() throws MalformedMessageException {
        ParsedMessage message = parse("""
                { "Obj" : [ {"UUID" : "a"} , {"UUID":"b"} ] , "New" : {"Obj":[1]} ,
                  "Status" : 200 , "Type" : "store" , "Namespace" : "flow/1" }
                """);

        assertThat(message.namespace()).isEqualTo("flow/1");
        assertThat(message.type()).isEqualTo("store");
        assertThat(message.status()).isEqualTo(200);
        assertThat(uuids(message)).containsExactly("a", "b");
        assertThat(message.flows().get(0)).hasToString("{\"UUID\":\"a\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"Obj\":null}",
                "{\"Obj\":[]}",
                "{\"Obj\":[ ]}",
                "{\"Namespace\":null,\"Type\":null,\"Status\":null}",
                "\u00ef\u00bb\u00bf{}",
                " \n{ } \r\n"
            })
    void aMessageMayHaveNoFlows(String text) throws MalformedMessageException {
        assertThat(parse(text)).isEqualTo(new ParsedMessage("", "", 0, List.of(), List.of(), Optional.empty()));
    }

    @Test
    void readsStatisticsWhereverTheTypeStands() throws MalformedMessageException {
        assertThat(parse("{\"Obj\":{\"FlowCount\":21,\"CaptureID\":\"c\",\"FlowDropped\":2,\"PacketsDropped\":7},"
                                + "\"Type\":\"stats\"}")
                        .stats())
                .contains(new Stats("c", 21, 2, 0, 7));
        assertThat(parse("{\"Type\":\"stats\",\"Obj\":{}}").stats()).contains(new Stats("", 0, 0, 0, 0));
        assertThat(parse("{\"Type\":\"stats\",\"Obj\":null}").stats()).isEmpty();
    }

    @Test
    void anObjectInPlaceOfTheArrayIsOneFlow() throws MalformedMessageException {
        assertThat(uuids(parse("{\"Type\":\"store\",\"Obj\":{\"UUID\":\"a\"}}")))
                .containsExactly("a");
        assertThat(parse("{\"Type\":\"store\",\"Obj\":7}").rejected())
                .containsExactly(new Rejected(0, 22, "a flow is no object"));
    }

    @Test
    void theLastOfSeveralKeysCounts() throws MalformedMessageException {
        assertThat(uuids(parse("{\"Obj\":[{\"UUID\":\"a\"},5],\"Obj\":[{\"UUID\":\"b\"}]}")))
                .containsExactly("b");
        ParsedMessage none = parse("{\"Obj\":[{\"UUID\":\"a\"},5],\"Obj\":null}");
        assertThat(none.flows()).isEmpty();
        assertThat(none.rejected()).isEmpty();
        Flow flow = flow(
                "{\"UUID\":\"a\",\"Metric\":{\"ABBytes\":1,\"ABBytes\":2},\"UU\\u0049D\":\"b\",\"Last\":7,\"Last\":null}");
        assertThat(flow.uuid()).isEqualTo("b");
        assertThat(flow.metric().abBytes()).isEqualTo(2);
        assertThat(flow.last()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                 | 0  | it ends too early",
                "` `                                | 1  | it ends too early",
                "[]                                 | 0  | it is no JSON object",
                "null                               | 0  | it is no JSON object",
                "x                                  | 0  | it is no JSON object",
                "{                                  | 1  | it ends too early",
                "{\"Obj\":[                         | 8  | it ends too early",
                "{\"Obj\":[{\"UUID\":\"a\"}         | 20 | it ends too early",
                "{\"Obj\":[{\"UUID\":\"a            | 18 | it ends too early",
                "{}x                                | 2  | something follows behind its end",
                "{}{}                               | 2  | something follows behind its end",
                "{\"Obj\":[],}                      | 10 | a key is missing",
                "{\"Obj\":[{} {}]}                  | 11 | ',' or ']' is missing",
                "{\"Obj\" []}                       | 7  | ':' is missing",
                "{\"Type\":5}                       | 8  | Type is no text",
                "{\"Namespace\":{}}                 | 13 | Namespace is no text",
                "{\"Status\":\"200\"}               | 10 | Status is no whole number",
                "{\"Status\":2.5}                   | 10 | Status is no whole number",
                "{\"Status\":3000000000}            | 10 | Status does not fit into 32 bits",
                "{\"X\":01}                         | 5  | a number begins with 0",
                "{\"X\":1.}                         | 5  | a number is not complete",
                "{\"X\":-}                          | 5  | a number is not complete",
                "{\"X\":NaN}                        | 5  | a value is missing",
                "{\"X\":nul}                        | 5  | a value is missing",
                "{'X':1}                            | 1  | a key is missing",
            })
    void refusesWhatIsNoMessage(String text, int byteOffset, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(MalformedMessageException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.byteOffset()).isEqualTo(byteOffset);
                    assertThat(e.getStackTrace()).isEmpty();
                })
                .hasMessage("Cannot read a message: " + reason + " (byte " + byteOffset + ")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null                                          | a flow is null",
                "[]                                            | a flow is no object",
                "\"{\"                                         | a flow is no object",
                "{\"UUID\":5}                                  | UUID is no text",
                "{\"UUID\":{}}                                 | UUID is no text",
                "{\"Start\":\"5\"}                             | Start is no number",
                "{\"Start\":true}                              | Start is no number",
                "{\"Start\":1.0}                               | Start is no whole number",
                "{\"Start\":1e3}                               | Start is no whole number",
                "{\"Start\":1e400}                             | Start is no whole number",
                "{\"Start\":9223372036854775808}               | Start does not fit into 64 bits",
                "{\"Start\":-9223372036854775809}              | Start does not fit into 64 bits",
                "{\"Metric\":[]}                               | Metric is no object",
                "{\"Metric\":{\"ABBytes\":\"1\"}}              | Metric.ABBytes is no number",
                "{\"LastUpdateMetric\":{\"RTT\":0.5}}          | LastUpdateMetric.RTT is no whole number",
                "{\"TCPMetric\":{\"BASawEnd\":[]}}             | TCPMetric.BASawEnd is no number",
                "{\"Link\":5}                                  | Link is no object",
                "{\"Link\":{\"ID\":\"1\"}}                     | Link.ID is no number",
                "{\"Network\":{\"A\":1.5}}                     | Network.A is no whole number",
                "{\"Network\":{\"Protocol\":false}}            | Network.Protocol is no number",
                "{\"ICMP\":{\"Code\":2147483648}}              | ICMP.Code does not fit into 32 bits",
                "{\"FinishType\":{}}                           | FinishType is no number",
                "{\"FinishType\":1.5}                          | FinishType is no whole number",
                "{\"Start\":NaN}                               | a value is missing",
                "{\"Start\":Infinity}                          | a value is missing",
                "{\"Start\":007}                               | a number begins with 0",
                "{\"Start\":-01}                               | a number begins with 0",
                "{\"Start\":+1}                                | a value is missing",
                "{\"Start\":1 \"Last\":2}                      | ',' or '}' is missing",
                "{\"Start\" 1}                                 | ':' is missing",
                "{\"Start\":1,}                                | a key is missing",
                "{\"X\":[1,]}                                  | a value is missing",
                "{\"X\":{\"a\":1,}}                            | a key is missing",
                "{\"X\":\"\\q\"}                               | an escape is unknown",
                "{\"X\":\"\\u12g4\"}                           | an escape is not hexadecimal",
                "{\"X\":\"\\ud800\"}                           | half of a surrogate pair is missing",
                "{\"X\":\"\\ud800\\u0041\"}                    | half of a surrogate pair is missing",
                "{\"X\":\"\\udc00\\ud800\"}                    | half of a surrogate pair is missing",
                "{\"\\ud800\":1}                               | half of a surrogate pair is missing",
            })
    void refusesABadFlowAlone(String bad, String reason) throws MalformedMessageException {
        ParsedMessage message = between(bad);

        assertThat(uuids(message)).containsExactly("1", "3");
        assertThat(message.rejected()).extracting(Rejected::reason).containsExactly(reason);
        assertThat(message.rejected().get(0).index()).isEqualTo(1);
        assertThat(message.rejected().get(0).byteOffset()).isBetween(36L, 36L + bad.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080",
                "\u00bf",
                "\u00c0\u00af",
                "\u00c1\u00bf",
                "\u00c3",
                "\u00c3(",
                "\u00e0\u009f\u00bf",
                "\u00e2\u0082",
                "\u00e2(\u00a1",
                "\u00ed\u00a0\u0080",
                "\u00ed\u00bf\u00bf",
                "\u00f0\u008f\u00bf\u00bf",
                "\u00f0\u009f\u0098",
                "\u00f4\u0090\u0080\u0080",
                "\u00f5\u0080\u0080\u0080",
                "\u00f8\u0088\u0080\u0080\u0080",
                "\u00fe",
                "\u00ff"
            })
    void refusesWhatIsNoUtf8(String bytes) throws MalformedMessageException {
        for (String flow : List.of(
                "{\"Application\":\"" + bytes + "\"}",
                "{\"Application\":\"12345678" + bytes + "12345678\"}",
                "{\"" + bytes + "\":1}",
                "{\"DNS\":{\"x\":[\"" + bytes + "\"]}}")) {
            ParsedMessage message = between(flow);
            assertThat(uuids(message)).containsExactly("1", "3");
            assertThat(message.rejected()).extracting(Rejected::reason).containsExactly("a string is not UTF-8");
        }
    }

    @Test
    void refusesControlCharactersInStrings() throws MalformedMessageException {
        for (char c = 0; c < ' '; c++) {
            ParsedMessage message = between("{\"Application\":\"1234567" + c + "89\"}");
            assertThat(uuids(message)).containsExactly("1", "3");
            assertThat(message.rejected())
                    .extracting(Rejected::reason)
                    .containsExactly("a control character stands in a string");
        }
    }

    @Test
    void takesAllOfUnicodeAndAllEscapes() throws MalformedMessageException {
        String text = "\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff";

        assertThat(flow("{\"Application\":\"" + text + "\"}").application()).isEqualTo(text);
        assertThat(flow("{\"Application\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u00e9\\uD83D\\uDE00x\"}")
                        .application())
                .isEqualTo("\"\\/\b\f\n\r\t\u0000é😀x");
    }

    @Test
    void keepsWhatCameBeforeAFlowWhoseEndCanNotBeFound() throws MalformedMessageException {
        ParsedMessage openString = between("{\"UUID\":\"2},{\"UUID\":\"4\"}");
        ParsedMessage openObject = between("{\"Metric\":{\"ABBytes\":1,\"UUID\"}");
        ParsedMessage openArray = parse("{\"Obj\":[{\"UUID\":\"1\"},{\"X\":[}");

        assertThat(uuids(openString)).containsExactly("1");
        assertThat(openString.rejected())
                .containsExactly(new Rejected(1, 50, "rest of the message: ',' or '}' is missing"));
        assertThat(uuids(openObject)).containsExactly("1");
        assertThat(openObject.rejected()).containsExactly(new Rejected(1, 65, "rest of the message: ':' is missing"));
        assertThat(uuids(openArray)).containsExactly("1");
        assertThat(openArray.rejected())
                .containsExactly(new Rejected(1, 27, "rest of the message: a value is missing"));
    }

    @Test
    void whatFollowsOnABadFlowIsGivenUpWhereTheMessageGoesWrong() throws MalformedMessageException {
        ParsedMessage tooShort = parse("{\"Obj\":[{\"UUID\":\"1\"},{\"UUID\":x},{\"UUID\":\"3\"},{\"UUID\":\"4");
        ParsedMessage noComma = parse("{\"Obj\":[{\"UUID\":\"1\"},{\"UUID\":x},{\"UUID\":\"3\"}{\"UUID\":\"4\"}]}");
        ParsedMessage tooLong = parse("{\"Obj\":[{\"UUID\":\"1\"},{\"UUID\":x},{\"UUID\":\"3\"}]}]");
        ParsedMessage noFlow = parse("{\"Obj\":[{\"UUID\":\"1\"},]}");

        assertThat(uuids(tooShort)).containsExactly("1", "3");
        assertThat(tooShort.rejected())
                .containsExactly(
                        new Rejected(1, 29, "a value is missing"),
                        new Rejected(3, 55, "rest of the message: it ends too early"));
        for (ParsedMessage message : List.of(noComma, tooLong)) {
            assertThat(uuids(message)).containsExactly("1");
            assertThat(message.rejected())
                    .containsExactly(new Rejected(1, 29, "rest of the message: a value is missing"));
        }
        assertThat(uuids(noFlow)).containsExactly("1");
        assertThat(noFlow.rejected()).containsExactly(new Rejected(1, 21, "rest of the message: a value is missing"));
    }

    @Test
    void limitsNestingStringsNamesAndNumbers() throws MalformedMessageException {
        assertThat(flow("{\"X\":" + "[".repeat(63) + "]".repeat(63) + "}")).isNotNull();
        assertRefused("{\"X\":" + "[".repeat(64) + "]".repeat(64) + "}", "it is nested deeper than 64");
        assertRefused("{\"X\":" + "{\"\":".repeat(64) + "1" + "}".repeat(64) + "}", "it is nested deeper than 64");
        assertThat(flow("{\"X\":\"" + "x".repeat(1 << 20) + "\"}")).isNotNull();
        assertRefused("{\"X\":\"" + "x".repeat((1 << 20) + 1) + "\"}", "a string is longer than 1048576 bytes");
        assertRefused("{\"X\":\"\\n" + "x".repeat(1 << 20) + "\"}", "a string is longer than 1048576 bytes");
        assertThat(flow("{\"" + "x".repeat(256) + "\":1}")).isNotNull();
        assertRefused("{\"" + "x".repeat(257) + "\":1}", "a key is longer than 256 bytes");
        assertThat(flow("{\"X\":" + "1".repeat(100) + "}")).isNotNull();
        assertRefused("{\"X\":" + "1".repeat(101) + "}", "a number is longer than 100 characters");
        assertRefused("{\"Start\":0." + "1".repeat(101) + "}", "a number is longer than 100 characters");
    }

    private void assertRefused(String flow, String reason) throws MalformedMessageException {
        ParsedMessage message = between(flow);
        assertThat(uuids(message)).containsExactly("1", "3");
        assertThat(message.rejected()).extracting(Rejected::reason).containsExactly(reason);
    }

    @Test
    void hostileMessagesCostNoTime() {
        String digits = "1".repeat(1_000_000);
        String brackets = "[{\"a\":".repeat(1_000_000);
        String flows = "{},".repeat(5_000_000);
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat(between("{\"Start\":" + digits + "}").rejected()).hasSize(1);
            assertThat(between("{\"X\":" + brackets).rejected()).hasSize(1);
        });
        Assertions.assertTimeout(Duration.ofSeconds(30), () -> {
            ParsedMessage message = parse("{\"Obj\":[" + flows + "{}]}");
            assertThat(message.flows()).hasSize(100_000);
            assertThat(message.rejected())
                    .extracting(Rejected::reason)
                    .containsExactly("rest of the message: there are more than 100000 flows");
        });
    }

    @Test
    void whatIsNotThereIsEmptyZeroOrNone() throws MalformedMessageException {
        List<String> nothing = List.of("{}", """
                {"UUID":null,"LayersPath":null,"Application":null,"Link":null,"Network":null,"Transport":null,"ICMP":null,
                "DHCPv4":null,"DNS":null,"VRRPv2":null,"LastUpdateMetric":null,"Metric":null,"TCPMetric":null,
                "IPMetric":null,"Start":null,"Last":null,"TrackingID":null,"L3TrackingID":null,"ParentUUID":null,
                "NodeTID":null,"CaptureID":null,"RawPacketsCaptured":null,"FinishType":null}
                """);
        for (String text : nothing) {
            Flow flow = flow(text);
            Oracle.assertSame(flow, Oracle.read(text));
            assertThat(flow.uuid()).isEmpty();
            assertThat(flow.start()).isZero();
            assertThat(flow.network()).isSameAs(Layer.NONE);
            assertThat(flow.metric()).isSameAs(Metric.NONE);
            assertThat(flow.tcpMetric()).isSameAs(TcpMetric.NONE);
            assertThat(flow.icmp().present()).isFalse();
            assertThat(flow.finishType()).isEqualTo(FinishType.NOT_FINISHED);
            assertThat(flow.uuidBits()).isEqualTo(flow("{\"UUID\":\"\"}").uuidBits());
        }
        Layer layer = flow("{\"Network\":{\"A\":null,\"ID\":null}}").network();
        assertThat(layer.present()).isTrue();
        assertThat(layer.protocol() + layer.a() + layer.b()).isEmpty();
        assertThat(layer.portA()).isZero();
        assertThat(layer.id()).isZero();
        assertThat(layer.addressA(new byte[16])).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', NOT_FINISHED",
        "0, NOT_FINISHED",
        "1, TIMEOUT",
        "2, TCP_FIN",
        "3, TCP_RST",
        "4, UNKNOWN",
        "-1, UNKNOWN",
        "9223372036854775807, UNKNOWN",
        "\"TIMEOUT\", TIMEOUT",
        "\"TCP_FIN\", TCP_FIN",
        "\"TCP\\u005fRST\", TCP_RST",
        "\"NOT_FINISHED\", NOT_FINISHED",
        "\"new\", UNKNOWN",
        "4294967297, UNKNOWN"
    })
    void finishTypesAreNumbersOrNames(String json, FinishType expected) throws MalformedMessageException {
        assertThat(flow(json.isEmpty() ? "{}" : "{\"FinishType\":" + json + "}").finishType())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, ETHERNET",
        "1, IPV4",
        "2, TCP",
        "3, UDP",
        "4, SCTP",
        "5, IPV6",
        "6, ICMPV4",
        "7, ICMPV6",
        "8, UNKNOWN",
        "-1, UNKNOWN",
        "\"IPV6\", IPV6",
        "\"IP\\u0056\\u0034\", IPV4",
        "\"ipv4\", UNKNOWN",
        "\"MPLS\", UNKNOWN"
    })
    void protocolsAreNamesOrNumbers(String json, String expected) throws MalformedMessageException {
        assertThat(flow("{\"Network\":{\"Protocol\":" + json + "}}").network().protocol())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, UNKNOWN",
        "1, DESTINATION_UNREACHABLE",
        "2, ECHO",
        "12, PACKET_TOO_BIG",
        "13, UNKNOWN",
        "\"ROUTER\", ROUTER",
        "\"x\", UNKNOWN"
    })
    void icmpTypesAreNamesOrNumbers(String json, String expected) throws MalformedMessageException {
        assertThat(flow("{\"ICMP\":{\"Type\":" + json + ",\"Code\":3,\"ID\":-7}}")
                        .icmp())
                .isEqualTo(new Icmp(true, expected, 3, -7));
    }

    @ParameterizedTest
    @CsvSource({
        "8080, 8080, 8080",
        "\"8080\", 8080, 8080",
        "\"80\\u0038\\u0030\", 8080, 8080",
        "0, 0, 0",
        "65535, 65535, 65535",
        "65536, 65536, 0",
        "-1, -1, 0",
        "9223372036854775807, 9223372036854775807, 0",
        "\"65536\", 65536, 0",
        "\"99999999999999999999\", 99999999999999999999, 0",
        "\"http\", http, 0",
        "\"\", '', 0"
    })
    void portsAreNumbersOrText(String json, String text, int port) throws MalformedMessageException {
        Layer layer =
                flow("{\"Transport\":{\"A\":" + json + ",\"B\":" + json + "}}").transport();

        assertThat(layer.a()).isEqualTo(text);
        assertThat(layer.b()).isEqualTo(text);
        assertThat(layer.portA()).isEqualTo(port);
        assertThat(layer.portB()).isEqualTo(port);
    }

    @Test
    void addressesAreReadFromTheText() throws MalformedMessageException {
        Layer layer = flow("{\"Network\":{\"A\":\"10.20.0.11\",\"B\":\"2001:db8\\u003a:7\"}}")
                .network();
        byte[] address = new byte[16];

        assertThat(layer.addressA(address)).isTrue();
        assertThat(address).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 20, 0, 11);
        assertThat(layer.addressB(address)).isTrue();
        assertThat(address).containsExactly(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7);
        assertThat(flow("{\"Network\":{\"A\":5}}").network().addressA(address)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"79edfb8b8a381cb6, 8785955024807664822", "ffffffffffffffff, -1", "FFFFFFFFFFFFFFFF, -1", "0, 0", "a, 10"
    })
    void theBitsOfAUuidAreItsHexadecimalValue(String uuid, long bits) throws MalformedMessageException {
        assertThat(flow("{\"UUID\":\"" + uuid + "\"}").uuidBits()).isEqualTo(bits);
    }

    @Test
    void otherUuidsHaveAHashOfTheirText() throws MalformedMessageException {
        List<Long> bits = List.of(
                flow("{\"UUID\":\"23572d12-f12c-4454-551b-7a54e251bd03\"}").uuidBits(),
                flow("{\"UUID\":\"23572d12-f12c-4454-551b-7a54e251bd04\"}").uuidBits(),
                flow("{\"UUID\":\"79edfb8b8a381cb60\"}").uuidBits(),
                flow("{\"UUID\":\"79edfb8b8a381cbg\"}").uuidBits(),
                flow("{}").uuidBits());

        assertThat(bits).doesNotHaveDuplicates();
        assertThat(flow("{\"UUID\":\"x\\u0079\"}").uuidBits())
                .isEqualTo(flow("{\"UUID\":\"xy\"}").uuidBits());
    }

    @Test
    void aFlowIsWrittenWithoutWhiteSpaceAndWithAllItsKeys() throws Exception {
        Flow flow = flow(
                "\ufeff { \"New\" : [ 1 , \" a \\\" b \" ] ,\n\t\"UUID\" : \"x\" , \"Metric\" : { \"ABBytes\" : 1 } } ");
        String compact = "{\"New\":[1,\" a \\\" b \"],\"UUID\":\"x\",\"Metric\":{\"ABBytes\":1}}";

        assertThat(flow).hasToString(compact);
        assertThat(Oracle.written(flow)).isEqualTo(compact.getBytes(StandardCharsets.UTF_8));
        assertThat(flow.copy()).isEqualTo(flow).hasToString(compact);
        assertThat(flow.copy().metric().abBytes()).isEqualTo(1);
        assertThat(flow.copy().size()).isEqualTo(compact.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ABPackets\":1,\"ABBytes\":2,\"BAPackets\":3,\"BABytes\":4,\"Start\":5,\"Last\":6}",
                "{\"ABPackets\":1,\"ABBytes\":2,\"BAPackets\":3,\"BABytes\":4,\"Start\":5,\"Last\":6,\"RTT\":0}",
                "{\"ABBytes\":2,\"ABPackets\":1,\"BAPackets\":3,\"BABytes\":4,\"Start\":5,\"Last\":6}",
                "{\"ABPackets\":1,\"ABBytes\":2,\"BAPackets\":3,\"BABytes\":4,\"Start\":5,\"Last\":6,\"New\":0}",
                "{\"ABPackets\":1, \"ABBytes\":2,\"BAPackets\":3,\"BABytes\":4,\"Start\":5,\"Last\":6}",
                "{\"New\":{\"RTT\":5},\"Last\":6,\"Start\":5,\"BABytes\":4,\"BAPackets\":3,\"ABBytes\":2,\"ABPackets\":1}",
                "{\"ABPackets\":0,\"ABPackets\":1,\"ABBytes\":2,\"BAPackets\":3,\"BABytes\":4,\"Start\":5,\"Last\":6}"
            })
    void aMetricIsWrittenInOneForm(String json) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        flow("{\"Metric\":" + json + "}").metric().writeJson(out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"ABPackets\":1,\"ABBytes\":2,\"BAPackets\":3,\"BABytes\":4,\"Start\":5,\"Last\":6}");
    }

    @Test
    void aMetricWithNullIsWrittenWithZero() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        flow("{\"Metric\":{\"ABPackets\":null,\"ABBytes\":2,\"BAPackets\":3,\"BABytes\":4,\"Start\":5,\"Last\":6,\"RTT\":7}}")
                .metric()
                .writeJson(out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"ABPackets\":0,\"ABBytes\":2,\"BAPackets\":3,\"BABytes\":4,\"Start\":5,\"Last\":6,\"RTT\":7}");
    }

    @Test
    void countsFlowsOfMessagesThatAreNotParsed() {
        String message = "x{\"X\":\"[{\\\"\",\"Obj\":[{\"A\":{\"B\":[{}]}}, {\"\":\"}\"} ,{}],\"Y\":{}}";

        assertThat(MessageParser.countFlows(latin(message), 1, message.length() - 1))
                .isEqualTo(3);
        assertThat(MessageParser.countFlows(latin("{\"Obj\":[{},{\"x\\"), 0, 14))
                .isEqualTo(2);
        assertThat(MessageParser.countFlows(latin("}}]]"), 0, 4)).isZero();
    }

    @Test
    void aParserIsAsGoodAsNewAfterwards() throws MalformedMessageException {
        assertThatThrownBy(() -> parse("{\"Namespace\":\"a\",\"Obj\":[{\"UUID\":\"1\"},{\"UUID\":"))
                .isInstanceOf(MalformedMessageException.class);
        between("{\"UUID\":x}");
        between("{\"UUID\":5}");

        assertThat(parse("{}").namespace()).isEmpty();
        assertThat(uuids(between("{\"UUID\":\"2\"}"))).containsExactly("1", "2", "3");
    }

    @Test
    void whatStandsBehindAMessageIsNoMatter() {
        String whole = "{\"Namespace\":\"flow\",\"Obj\":[{\"UUID\":\"ab\"},{\"UUID\":1x},{\"UUID\":\"cd\"}],"
                + "\"Type\":\"store\",\"Status\":200,\"Obj\":{\"CaptureID\":\"c\",\"FlowCount\":12}}";
        for (int length = 0; length <= whole.length(); length++) {
            String message = whole.substring(0, length);
            String alone = parsed(message, "");
            for (String behind : List.of(whole.substring(length), "0000000000", "\"}]}", "x", " \"\\")) {
                assertThat(parsed(message, behind)).as(message + " | " + behind).isEqualTo(alone);
            }
        }
    }

    /** What is said of a message that is the beginning of an array. */
    private static String parsed(String message, String behind) {
        byte[] bytes = (message + behind).getBytes(StandardCharsets.UTF_8);
        try {
            return new MessageParser().parse(bytes, 0, message.length()).toString();
        } catch (MalformedMessageException e) {
            return e.getMessage();
        }
    }
}
