package io.flowexporter.vpclogs;

import static io.flowexporter.vpclogs.FlowJson.START;
import static io.flowexporter.vpclogs.FlowJson.TICK;
import static io.flowexporter.vpclogs.FlowJson.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.object.Layout;
import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.core.encode.Csv;
import io.flowexporter.core.encode.Json;
import io.flowexporter.testkit.CollectedOutput;
import io.flowexporter.testkit.TestContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsFlowLogsTest {
    private static final String VERSION_2 =
            "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action "
                    + "log-status";
    private static final String VERSION_3 =
            VERSION_2 + " vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr";
    private static final String VERSION_4 = VERSION_3 + " region az-id sublocation-type sublocation-id";
    private static final String VERSION_5 =
            VERSION_4 + " pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path";

    private static final AwsFlowLogs AWS = AwsFlowLogs.records().accountId("123456789010");

    /** As the lines that AWS shows in its documentation. */
    static Stream<Arguments> lines() {
        return Stream.of(
                arguments(
                        "SSH",
                        eni().transport("TCP", 20641, 22).layer("Network", "IPV4", "172.31.16.139", "172.31.16.21"),
                        "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 "
                                + "1418530070 ACCEPT OK"),
                arguments(
                        "ping",
                        eni().without("Transport").layer("Network", "IPV4", "203.0.113.12", "172.31.16.139"),
                        "2 123456789010 eni-1235b8ca123456789 203.0.113.12 172.31.16.139 0 0 1 20 4249 1418530010 "
                                + "1418530070 ACCEPT OK"),
                arguments(
                        "ping over IPv6",
                        eni().without("Transport").ipv6(),
                        "2 123456789010 eni-1235b8ca123456789 2001:db8::3 2001:db8::1 0 0 58 20 4249 1418530010 "
                                + "1418530070 ACCEPT OK"),
                arguments(
                        "UDP over IPv6",
                        eni().transport("UDP", 34892, 53).ipv6(),
                        "2 123456789010 eni-1235b8ca123456789 2001:db8::3 2001:db8::1 34892 53 17 20 4249 1418530010 "
                                + "1418530070 ACCEPT OK"),
                arguments(
                        "ARP",
                        FlowJson.arp()
                                .put("NodeTID", "eni-1235b8ca123456789")
                                .interval(1_418_530_010_999L, 1_418_530_070_000L, 1, 42, 1, 42),
                        "2 123456789010 eni-1235b8ca123456789 - - 0 0 - 2 84 1418530010 1418530070 ACCEPT OK"));
    }

    private static FlowJson eni() {
        return FlowJson.icmp()
                .put("NodeTID", "eni-1235b8ca123456789")
                .interval(1_418_530_010_999L, 1_418_530_070_000L, 12, 2000, 8, 2249);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void linesAreThoseOfAws(String name, FlowJson flow, String line) {
        assertThat(text(AWS, flow.flow())).isEqualTo(VERSION_2 + '\n' + line + '\n');
    }

    static Stream<Arguments> versions() {
        return Stream.of(
                arguments(2, VERSION_2), arguments(3, VERSION_3), arguments(4, VERSION_4), arguments(5, VERSION_5));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyVersionHasItsFieldsInEveryForm(int version, String names) throws Exception {
        AwsFlowLogs settings = AWS.version(version);
        String[] header =
                text(settings, tcp().flow()).lines().findFirst().orElseThrow().split(" ", -1);
        List<CSVRecord> rows = rows(settings, tcp().flow());

        assertThat(header).containsExactly(names.split(" "));
        assertThat(rows.get(0).toList()).containsExactly(names.split(" "));
        assertThat(Written.type(settings).fields()).extracting(Field::name).containsExactly(names.split(" "));
        assertThat(rows.get(1).get(0)).isEqualTo(Integer.toString(version));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void bothFormsOfTextSayTheSame(int version) throws Exception {
        Flow flow = tcp().flag("ABSynStart", START).flow();
        List<String> line = Arrays.asList(
                text(AWS.version(version), flow).lines().toList().get(1).split(" ", -1));

        assertThat(rows(AWS.version(version), flow).get(1).toList()).isEqualTo(line);
        assertThat(line).noneMatch(String::isEmpty);
    }

    @Test
    void whatIsNotKnownIsADash() {
        assertThat(text(AWS.version(5), tcp().flow()).lines().toList().get(1))
                .isEqualTo("5 123456789010 " + FlowJson.TID + " 172.16.5.7 10.20.0.11 45938 8080 6 5 500 1795416129 "
                        + "1795416135 ACCEPT OK - - - - IPv4 172.16.5.7 10.20.0.11 - - - - - - - -");
    }

    @Test
    void jsonHasTheNamesOfTheGoExporter() {
        assertThat(Written.object(
                        Json.TYPE,
                        Written.type(AWS.version(3)),
                        records(AWS.version(3), tcp().flag("BASynStart", START).flow())))
                .isEqualTo("[{\"Version\":3,\"AccountID\":\"123456789010\",\"InterfaceID\":\"" + FlowJson.TID + "\","
                        + "\"SrcAddr\":\"172.16.5.7\",\"DstAddr\":\"10.20.0.11\",\"SrcPort\":45938,\"DstPort\":8080,"
                        + "\"Protocol\":6,\"Packets\":5,\"Bytes\":500,\"Start\":1795416129,\"End\":1795416135,"
                        + "\"Action\":\"ACCEPT\",\"LogStatus\":\"OK\",\"VpcID\":\"-\",\"SubnetID\":\"-\","
                        + "\"InstanceID\":\"-\",\"TCPFlags\":18,\"Type\":\"IPv4\",\"PktSrcAddr\":\"172.16.5.7\","
                        + "\"PktDstAddr\":\"10.20.0.11\"}]\n");
    }

    @Test
    void noDataAndSkipDataAreAsAwsDocumentsThem() {
        AwsFlowLog record = records(AWS, eni().flow()).get(0);
        Instant now = Instant.ofEpochSecond(1431280934);
        List<AwsFlowLog> gaps = List.of(record.noData().apply(now), record.skipData(now));

        assertThat(Written.object(AwsText.TYPE, Written.type(AWS), gaps))
                .isEqualTo(VERSION_2
                        + "\n2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280934 1431280934 - NODATA"
                        + "\n2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280934 1431280934 - SKIPDATA\n");
        assertThat(Written.object(Json.TYPE, Written.type(AWS), gaps.subList(0, 1)))
                .isEqualTo("[{\"Version\":2,\"AccountID\":\"123456789010\",\"InterfaceID\":\"eni-1235b8ca123456789\","
                        + "\"SrcAddr\":\"-\",\"DstAddr\":\"-\",\"Start\":1431280934,\"End\":1431280934,"
                        + "\"Action\":\"-\",\"LogStatus\":\"NODATA\"}]\n");
        assertThat(record.ok()).isEqualTo(record);
        assertThat(record.nodeTid()).isEqualTo("eni-1235b8ca123456789");
    }

    @Test
    void aGapFillsEveryFieldOfALaterVersion() {
        AwsFlowLog record = records(AWS.version(5), eni().flow()).get(0);

        assertThat(Written.object(AwsText.TYPE, Written.type(AWS.version(5)), List.of(record.skipData(Instant.EPOCH)))
                        .lines()
                        .toList()
                        .get(1))
                .isEqualTo("5 123456789010 eni-1235b8ca123456789 - - - - - - - 0 0 - SKIPDATA"
                        + " - - - - - - - - - - - - - - -");
    }

    @Test
    void sumsBeyondAllNumbersDoNotWrap() {
        AwsFlowLogs cumulative = AWS.counters(AwsFlowLogs.Count.CUMULATIVE);
        FlowJson large = tcp().total(Long.MAX_VALUE, Long.MAX_VALUE, 1, Long.MAX_VALUE);

        assertThat(records(cumulative, large.flow()))
                .extracting(AwsFlowLog::packets, AwsFlowLog::bytes)
                .containsExactly(tuple(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void aRejectedRecordSaysSo() {
        assertThat(records(AWS, eni().flow()).get(0).rejected().action()).isEqualTo("REJECT");
    }

    static Stream<Arguments> flags() {
        return Stream.of(
                arguments("both SYNs", tcp().flag("ABSynStart", START).flag("BASynStart", START + 1), "18"),
                arguments("a SYN without answer", tcp().flag("ABSynStart", START), "2"),
                arguments("a whole short connection", shortOne(), "19"),
                arguments("a reset", tcp().flag("ABSynStart", START).flag("BARstStart", START), "6"),
                arguments(
                        "none in the interval",
                        tcp().flag("ABSynStart", START - 1).flag("ABFinStart", TICK),
                        "0"),
                arguments("flags not looked at", tcp(), "-"),
                arguments("no TCP", tcp().transport("UDP", 1, 2), "0"),
                arguments("no ports", FlowJson.icmp(), "0"));
    }

    private static FlowJson shortOne() {
        return tcp().flag("ABSynStart", START)
                .flag("BASynStart", START + 1)
                .flag("ABFinStart", START + 2)
                .flag("BAFinStart", START + 2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flags")
    void tcpFlagsAreThoseOfTheInterval(String name, FlowJson flow, String flags) throws Exception {
        assertThat(rows(AWS.version(3), flow.flow()).get(1).get(17)).isEqualTo(flags);
    }

    @Test
    void cumulativeFlagsAreThoseOfTheWholeFlowItsLastPacketIncluded() {
        FlowJson later = tcp().interval(TICK, TICK + 10_000, 1, 10, 1, 10)
                .flag("ABSynStart", START)
                .flag("BAFinStart", START + 2_000);

        assertThat(records(AWS.counters(AwsFlowLogs.Count.CUMULATIVE), later.flow()))
                .extracting(AwsFlowLog::tcpFlags)
                .containsExactly(3L);
        assertThat(records(AWS, later.flow())).extracting(AwsFlowLog::tcpFlags).containsExactly(0L);
    }

    @Test
    void eachDirectionHasItsOwnFlags() {
        AwsFlowLogs each = AWS.version(3).directions(AwsFlowLogs.Directions.EACH);

        assertThat(records(each, shortOne().flow()))
                .extracting(AwsFlowLog::tcpFlags)
                .containsExactly(3L, 19L);
    }

    @Test
    void eachDirectionThatHadPacketsIsARecord() {
        AwsFlowLogs each = AWS.directions(AwsFlowLogs.Directions.EACH);

        assertThat(records(each, tcp().flow()))
                .extracting(
                        AwsFlowLog::source,
                        AwsFlowLog::sourcePort,
                        AwsFlowLog::target,
                        AwsFlowLog::packets,
                        AwsFlowLog::bytes)
                .containsExactly(
                        tuple("172.16.5.7", 45938L, "10.20.0.11", 3L, 300L),
                        tuple("10.20.0.11", 8080L, "172.16.5.7", 2L, 200L));
        assertThat(records(each, tcp().interval(START, TICK, 3, 300, 0, 0).flow()))
                .extracting(AwsFlowLog::source)
                .containsExactly("172.16.5.7");
        assertThat(records(each, tcp().interval(START, TICK, 0, 0, 1, 60).flow()))
                .extracting(AwsFlowLog::source)
                .containsExactly("10.20.0.11");
        assertThat(records(each, tcp().interval(START, TICK, 0, 0, 0, 0).flow()))
                .isEmpty();
    }

    @Test
    void oneLossIsSaidOnceAlsoWhereAReportMakesTwoRecords() throws Exception {
        AwsFlowLogs each = AWS.directions(AwsFlowLogs.Directions.EACH);

        assertThat(records(each, tcp().flow().withContinuity(Continuity.LOST)))
                .extracting(AwsFlowLog::continuity)
                .containsExactly(Continuity.LOST, Continuity.CONTINUES);
    }

    @ParameterizedTest
    @CsvSource({"CONTINUES, INTERVAL, 2, 20", "REPEATED, INTERVAL, 0, 0", "CONTINUES, CUMULATIVE, 9, 900"})
    void countersAreThoseAskedFor(Continuity continuity, AwsFlowLogs.Count count, long packets, long bytes) {
        Flow later = tcp().interval(TICK, TICK + 10_000, 1, 10, 1, 10)
                .total(5, 500, 4, 400)
                .flow()
                .withContinuity(continuity);

        AwsFlowLog record = records(AWS.counters(count), later).get(0);

        assertThat(record.packets()).isEqualTo(packets);
        assertThat(record.bytes()).isEqualTo(bytes);
        assertThat(record.start()).isEqualTo((count == AwsFlowLogs.Count.CUMULATIVE ? START : TICK) / 1000);
        assertThat(record.continuity()).isEqualTo(continuity);
    }

    @Test
    void aFlowWithoutIntervalTellsItsTotals() {
        assertThat(records(AWS, tcp().without("LastUpdateMetric").flow()).get(0).packets())
                .isEqualTo(5);
    }

    @Test
    void theInterfaceIsTheTopologysElseTheVlan() {
        assertThat(records(AWS, tcp().without("NodeTID").flow()).get(0).interfaceId())
                .isEqualTo("12");
        assertThat(records(AWS, tcp().without("NodeTID").without("Link").flow())
                        .get(0)
                        .interfaceId())
                .isEmpty();
    }

    @Test
    void noValueEndsAnother() {
        assertThat(text(
                                AWS.accountId("my account\n%"),
                                tcp().put("NodeTID", "a b\tc\u2028").flow())
                        .lines()
                        .toList()
                        .get(1))
                .startsWith("2 my%20account%0A%25 a%20b%09c%E2%80%A8 172.16.5.7 ");
    }

    @Test
    void thePlainFormStandsInNoHeaderAndIsPlainText() throws Exception {
        Encoder<AwsFlowLog> encoder = AwsText.lines().create(new TestContext());
        RecordType<AwsFlowLog> type = Written.type(AWS);

        assertThat(encoder.contentType()).isEqualTo("text/plain");
        assertThat(encoder.suffix()).isEqualTo(".log");
        assertThat(AwsText.TYPE.allowsEnvelope()).isFalse();
        assertThatThrownBy(() -> encoder.encoding(type, Layout.ENVELOPED))
                .hasMessage("Cannot put fields around lines of text; use encode json");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        IntStream.of(1, 6)
                .forEach(version -> assertThatThrownBy(() -> AWS.version(version))
                        .hasMessage("Cannot set 'version': must be 2, 3, 4 or 5, but was '" + version + "'"));
        assertThatThrownBy(() -> AwsFlowLogs.COUNTERS.parse("all"))
                .hasMessage("must be 'interval' or 'cumulative', but was 'all'");
        assertThatThrownBy(() -> AwsFlowLogs.DIRECTIONS.parse("all"))
                .hasMessage("must be 'both' or 'each', but was 'all'");
    }

    private static List<AwsFlowLog> records(AwsFlowLogs settings, Flow flow) {
        CollectedOutput<AwsFlowLog> out = new CollectedOutput<>();
        try {
            settings.create(new TestContext()).transform(flow, out);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(out.accountedFor()).isEqualTo(1);
        return out.records();
    }

    private static String text(AwsFlowLogs settings, Flow flow) {
        return Written.object(AwsText.lines(), Written.type(settings), records(settings, flow));
    }

    private static List<CSVRecord> rows(AwsFlowLogs settings, Flow flow) throws Exception {
        String csv = Written.object(Csv.TYPE, Written.type(settings), records(settings, flow));
        try (CSVParser parser = CSVParser.parse(csv, CSVFormat.RFC4180)) {
            return parser.getRecords();
        }
    }
}
