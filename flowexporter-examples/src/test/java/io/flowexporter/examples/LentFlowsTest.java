package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.Plugin;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.config.PipelineFiles;
import io.flowexporter.core.config.StageTypes;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.flow.ParsedMessage;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.Recording;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Flows whose memory is spoiled as soon as they are given back, through all stages: nobody looks at them after that. */
class LentFlowsTest {
    private static final AtomicInteger GIVEN_BACK = new AtomicInteger();
    private static final List<byte[]> MESSAGES = Recording.load(Recording.TCP_METRIC).frames().stream()
            .map(Recording.Frame::bytes)
            .toList();
    private static final StageTypes TYPES = types();

    private static AnalyzerServer analyzer;
    private static PipelineRunner runner;

    @TempDir
    private Path directory;

    private static StageTypes types() {
        List<Plugin> plugins = new ArrayList<>();
        ServiceLoader.load(Plugin.class).forEach(plugins::add);
        plugins.add(() -> List.of(
                StageType.source("owned", (settings, context) -> messages(false)),
                StageType.source("lent", (settings, context) -> messages(true))));
        return StageTypes.of(plugins.toArray(Plugin[]::new));
    }

    private static Source messages(boolean lent) {
        Iterator<byte[]> left = MESSAGES.iterator();
        MessageParser parser = new MessageParser();
        return maxWait -> {
            while (left.hasNext()) {
                byte[] bytes = left.next().clone();
                ParsedMessage message = parser.parse(bytes);
                if (!message.flows().isEmpty()) {
                    FlowBatch batch = FlowBatch.of(message.flows()).holding(bytes.length);
                    return lent ? batch.lent(() -> spoil(bytes)) : batch;
                }
            }
            return FlowBatch.end();
        };
    }

    private static void spoil(byte[] bytes) {
        Arrays.fill(bytes, (byte) '"');
        GIVEN_BACK.incrementAndGet();
    }

    @BeforeAll
    static void start() {
        analyzer = AnalyzerServer.start();
        runner = PipelineRunner.create();
    }

    @AfterAll
    static void stop() {
        runner.close();
        analyzer.close();
    }

    static Stream<Combination> fitting() {
        return Combination.fitting()
                // It takes its records from the time at which it sees them.
                .filter(combination -> !combination.mangler().equals("action"));
    }

    private List<String> stored(Combination combination, String source) throws Exception {
        Path objects = directory.resolve(source);
        Path file = directory.resolve(source + ".yml");
        Files.writeString(
                file,
                combination
                        .yaml(analyzer.address(), Path.of("unused"), objects)
                        .replaceFirst("subscriber: .*", "subscriber: {type: " + source + "}"));
        RunningPipeline.Outcome outcome = runner.begin(new PipelineFiles(TYPES, Map.of(), InputStream.nullInputStream())
                        .read(file)
                        .pipeline())
                .join();
        assertThat(outcome.allStored()).isTrue();
        assertThat(outcome.ledger().difference()).isZero();
        return StoredObjects.in(objects.resolve("bucket")).texts().stream()
                // Of a header: when it was written.
                .map(text -> text.replaceAll("\"capture_(start|end)_time\":\\s*\"[^\"]*\"", ""))
                .sorted()
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fitting")
    void whatIsStoredIsTheSame(Combination combination) throws Exception {
        List<String> owned = stored(combination, "owned");
        GIVEN_BACK.set(0);

        List<String> lent = stored(combination, "lent");

        assertThat(lent).isEqualTo(owned);
        // Manglers may keep records for later; the others say that they do not.
        int batches = combination.mangler().equals("none") ? 20 : 0;
        assertThat(GIVEN_BACK).hasValue(batches);
    }
}
