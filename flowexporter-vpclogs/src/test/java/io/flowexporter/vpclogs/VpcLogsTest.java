package io.flowexporter.vpclogs;

import static io.flowexporter.vpclogs.FlowJson.START;
import static io.flowexporter.vpclogs.FlowJson.TICK;
import static io.flowexporter.vpclogs.FlowJson.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.testkit.CollectedOutput;
import io.flowexporter.testkit.TestContext;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VpcLogsTest {
    @Test
    void aRecordTellsTheIntervalAndTheTotals() {
        Flow flow = tcp().interval(TICK, TICK + 10_999, 1, 100, 2, 200)
                .total(4, 400, 5, 500)
                .flow();

        assertThat(json(VpcLogs.records(), flow))
                .hasToString("{\"start_time\":\"2026-11-23T06:42:15Z\",\"end_time\":\"2026-11-23T06:42:26Z\","
                        + "\"connection_start_time\":\"2026-11-23T06:42:09Z\",\"initiator_ip\":\"172.16.5.7\","
                        + "\"target_ip\":\"10.20.0.11\",\"initiator_port\":45938,\"target_port\":8080,"
                        + "\"transport_protocol\":6,\"ether_type\":\"IPv4\",\"was_initiated\":false,"
                        + "\"was_terminated\":false,\"cumulative_bytes_from_initiator\":400,"
                        + "\"cumulative_packets_from_initiator\":4,\"cumulative_bytes_from_target\":500,"
                        + "\"cumulative_packets_from_target\":5,\"bytes_from_initiator\":100,"
                        + "\"packets_from_initiator\":1,\"bytes_from_target\":200,\"packets_from_target\":2}");
    }

    @ParameterizedTest
    @CsvSource({"TCP, 6", "UDP, 17", "SCTP, 132"})
    void protocolsHaveTheirNumbers(String protocol, int number) {
        Flow flow = tcp().transport(protocol, 1, 2).flow();

        assertThat(json(VpcLogs.records(), flow).get("transport_protocol").intValue())
                .isEqualTo(number);
    }

    @Test
    void ipv6IsCalledIpv6() {
        assertThat(json(VpcLogs.records(), tcp().ipv6().flow())
                        .get("ether_type")
                        .textValue())
                .isEqualTo("IPv6");
    }

    @Test
    void whatIsEmptyIsLeftOutButTheTwoTruths() {
        Flow flow = tcp().transport("UDP", 0, 53)
                .interval(TICK, TICK + 1, 0, 0, 0, 0)
                .total(0, 0, 0, 0)
                .flow();

        assertThat(json(VpcLogs.records(), flow).fieldNames())
                .toIterable()
                .containsExactly(
                        "start_time",
                        "end_time",
                        "connection_start_time",
                        "initiator_ip",
                        "target_ip",
                        "target_port",
                        "transport_protocol",
                        "ether_type",
                        "was_initiated",
                        "was_terminated");
    }

    @Test
    void aFlowWithoutIntervalIsNoFailure() {
        ObjectNode record =
                json(VpcLogs.records(), tcp().without("LastUpdateMetric").flow());

        assertThat(record.has("start_time")).isFalse();
        assertThat(record.get("was_initiated").booleanValue()).isFalse();
        assertThat(record.get("cumulative_bytes_from_initiator").intValue()).isEqualTo(300);
    }

    @Test
    void flowsWithoutPortsAreLeftOut() throws Exception {
        CollectedOutput<VpcFlowLog> out = new CollectedOutput<>();
        VpcTransform transform = new VpcTransform(new TestContext());

        transform.transform(FlowJson.icmp().flow(), out);
        transform.transform(FlowJson.arp().flow(), out);

        assertThat(out.records()).isEmpty();
        assertThat(out.dropped()).containsOnlyKeys("no_transport").containsEntry("no_transport", 2);
        assertThat(out.accountedFor()).isEqualTo(2);
    }

    static Stream<Arguments> beginnings() {
        return Stream.of(
                arguments("a first report, with flags or without", tcp().flow(), true),
                arguments("a first report of one side alone", oneSided(START, 3).flow(), true),
                arguments("a later report of one side alone", oneSided(TICK, 1).flow(), false),
                arguments("a later report", later().flow(), false),
                arguments(
                        "a later report, SYN before",
                        later().flag("ABSynStart", START).flow(),
                        false),
                arguments(
                        "a later report, answer in it",
                        later().flag("BASynStart", TICK + 5).flow(),
                        true),
                arguments(
                        "a SYN at its end, so in the next",
                        later().flag("BASynStart", TICK + 10_000).flow(),
                        false),
                arguments(
                        "a SYN at its beginning",
                        later().flag("BASynStart", TICK).flow(),
                        true),
                arguments(
                        "the end by time-out",
                        later().interval(TICK, TICK + 1, 0, 0, 0, 0).finished(1).flow(),
                        false),
                arguments("a repeat of the first", tcp().flow().withContinuity(Continuity.REPEATED), false));
    }

    private static FlowJson later() {
        return tcp().interval(TICK, TICK + 10_000, 1, 100, 1, 100).total(4, 400, 3, 300);
    }

    private static FlowJson oneSided(long start, long packets) {
        return tcp().interval(start, start + 5_000, packets, 100 * packets, 0, 0)
                .total(3, 300, 0, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beginnings")
    void tellsInWhichIntervalAConnectionBegan(String name, Flow flow, boolean initiated) {
        assertThat(json(VpcLogs.records(), flow).get("was_initiated").booleanValue())
                .isEqualTo(initiated);
    }

    @ParameterizedTest
    @CsvSource({
        "ABFinStart, 5, 0, true",
        "BAFinStart, 5, 0, true",
        "ABRstStart, 5, 0, true",
        "BARstStart, 5, 0, true",
        "ABSynStart, 5, 0, false",
        "ABSynStart, 0, 1, true",
        "ABSynStart, 0, 2, true",
        "ABSynStart, 0, 3, true"
    })
    void tellsWhetherAConnectionHasEnded(String flag, long time, int finishType, boolean terminated) {
        Flow flow = tcp().flag(flag, time).finished(finishType).flow();

        assertThat(json(VpcLogs.records(), flow).get("was_terminated").booleanValue())
                .isEqualTo(terminated);
    }

    @Test
    void aRepeatCountsNothingAgain() {
        ObjectNode record = json(VpcLogs.records(), tcp().flow().withContinuity(Continuity.REPEATED));

        assertThat(record.has("bytes_from_initiator")).isFalse();
        assertThat(record.get("cumulative_bytes_from_initiator").intValue()).isEqualTo(300);
    }

    @Test
    void ibmsOwnFormHasItsOrderItsWordsAndItsZeros() {
        VpcLogs ibm = VpcLogs.records().profile(Profile.IBM);
        VpcFlowLog log = VpcFlowLog.of(tcp().interval(START, TICK, 3, 300, 0, 0)
                        .total(3, 300, 0, 0)
                        .flow())
                .withDirection(Direction.OUTBOUND)
                .withVerdict(Verdict.ACCEPTED);

        assertThat(Written.json(Written.type(ibm), log))
                .hasToString("{\"start_time\":\"2026-11-23T06:42:09Z\",\"end_time\":\"2026-11-23T06:42:15Z\","
                        + "\"connection_start_time\":\"2026-11-23T06:42:09Z\",\"direction\":\"O\","
                        + "\"action\":\"accepted\",\"initiator_ip\":\"172.16.5.7\",\"target_ip\":\"10.20.0.11\","
                        + "\"initiator_port\":45938,\"target_port\":8080,\"transport_protocol\":6,"
                        + "\"ether_type\":\"IPv4\",\"was_initiated\":true,\"was_terminated\":false,"
                        + "\"bytes_from_initiator\":300,\"packets_from_initiator\":3,\"bytes_from_target\":0,"
                        + "\"packets_from_target\":0,\"cumulative_bytes_from_initiator\":300,"
                        + "\"cumulative_packets_from_initiator\":3,\"cumulative_bytes_from_target\":0,"
                        + "\"cumulative_packets_from_target\":0}");
    }

    static Stream<Arguments> words() {
        return Stream.of(
                arguments(VpcLogs.records(), Direction.INBOUND, Verdict.ACCEPTED, "inbound", "A"),
                arguments(VpcLogs.records(), Direction.OUTBOUND, Verdict.REJECTED, "outbound", "R"),
                arguments(
                        VpcLogs.records().longAction(true), Direction.INBOUND, Verdict.ACCEPTED, "inbound", "accepted"),
                arguments(
                        VpcLogs.records().longAction(true), Direction.INBOUND, Verdict.REJECTED, "inbound", "rejected"),
                arguments(VpcLogs.records().profile(Profile.IBM), Direction.INBOUND, Verdict.REJECTED, "I", "rejected"),
                arguments(
                        VpcLogs.records().profile(Profile.IBM).longAction(false),
                        Direction.OUTBOUND,
                        Verdict.REJECTED,
                        "O",
                        "R"));
    }

    @ParameterizedTest
    @MethodSource("words")
    void settingsChooseTheWords(VpcLogs settings, Direction direction, Verdict verdict, String way, String action) {
        VpcFlowLog log = VpcFlowLog.of(tcp().flow()).withDirection(direction).withVerdict(verdict);

        ObjectNode record = Written.json(Written.type(settings), log);

        assertThat(record.get("direction").textValue()).isEqualTo(way);
        assertThat(record.get("action").textValue()).isEqualTo(action);
    }

    @Test
    void refusesAProfileThatThereIsNot() {
        assertThat(VpcLogs.PROFILE.parse("ibm")).isEqualTo(Profile.IBM);
        assertThatThrownBy(() -> VpcLogs.PROFILE.parse("azure"))
                .hasMessage("must be 'original' or 'ibm', but was 'azure'");
    }

    private static ObjectNode json(VpcLogs settings, Flow flow) {
        CollectedOutput<VpcFlowLog> out = new CollectedOutput<>();
        try {
            settings.create(new TestContext()).transform(flow, out);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(out.accountedFor()).isEqualTo(1);
        return Written.json(Written.type(settings), out.records().get(0));
    }
}
