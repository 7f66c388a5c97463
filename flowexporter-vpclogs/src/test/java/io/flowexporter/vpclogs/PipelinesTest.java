package io.flowexporter.vpclogs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageSpec;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.api.stage.Source;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.core.encode.Csv;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.mangle.LogStatus;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.store.Buffered;
import io.flowexporter.testkit.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole recordings through whole pipelines: UDP, ICMP, ARP and flows without {@code TCPMetric} included. */
class PipelinesTest {
    private static final String CLIENT = "745597a1-ccc5-52b6-7e49-aaf69f7932dd";
    private static final String DB = "51158037-a230-5649-5f31-d8971ed67e22";

    private final List<String> objects = Collections.synchronizedList(new ArrayList<>());

    @ParameterizedTest
    @MethodSource("recordings")
    void vpclogsInTheirHeader(String recording) throws Exception {
        RunningPipeline.Outcome outcome = run(classified(recording)
                .transform(VpcLogs.records())
                .store(Buffered.in("bucket").maxFlowsPerObject(100))
                .storeHeader(VpcLogsHeader.fields(Map.of("vpc_crn", "crn:v1")))
                .encode(Json.compact())
                .write(this::keep));

        long withPorts = flows(recording).filter(PipelinesTest::hasPorts).count();
        assertThat(outcome.allStored()).as(outcome.toString()).isTrue();
        assertThat(outcome.ledger().leftOut()).isEqualTo(flows(recording).count() - withPorts);
        List<JsonNode> headers = parsed();
        assertThat(headers).allSatisfy(header -> {
            assertThat(header.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "capture_end_time",
                            "capture_start_time",
                            "flow_logs",
                            "number_of_flow_logs",
                            "state",
                            "version",
                            "vpc_crn");
            assertThat(header.get("number_of_flow_logs").intValue())
                    .isEqualTo(header.get("flow_logs").size());
            assertThat(header.get("state").textValue()).isEqualTo("ok");
        });
        List<JsonNode> records = headers.stream()
                .flatMap(header -> stream(header.get("flow_logs")))
                .toList();
        assertThat(records).hasSize((int) withPorts).allSatisfy(record -> {
            assertThat(record.get("direction").textValue()).isIn("inbound", "outbound");
            assertThat(record.get("ether_type").textValue())
                    .isEqualTo(record.get("initiator_ip").textValue().contains(":") ? "IPv6" : "IPv4");
            assertThat(record.get("transport_protocol").intValue()).isIn(6, 17);
        });
    }

