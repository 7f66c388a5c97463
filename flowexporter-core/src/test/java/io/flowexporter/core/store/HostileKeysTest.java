package io.flowexporter.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.core.config.PipelineFiles;
import io.flowexporter.core.config.StageTypes;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.write.ObjectFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No setting leads an object out of the place it belongs to. */
class HostileKeysTest {
    private static final String LONG = "x".repeat(513);

    @TempDir
    private Path place;

    static Stream<String> hostile() {
        return Stream.of(
                "..",
                ".",
                "../x",
                "a/../../x",
                "a/..",
                "/..",
                "a/./b",
                "..\\x",
                "a\\..\\..\\x",
                "a\u0000b",
                "a\nb",
                "a\u001b[2Jb",
                "a\u007fb",
                "a\u0085b",
                "a\ud800b",
                LONG,
                "\u00e9".repeat(257));
    }

    static Stream<String> odd() {
        return Stream.of(
                "",
                "/",
                "/etc",
                "//server/share",
                "a//b",
                "...",
                "~/x",
                "C:x",
                "%2e%2e/x",
                "..%2fx",
                "$HOME",
                "a b",
                "\u202eabc",
                "\u00e4\u6f22\ud83d\ude00",
                "-rf",
                "a?b#c&d=e");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void arePrefixesNowhere(String prefix) {
        assertThatThrownBy(() -> Buffered.in("bucket").prefix(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(KeyPart.RULE);
        assertThatThrownBy(() -> Direct.in("bucket").prefix(prefix)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Buffered.in(prefix)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Direct.in(prefix)).isInstanceOf(IllegalArgumentException.class);
    }

    private PipelineFiles files() {
        return new PipelineFiles(StageTypes.found(), Map.of(), InputStream.nullInputStream());
    }

    private Path file(String setting, String value) throws IOException {
        StringBuilder escaped = new StringBuilder();
        value.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
        String other = setting.equals("dirname") ? "filename_prefix" : "dirname";
        return Files.writeString(place.resolve("exporter.yml"), """
                pipeline:
                  store:
                    buffered:
                      max_seconds_per_object: 1
                      max_seconds_per_stream: 60
                      %s: bucket
                      %s: "%s"
                  write: {type: stdout}
                """.formatted(other, setting, escaped));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void areRefusedInFilesWithTheirLine(String value) throws Exception {
        for (String setting : List.of("filename_prefix", "dirname")) {
            Path file = file(setting, value);
            assertThatThrownBy(() -> files().read(file))
                    .isInstanceOf(ConfigurationException.class)
                    .satisfies(thrown -> assertThat(thrown.getMessage().lines())
                            .as("nothing of it forges a line")
                            .hasSizeBetween(2, 3))
                    .message()
                    // SnakeYAML refuses what is no character by itself.
                    .matches("(?s).*line 7: (pipeline\\.store\\.buffered\\." + setting + ": must not have|no YAML).*");
        }
    }

    private static List<Flow> flows() throws Exception {
        byte[] flow = "{\"UUID\":\"1\"}".getBytes(StandardCharsets.UTF_8);
        return List.of(new MessageParser().parseFlow(flow, 0, flow.length));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void areTakenWhereTheyAreOnlyOdd(String prefix) throws Exception {
        Path inside = place.resolve("inside");
        Deque<FlowBatch> batches = new ArrayDeque<>(List.of(FlowBatch.of(flows()), FlowBatch.end()));
        Pipeline pipeline = Pipeline.builder("odd")
                .from(maxWait -> batches.isEmpty() ? FlowBatch.end() : batches.remove())
                .store(Buffered.in("bucket").prefix(prefix))
                .encode(Json.compact())
                .write(ObjectFiles.in(inside))
                .build();
        assertThat(PipelineRunner.run(pipeline).allStored()).isTrue();
        try (Stream<Path> all = Files.walk(place)) {
            assertThat(all.filter(Files::isRegularFile))
                    .singleElement()
                    .satisfies(path -> assertThat(path.toRealPath())
                            .startsWith(inside.toRealPath().resolve("bucket")));
        }
    }

    @Test
    void areNotMadeOfTags() {
        hostile().forEach(tag -> assertThatThrownBy(() -> Tag.of(tag)).isInstanceOf(IllegalArgumentException.class));
    }
}
