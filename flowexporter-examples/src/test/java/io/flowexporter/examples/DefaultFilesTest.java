package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.core.config.PipelineFile;
import io.flowexporter.core.config.PipelineFiles;
import io.flowexporter.core.config.StageTypes;
import io.flowexporter.core.runtime.Ledger;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.Recording;
import io.flowexporter.testkit.TopologyAnswers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The original's default files, to the last character, each with an analyzer and an S3 server: they do their job. Only the
 * addresses are others, by variables of the environment.
 */
class DefaultFilesTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<Path> PLACES = List.of(
            Path.of("src/main/conf"), Path.of("../flowexporter-core/src/test/resources/io/flowexporter/core/config"));
    private static final String INTERFACES = "G.V().Has('EncapType', 'ether')";

    @TempDir
    private Path directory;

    private AnalyzerServer analyzer;
    private S3Server server;
    private RecordedFacts facts;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        UnaryOperator<String> recorded = TopologyAnswers.recorded();
        String anInterface = recorded.apply("G.V().Has(\"TID\", \"745597a1-ccc5-52b6-7e49-aaf69f7932dd\")");
        analyzer = AnalyzerServer.setup()
                .topology(query -> query.equals(INTERFACES) ? anInterface : recorded.apply(query))
                .start();
        server = S3Server.start();
        facts = RecordedFacts.of(Recording.TCP_METRIC);
        environment.put("SKYDIVE_ANALYZERS", analyzer.address());
        environment.put("SKYDIVE_PIPELINE_SUBSCRIBER_URL", analyzer.url());
        environment.put("SKYDIVE_PIPELINE_WRITE_S3_ENDPOINT", server.endpoint());
        // A machine that is busy with something else must not cost names.
        environment.put("SKYDIVE_ANALYZER_LOOKUP_TIMEOUT", "60");
        environment.put("SKYDIVE_PIPELINE_TRANSFORM_SECADVISOR_RESOLVE_TIMEOUT", "60");
    }

    @AfterEach
    void stop() throws Exception {
        analyzer.close();
        server.close();
    }

    private PipelineFile read(String name) {
        Path file = PLACES.stream()
                .map(place -> place.resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
        return new PipelineFiles(StageTypes.found(), environment, InputStream.nullInputStream()).read(file);
    }

    private RunningPipeline started(String name) {
        RunningPipeline running = PipelineRunner.start(read(name).pipeline());
        analyzer.awaitSubscribers(1, SOON);
        analyzer.play(Recording.load(Recording.TCP_METRIC), 0);
        analyzer.await(() -> running.ledger().received() == facts.flows() && hasAllAnswers(running), SOON);
        return running;
    }

    /** A pipeline that ends waits for names but for a moment. */
    private static boolean hasAllAnswers(RunningPipeline running) {
        Map<String, Long> meters = running.meters();
        long over = meters.getOrDefault("topology.lookups_answered", 0L)
                + meters.getOrDefault("topology.lookups_failed", 0L);
        return meters.getOrDefault("topology.lookups_waiting", 0L) == 0
                && meters.getOrDefault("topology.lookups_sent", 0L) == over;
    }

    /** Plays the recording, and ends the pipeline. */
    private Ledger run(String name) throws Exception {
        try (RunningPipeline running = started(name)) {
            RunningPipeline.Outcome outcome = running.close(SOON);

            assertThat(outcome.allStored())
                    .as("%s %s", outcome, running.drops())
                    .isTrue();
            assertThat(outcome.ledger().difference()).isZero();
            assertThat(server.objects().keys()).hasSize((int) outcome.ledger().objects());
            assertThat(server.objects().bytes()).isEqualTo(outcome.ledger().bytes());
            return outcome.ledger();
        }
    }

    private static Stream<String> values(List<Map<String, String>> records, String name) {
        return records.stream().map(record -> record.getOrDefault(name, "")).distinct();
    }

    @Test
    void secadvisor() throws Exception {
        // So that a machine that is busy with other tests costs no names.
        environment.put("SKYDIVE_PIPELINE_TRANSFORM_SECADVISOR_RESOLVE_TIMEOUT", "60");

        Ledger ledger = run("secadvisor.yml");

        StoredObjects objects = server.objects();
        assertThat(objects.keys())
                .allMatch(key -> key.matches("logs/(internal|ingress|egress)/\\d{8}T\\d{6}Z/\\d{8}\\.gz"));
        assertThat(objects.texts()).allMatch(text -> text.startsWith("{\n\t\"data\": ["));
        List<Map<String, String>> records = StoredObjects.records(
                objects.json().stream().map(object -> object.get("data")).toList());
        assertThat(records).hasSize((int) ledger.written()).isNotEmpty();
        assertThat(ledger.leftOut()).as("first reports").isPositive();
        assertThat(ledger.filtered()).as("other").isPositive();
        assertThat(ledger.written() + ledger.leftOut() + ledger.filtered()).isEqualTo(facts.flows());
        assertThat(values(records, "Version")).containsExactly("1.1.0");
        assertThat(values(records, "LogStatus")).containsExactly("OK");
        assertThat(values(records, "Status")).containsExactlyInAnyOrder("UPDATED", "ENDED");
        assertThat(values(records, "NodeType")).doesNotContain("");
        assertThat(values(records, "Context")).anyMatch(context -> context.contains("shop/shop-web-6b7c9d-x2x9q"));
    }

    @Test
    void vpclogs() throws Exception {
        Path account = directory.resolve("account.json");
        environment.put("SKYDIVE_PIPELINE_ACCOUNT_FILE_FILENAME", account.toString());

        Ledger ledger = run("vpclogs.yml");

        assertThat(ledger.written()).isEqualTo(facts.withPorts());
        assertThat(ledger.leftOut()).isEqualTo(facts.flows() - facts.withPorts());
        List<JsonNode> headers = server.objects().json();
        assertThat(headers).isNotEmpty().allSatisfy(header -> {
            assertThat(header.get("version").textValue()).isEqualTo("0.0.1");
            assertThat(header.get("number_of_flow_logs").intValue())
                    .isEqualTo(header.get("flow_logs").size());
        });
        List<Map<String, String>> records = StoredObjects.records(
                headers.stream().map(header -> header.get("flow_logs")).toList());
        assertThat(records).hasSize((int) ledger.written());
        assertThat(values(records, "direction")).contains("inbound", "outbound");
        JsonNode counted = new ObjectMapper().readTree(account.toFile());
        assertThat(counted.get("version").textValue()).isEqualTo("1.1.0");
        assertThat(counted.get("accumulate-bytes").longValue()).isEqualTo(ledger.bytes());
    }

    @Test
    void awsflowlogs() throws Exception {
        Ledger ledger = run("awsflowlogs.yml");

        StoredObjects objects = server.objects();
        assertThat(objects.texts())
                .isNotEmpty()
                .allMatch(text ->
                        text.startsWith("version,account-id,interface-id,srcaddr,dstaddr,srcport,dstport,protocol,"
                                + "packets,bytes,start,end,action,log-status\r\n"));
        List<Map<String, String>> records = objects.csv();
        assertThat(records).hasSize(facts.flows()).hasSize((int) ledger.written());
        assertThat(values(records, "log-status")).containsExactly("OK");
        assertThat(values(records, "protocol")).containsExactlyInAnyOrder("6", "17", "1", "58", "-");
    }

    @Test
    void allinone() throws Exception {
        Ledger ledger = run("allinone.yml");

        List<Map<String, String>> records =
                StoredObjects.records(server.objects().json());
        assertThat(records).hasSize(facts.flows()).hasSize((int) ledger.written());
        assertThat(values(records, "LogStatus")).containsExactly("OK");
        assertThat(values(records, "Status")).containsExactlyInAnyOrder("STARTED", "UPDATED", "ENDED");
    }

    @Test
    void promSkyCon() throws Exception {
        environment.put("SKYDIVE_PIPELINE_STORE_PROM_SKY_CON_PORT", "0");

        try (RunningPipeline running = started("prom_sky_con.yml")) {
            long port = running.meters().get("store.port");
            analyzer.await(() -> page(port).contains("skydive_network_interface_rx_bytes{"), SOON);
            List<String> lines = page(port).lines().toList();

            assertThat(lines)
                    .anyMatch(line -> line.matches(
                            "skydive_network_connection_total_bytes\\{.*initiator_ip=\"203.0.113.50\".*} .*"))
                    .anyMatch(line ->
                            line.matches("skydive_network_connection_total_packets\\{.*target_to_initiator.*} .*"))
                    .anyMatch(line -> line.startsWith("skydive_network_connection_rtt_nanoseconds{"))
                    .anyMatch(line -> line.startsWith("skydive_network_interface_collisions{"));
            assertThat(running.close(SOON).allStored()).isTrue();
            assertThat(running.ledger().written() + running.ledger().leftOut()).isEqualTo(facts.flows());
        }
    }

    private static String page(long port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .timeout(SOON)
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