    /** The recordings' repeats (DNS) are not counted again: the intervals of a flow add up to its totals. */
    @ParameterizedTest
    @MethodSource("recordings")
    void vpclogsIntervalsAddUpToTheTotals(String recording) throws Exception {
        run(classified(recording)
                .transform(VpcLogs.records())
                .sink((tag, records, now) ->
                        records.forEach(log -> objects.add(log.capturePoint().uuid()
                                + ' '
                                + log.interval().bytesFromInitiator()
                                + ' '
                                + log.total().bytesFromInitiator()))));

        Map<String, long[]> sums = new HashMap<>();
        objects.stream().map(line -> line.split(" ")).forEach(parts -> {
            long[] sum = sums.computeIfAbsent(parts[0], uuid -> new long[2]);
            sum[0] += Long.parseLong(parts[1]);
            sum[1] = Long.parseLong(parts[2]);
        });
        assertThat(sums.values())
                .isNotEmpty()
                .allSatisfy(sum -> assertThat(sum[0]).isEqualTo(sum[1]));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void vpclogsAsRows(String recording) throws Exception {
        RunningPipeline.Outcome outcome = run(classified(recording)
                .transform(VpcLogs.records().profile(Profile.IBM))
                .store(Buffered.in("bucket"))
                .encode(Csv.rows())
                .write(this::keep));

        assertThat(outcome.allStored()).isTrue();
        assertThat(rows())
                .hasSize((int) flows(recording).filter(PipelinesTest::hasPorts).count());
        assertThat(rows().get(0)).hasSize(21);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void vpclogsBetweenTwoInterfaces(String recording) throws Exception {
        RunningPipeline.Outcome outcome = run(classified(recording)
                .transform(VpcLogs.records().longAction(true))
                .mangleAcrossTags(FirewallAction.between(CLIENT, DB))
                .store(Buffered.in("bucket"))
                .storeHeader(VpcLogsHeader.plain())
                .encode(Json.compact())
                .write(this::keep));

        assertThat(outcome.allStored()).as(outcome.toString()).isTrue();
        assertThat(outcome.ledger().difference()).isZero();
        assertThat(outcome.ledger().created()).isZero();
        List<JsonNode> records = parsed().stream()
                .flatMap(header -> stream(header.get("flow_logs")))
                .toList();
        assertThat(outcome.ledger().written()).isEqualTo(records.size());
        assertThat(records)
                .extracting(record -> record.get("action").textValue())
                .contains("accepted", "rejected");
        assertThat(records.stream()
                        .filter(record -> record.get("action").textValue().equals("accepted"))
                        .filter(record -> record.get("transport_protocol").intValue() == 17))
                .as("connections without TCPMetric")
                .isNotEmpty();
    }

    static Stream<Arguments> recordings() {
        return Stream.of(arguments(Recording.PLAIN), arguments(Recording.TCP_METRIC));
    }

    static Stream<Arguments> awsForms() {
        Function<PipelinesTest, List<List<String>>> csv =
                test -> test.rows().stream().map(CSVRecord::toList).toList();
        Function<PipelinesTest, List<List<String>>> text = PipelinesTest::lines;
        return Stream.of(Recording.PLAIN, Recording.TCP_METRIC)
                .flatMap(recording -> Stream.of(2, 3, 4, 5)
                        .flatMap(version -> Stream.of(
                                arguments(recording, version, Csv.rows(), csv),
                                arguments(recording, version, AwsText.lines(), text))));
    }

    @ParameterizedTest
    @MethodSource("awsForms")
    void awsflowlogsInEveryVersionAndForm(
            String recording,
            int version,
            StageSpec<? extends Encoder<? super AwsFlowLog>> form,
            Function<PipelinesTest, List<List<String>>> read)
            throws Exception {
        RunningPipeline.Outcome outcome = run(builder(recording)
                .transform(AwsFlowLogs.records().version(version))
                .mangle(LogStatus.records())
                .store(Buffered.in("bucket"))
                .encode(form)
                .write(this::keep));

        assertThat(outcome.allStored()).as(outcome.toString()).isTrue();
        List<List<String>> records = read.apply(this);
        assertThat(records).hasSize((int) flows(recording).count()).allSatisfy(record -> {
            assertThat(record).hasSize(new int[] {14, 21, 25, 29}[version - 2]).doesNotContain("");
            assertThat(record.get(13)).isEqualTo("OK");
        });
        assertThat(records.stream().map(record -> record.get(7)).distinct())
                .containsExactlyInAnyOrder("6", "17", "1", "58", "-");
        assertThat(records.stream()
                        .mapToLong(record -> Long.parseLong(record.get(8)))
                        .sum())
                .as("packets of all intervals, repeats not counted again")
                .isEqualTo(totalPackets(recording));
    }

    private static long totalPackets(String recording) {
        Map<String, Flow> last = new HashMap<>();
        flows(recording).forEach(flow -> last.put(flow.uuid(), flow));
        return last.values().stream()
                .mapToLong(flow -> flow.metric().abPackets() + flow.metric().baPackets())
                .sum();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void awsflowlogsOfEachDirection(String recording) throws Exception {
        RunningPipeline.Outcome outcome = run(builder(recording)
                .transform(AwsFlowLogs.records().directions(AwsFlowLogs.Directions.EACH))
                .store(Buffered.in("bucket"))
                .encode(AwsText.lines())
                .write(this::keep));

        assertThat(outcome.allStored()).isTrue();
        assertThat(outcome.ledger().difference()).isZero();
        assertThat(outcome.ledger().created()).isPositive();
        assertThat(lines().stream()
                        .mapToLong(line -> Long.parseLong(line.get(8)))
                        .sum())
                .isEqualTo(totalPackets(recording));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Pipeline.Done headerAroundText = builder(Recording.PLAIN)
                .transform(AwsFlowLogs.records())
                .store(Buffered.in("bucket"))
                .storeHeader(VpcLogsHeader.plain())
                .encode(AwsText.lines())
                .write(this::keep);
        Pipeline.Done noAnalyzer = Pipeline.builder("p")
                .from(maxWait -> FlowBatch.end())
                .transform(VpcLogs.records())
                .sink((tag, records, now) -> {});

        assertThatThrownBy(headerAroundText::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("pipeline.storeheader.type: 'vpclogs' puts fields around the records, which "
                        + "encode 'awsflowlogs' cannot write; use json");
        assertThatThrownBy(noAnalyzer::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("pipeline.transform.vpclogs: asks the topology, but there is no analyzer");
    }

    private static RunningPipeline.Outcome run(Pipeline.Done pipeline) throws InterruptedException {
        return PipelineRunner.run(pipeline.build());
    }

    private static Pipeline.ToFilter classified(String recording) {
        return builder(recording).classify(Subnets.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"));
    }

    private static Pipeline.Classify builder(String recording) {
        StageType<Topology> topology = StageType.topology("recorded", (settings, context) -> InterfaceNode.recorded());
        Iterator<RecordedFlows.Message> messages = RecordedFlows.of(recording).iterator();
        Source source =
                maxWait -> messages.hasNext() ? FlowBatch.of(messages.next().flows()) : FlowBatch.end();
        return Pipeline.builder("test").topology(topology).from(source);
    }

    private static Stream<Flow> flows(String recording) {
        return RecordedFlows.flows(recording).stream();
    }

    private static boolean hasPorts(Flow flow) {
        return flow.transport().present();
    }

    private void keep(StoredObject object) throws IOException {
        try (InputStream in = object.open()) {
            objects.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private List<JsonNode> parsed() {
        return objects.stream().map(PipelinesTest::parse).toList();
    }

    private static JsonNode parse(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements.stream();
    }

    private List<CSVRecord> rows() {
        List<CSVRecord> rows = new ArrayList<>();
        for (String object : objects) {
            try (CSVParser parser = CSVParser.parse(
                    object, CSVFormat.RFC4180.builder().setHeader().get())) {
                rows.addAll(parser.getRecords());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return rows;
    }

    private List<List<String>> lines() {
        return objects.stream()
                .flatMap(object -> object.lines().skip(1))
                .map(line -> List.of(line.split(" ", -1)))
                .toList();
    }
}
