package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowexporter.api.ConfigurationException;
import io.flowexporter.core.config.PipelineFile;
import io.flowexporter.core.config.PipelineFiles;
import io.flowexporter.core.config.StageTypes;
import io.flowexporter.core.runtime.Ledger;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole recordings, through every transform, mangler, header and encoder that fit together; the others are refused. */
class EveryCombinationTest {
    private static final List<String> RECORDINGS = List.of(Recording.PLAIN, Recording.TCP_METRIC);
    private static final StageTypes TYPES = StageTypes.found();

    @TempDir
    private static Path recordings;

    private static AnalyzerServer analyzer;
    private static PipelineRunner runner;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException {
        for (String recording : RECORDINGS) {
            Files.writeString(recordings.resolve(recording), Recording.lines(recording));
        }
        analyzer = AnalyzerServer.start();
        runner = PipelineRunner.create();
    }

    @AfterAll
    static void stop() {
        runner.close();
        analyzer.close();
    }

    static Stream<Arguments> fitting() {
        return Combination.fitting()
                .flatMap(combination -> RECORDINGS.stream().map(recording -> arguments(combination, recording)));
    }

    static Stream<Combination> unfitting() {
        return Combination.all().filter(combination -> !combination.problems().isEmpty());
    }

    private PipelineFile read(Combination combination, String recording) throws IOException {
        Path file = directory.resolve("combination.yml");
        Files.writeString(
                file,
                combination.yaml(analyzer.address(), recordings.resolve(recording), directory.resolve("objects")));
        return new PipelineFiles(TYPES, Map.of(), InputStream.nullInputStream()).read(file);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfitting")
    void whatDoesNotFitIsRefused(Combination combination) {
        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> read(combination, Recording.PLAIN));

        assertThat(refusal.problems())
                .extracting(problem -> problem.path() + ": " + problem.message())
                .containsExactlyInAnyOrderElementsOf(combination.problems());
        assertThat(refusal.problems())
                .allSatisfy(problem -> assertThat(problem.line()).isPositive());
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("fitting")
    void allFlowsAreStoredOrAccountedFor(Combination combination, String recording) throws Exception {
        PipelineFile file = read(combination, recording);
        assertThat(file.warnings()).isEmpty();
        RecordedFacts facts = RecordedFacts.of(recording);

        RunningPipeline running = runner.begin(file.pipeline());
        RunningPipeline.Outcome outcome = running.join();

        Ledger ledger = outcome.ledger();
        assertThat(outcome.allStored()).as("%s %s", outcome, running.drops()).isTrue();
        assertThat(ledger.difference()).isZero();
        assertThat(ledger.received()).isEqualTo(facts.flows());
        StoredObjects stored = StoredObjects.in(directory.resolve("objects/bucket"));
        assertThat(stored.keys()).hasSize((int) ledger.objects()).allMatch(key -> key.endsWith(suffix(combination)));
        assertThat(stored.bytes()).isEqualTo(ledger.bytes());
        List<Map<String, String>> records = records(combination, stored);
        assertThat(records).hasSize((int) ledger.written());
        checkCounts(combination, facts, running, records);
    }

    /** The compressor's, else the encoder's. */
    private static String suffix(Combination combination) {
        return switch (combination.compressor()) {
            case "gzip", "gzip_native" -> ".gz";
            case "zstd" -> ".zst";
            default ->
                switch (combination.encoder()) {
                    case "csv" -> ".csv";
                    case "awsflowlogs" -> ".log";
                    default -> ".json";
                };
        };
    }

    private static List<Map<String, String>> records(Combination combination, StoredObjects stored) throws IOException {
        return switch (combination.encoder()) {
            case "csv" -> stored.csv();
            case "awsflowlogs" -> stored.blankSeparated();
            case "secadvisor" ->
                StoredObjects.records(
                        stored.json().stream().map(object -> object.get("data")).toList());
            default -> {
                for (String text : stored.texts()) {
                    assertThat(text.contains("\n\t"))
                            .isEqualTo(combination.encoder().endsWith("pretty"));
                }
                yield StoredObjects.records(stored.json().stream()
                        .map(object -> array(combination, object))
                        .toList());
            }
        };
    }

    private static JsonNode array(Combination combination, JsonNode object) {
        if (!combination.hasHeader()) {
            return object;
        }
        assertThat(object.get("collector_crn").textValue()).isEqualTo("crn");
        assertThat(object.get("state").textValue()).isEqualTo("ok");
        assertThat(object.get("number_of_flow_logs").intValue())
                .isEqualTo(object.get("flow_logs").size());
        return object.get("flow_logs");
    }

    private static void checkCounts(
            Combination combination, RecordedFacts facts, RunningPipeline running, List<Map<String, String>> records) {
        Ledger ledger = running.ledger();
        boolean onlyPorts = combination.transforms("vpclogs");
        long fitting = onlyPorts ? facts.withPorts() : facts.flows();
        assertThat(running.drops().getOrDefault("transform.no_transport", 0L)).isEqualTo(facts.flows() - fitting);
        if (combination.mangler().equals("action")) {
            assertThat(ledger.written()).isBetween(1L, fitting - 1);
            assertThat(ledger.absorbed()).isPositive();
            assertThat(values(records, "action")).containsExactlyInAnyOrder("A", "R");
        } else {
            assertThat(ledger.leftOut()).isEqualTo(facts.flows() - fitting);
            assertThat(ledger.created())
                    .as("reports lost before they came here")
                    .isZero();
            assertThat(ledger.written()).isEqualTo(fitting);
        }
        if (combination.transforms("none") || combination.transforms("secadvisor")) {
            assertThat(records)
                    .extracting(record -> record.get("UUID"))
                    .containsExactlyInAnyOrderElementsOf(facts.uuids());
        }
        if (combination.mangler().equals("logstatus")) {
            String name = combination.transforms("secadvisor") || isJson(combination) ? "LogStatus" : "log-status";
            assertThat(values(records, name)).containsExactly("OK");
        }
        if (combination.transforms("awsflowlogs")) {
            // In JSON a number that is not known is left out.
            Set<Integer> sizes = records.stream().map(Map::size).collect(Collectors.toSet());
            assertThat(isJson(combination) ? Set.of(Collections.max(sizes)) : sizes)
                    .containsExactly(
                            switch (combination.transform()) {
                                case "awsflowlogs 2" -> 14;
                                case "awsflowlogs 3" -> 21;
                                case "awsflowlogs 4" -> 25;
                                default -> 29;
                            });
        }
    }

    private static boolean isJson(Combination combination) {
        return !combination.encoder().equals("csv") && !combination.encoder().equals("awsflowlogs");
    }

    private static Set<String> values(List<Map<String, String>> records, String name) {
        return records.stream().map(record -> record.getOrDefault(name, "")).collect(Collectors.toSet());
    }
}
