package io.flowexporter.secadvisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.core.mangle.LogStatus;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.store.Buffered;
import io.flowexporter.core.topology.Analyzers;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The recording of a real analyzer, through a whole pipeline, against what the original wrote for it. */
class CorpusTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] MASKS = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"};
    private static final String HOST_OF_A = "G.V().Has('RoutingTables.Src','{{.Network.A}}').Values('Host')";
    private static final String HOST_OF_B = "G.V().Has('RoutingTables.Src','{{.Network.B}}').Values('Host')";

    private final List<StoredObject> written = new CopyOnWriteArrayList<>();

    /** Enough time that no name is missing, however slow the machine. */
    private static SecAdvisorRecords records() {
        return SecAdvisor.records()
                .extend("B_Name", HOST_OF_B)
                .extend("A_Name", HOST_OF_A)
                .resolveTimeout(Duration.ofSeconds(60));
    }

    private RunningPipeline.Outcome run(AnalyzerServer analyzer, SecAdvisorJson encoder) throws InterruptedException {
        return PipelineRunner.run(Pipeline.builder("corpus")
                .topology(Analyzers.at(analyzer.address()).timeout(Duration.ofSeconds(30)))
                .from(RecordedFlows.source(RecordedFlows.messages()))
                .classify(Subnets.of(MASKS))
                .transform(records())
                .mangle(LogStatus.records())
                .store(Buffered.in("bucket").maxTimePerObject(Duration.ZERO))
                .encode(encoder)
                .write(written::add)
                .build());
    }

    @Test
    void recordsEqualTheOriginals() throws Exception {
        Map<String, ObjectNode> original = originalRecords();
        assertThat(original).hasSize(1_349);

        RunningPipeline.Outcome outcome;
        List<String> queries;
        try (AnalyzerServer analyzer = AnalyzerServer.start()) {
            outcome = run(analyzer, SecAdvisor.json());
            queries = analyzer.queries();
        }

        assertThat(outcome.allStored()).as(outcome.toString()).isTrue();
        Map<String, ObjectNode> ours = new HashMap<>();
        for (StoredObject object : written) {
            String tag = object.info().tag().text();
            for (JsonNode record : JSON.readTree(object.open()).get("data")) {
                assertThat(ours.put(key(tag, record), (ObjectNode) record)).isNull();
            }
        }
        assertThat(ours).hasSize(1_451);
        original.forEach((key, record) -> assertThat(ours.get(key)).as(key).isEqualTo(record));
        Set<String> lost = new HashSet<>(ours.keySet());
        lost.removeAll(original.keySet());
        assertThat(lost).as("what the original lost").hasSize(102);
        // Hosts and pods are asked for once an interface, since answers are kept for (address, interface).
        assertThat(queries.stream().filter(query -> !query.contains(".In().") && !query.contains("ContainerStatuses")))
                .as("each other query is sent once")
                .doesNotHaveDuplicates();
        assertThat(recordedQueries()).as("queries as the original wrote them").containsAll(queries);
    }

    @Test
    void fieldsStandInTheOriginalsOrder() throws Exception {
        String order =
                "UUID LayersPath Version Status FinishType Network Transport Context LastUpdateMetric Metric Start"
                        + " Last UpdateCount NodeType LogStatus Extend";
        List<String> names = List.of(order.split(" "));

        try (AnalyzerServer analyzer = AnalyzerServer.start()) {
            run(analyzer, SecAdvisor.json());
        }

        for (StoredObject object : written) {
            for (JsonNode record : JSON.readTree(object.open()).get("data")) {
                List<String> expected = new ArrayList<>(names);
                List<String> actual = new ArrayList<>();
                record.fieldNames().forEachRemaining(actual::add);
                expected.retainAll(actual);
                assertThat(actual).isEqualTo(expected);
            }
        }
    }

    @Test
    void prettyObjectsSayTheSame() throws Exception {
        try (AnalyzerServer analyzer = AnalyzerServer.start()) {
            run(analyzer, SecAdvisorJson.pretty());
        }

        String text = new String(written.get(0).open().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).startsWith("{\n\t\"data\": [\n\t\t{\n\t\t\t\"UUID\": ").endsWith("\n\t]\n}\n");
        assertThat(JSON.readTree(text).get("data"))
                .hasSize(written.get(0).info().records());
    }

    private static String key(String tag, JsonNode record) {
        return tag + ' ' + record.get("UUID").textValue() + ' ' + record.get("UpdateCount");
    }

    private static Set<String> recordedQueries() throws IOException {
        Set<String> queries = new HashSet<>();
        JSON.readTree(Recording.topology()).fieldNames().forEachRemaining(queries::add);
        return queries;
    }

    /** Without the false alarms of the original's logstatus: nothing was lost in this recording. */
    private static Map<String, ObjectNode> originalRecords() throws IOException {
        Map<String, ObjectNode> records = new HashMap<>();
        for (String part : originalText().split("(?m)^--- ")) {
            if (!part.isBlank()) {
                int line = part.indexOf('\n');
                String tag = part.substring(0, line).split("/")[2];
                for (JsonNode record : JSON.readTree(part.substring(line)).get("data")) {
                    ObjectNode fields = (ObjectNode) record;
                    if (fields.get("LogStatus").textValue().equals("OK")) {
                        assertThat(records.put(key(tag, fields), fields)).isNull();
                    }
                }
            }
        }
        return records;
    }

    private static String originalText() {
        try (InputStream in = new GZIPInputStream(CorpusTest.class.getResourceAsStream("original.txt.gz"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
