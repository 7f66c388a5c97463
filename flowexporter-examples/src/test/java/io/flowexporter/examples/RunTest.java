package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines in a process of their own: what is stored, and how the process ends. */
class RunTest {
    /** A source that makes so many flows and then ends, or waits; a writer that never gets anything stored. */
    private static final String PLUGIN = """
            package third.party;

            import io.flowexporter.api.Option;
            import io.flowexporter.api.Plugin;
            import io.flowexporter.api.StageType;
            import io.flowexporter.api.flow.Flow;
            import io.flowexporter.api.flow.FlowBatch;
            import io.flowexporter.api.object.RejectedException;
            import io.flowexporter.api.stage.ObjectWriter;
            import io.flowexporter.api.stage.Source;
            import io.flowexporter.core.flow.MessageParser;
            import java.nio.charset.StandardCharsets;
            import java.time.Duration;
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.CountDownLatch;

            public final class Lab implements Plugin {
                static final Option<Integer> FLOWS = Option.integer("flows").defaultValue(1000);
                static final Option<Boolean> ENDS = Option.bool("ends").defaultValue(true);

                @Override
                public List<StageType<?>> stages() {
                    return List.of(
                            StageType.source("lab", (settings, context) -> new Lot(settings.get(FLOWS), settings.get(ENDS)),
                                    FLOWS, ENDS),
                            StageType.write("refusing", (settings, context) -> object -> {
                                throw new RejectedException("never");
                            }),
                            StageType.write("hanging", (settings, context) -> object -> new CountDownLatch(1).await()),
                            StageType.write("picky", (settings, context) -> {
                                throw new IllegalArgumentException("these settings don't go together");
                            }),
                            StageType.write("unready", (settings, context) -> new Unready()));
                }

                private static final class Unready implements ObjectWriter {
                    @Override
                    public void start() throws Exception {
                        throw new java.io.IOException("no\\nstore");
                    }

                    @Override
                    public void write(io.flowexporter.api.object.StoredObject object) {}
                }

                private static final class Lot implements Source {
                    private final MessageParser parser = new MessageParser();
                    private final boolean ends;
                    private int left;
                    private boolean told;

                    Lot(int flows, boolean ends) {
                        this.left = flows;
                        this.ends = ends;
                    }

                    @Override
                    public FlowBatch poll(Duration maxWait) throws Exception {
                        if (left == 0) {
                            if (!ends) {
                                if (!told) {
                                    told = true;
                                    System.err.println("All flows were taken");
                                }
                                Thread.sleep(maxWait.toMillis());
                            }
                            return ends ? FlowBatch.end() : FlowBatch.empty();
                        }
                        List<Flow> flows = new ArrayList<>();
                        for (int i = 0; i < 100 && left > 0; i++, left--) {
                            byte[] flow = ("{\\"UUID\\":\\"" + left + "\\"}").getBytes(StandardCharsets.UTF_8);
                            flows.add(parser.parseFlow(flow, 0, flow.length));
                        }
                        return FlowBatch.of(flows);
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void makePlugins() throws IOException {
        Files.createDirectory(directory.resolve("plugins"));
        PluginJar.write(directory.resolve("plugins/lab.jar"), "Lab", PLUGIN);
    }

    private String file(String name, String source, String writer) throws IOException {
        Files.writeString(
                directory.resolve(name), """
                pipeline:
                  subscriber: {type: lab, lab: %s}
                  store:
                    type: buffered
                    buffered:
                      dirname: bucket
                      filename_prefix: NAME
                      max_flows_per_object: 300
                      max_seconds_per_object: 3600
                      max_seconds_per_stream: 86400
                  write: %s
                """.formatted(source, writer).replace("NAME", name.replace(".yml", "")));
        return name;
    }

    private long flows(String prefix) throws IOException {
        long flows = 0;
        try (Stream<Path> files = Files.walk(directory.resolve("objects/bucket").resolve(prefix))) {
            for (Path object : files.filter(Files::isRegularFile).toList()) {
                flows += Files.readString(object).split("\"UUID\"").length - 1;
            }
        }
        return flows;
    }

    private static final String FILES = "{type: file, file: {directory: objects}}";

    @Test
    void endsByItselfWhenAllSourcesEnded() throws IOException, InterruptedException {
        String one = file("one.yml", "{flows: 1000}", FILES);
        String other = file("other.yml", "{flows: 50}", FILES);

        try (ChildJvm child = ChildJvm.start(directory, "run", one, other)) {
            assertThat(child.exitCode()).as(child.err()).isZero();
            assertThat(flows("one")).isEqualTo(1000);
            assertThat(flows("other")).isEqualTo(50);
            assertThat(child.err())
                    .contains("one: 1000 received = 1000 written + 0 filtered + 0 left out + 0 lost + 0 waiting\n")
                    .contains("other: 50 received = 50 written + 0 filtered + 0 left out + 0 lost + 0 waiting\n");
            assertThat(child.out()).isEmpty();
        }
    }

    @Test
    void runsAFileGivenAsTheOnlyArgument() throws IOException, InterruptedException {
        try (ChildJvm child = ChildJvm.start(directory, file("one.yml", "{flows: 10}", FILES))) {
            assertThat(child.exitCode()).as(child.err()).isZero();
            assertThat(flows("one")).isEqualTo(10);
        }
    }

    @Test
    void storesWhatItHasWhenToldToEnd() throws IOException, InterruptedException {
        String one = file("one.yml", "{flows: 1000, ends: false}", FILES);

        try (ChildJvm child = ChildJvm.start(directory, "run", one)) {
            child.await(() -> stored(3) && child.err().contains("All flows were taken"));
            child.terminate();

            assertThat(child.exitCode()).as(child.err()).isZero();
            assertThat(flows("one")).isEqualTo(1000);
            assertThat(child.err()).contains("Stopping: ").contains("one: 1000 received = 1000 written");
        }
    }

    @Test
    void storesWhatCameByStandardInputWhenToldToEnd() throws IOException, InterruptedException {
        String one = file("one.yml", "{}", FILES);
        Path config = directory.resolve(one);
        Files.writeString(
                config, Files.readString(config).replace("{type: lab, lab: {}}", "{type: file, file: {path: \"-\"}}"));

        try (ChildJvm child = ChildJvm.start(directory, "run", one)) {
            child.write("{\"UUID\":\"a\"}\n".repeat(900).getBytes(StandardCharsets.UTF_8));
            child.await(() -> stored(3));
            child.terminate();

            assertThat(child.exitCode()).as(child.err()).isZero();
            assertThat(flows("one")).isEqualTo(900);
        }
    }

    private boolean stored(int objects) {
        Path bucket = directory.resolve("objects/bucket");
        if (!Files.isDirectory(bucket)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(bucket)) {
            return files.filter(file -> file.toString().endsWith(".json")).count() >= objects;
        } catch (IOException | UncheckedIOException e) {
            // A file that got its last name meanwhile; it is looked for again.
            return false;
        }
    }

    @Test
    void saysHowManyFlowsWereLost() throws IOException, InterruptedException {
        try (ChildJvm child = ChildJvm.start(directory, "run", file("one.yml", "{flows: 700}", "{type: refusing}"))) {
            assertThat(child.exitCode()).isEqualTo(1);
            assertThat(child.err()).contains("one: 700 flows were lost: {");
        }
    }

    @Test
    void givesUpWhenTheDeadlineIsOver() throws IOException, InterruptedException {
        String one = file("one.yml", "{flows: 700, ends: false}", "{type: hanging}");

        try (ChildJvm child = ChildJvm.start(directory, "run", "--deadline", "1", one)) {
            child.await(() -> child.err().contains("All flows were taken"));
            child.terminate();

            assertThat(child.exitCode()).isEqualTo(1);
            assertThat(child.err()).contains("flows were lost: {");
        }
    }

    @Test
    void endsAtOnceAtASecondSignal() throws IOException, InterruptedException {
        String one = file("one.yml", "{flows: 700, ends: false}", "{type: hanging}");

        try (ChildJvm child = ChildJvm.start(directory, "run", "--deadline", "100", one)) {
            child.await(() -> child.err().contains("All flows were taken"));
            child.terminate();
            child.await(() -> child.err().contains("Stopping: "));
            long begin = System.nanoTime();
            child.terminate();

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
            assertThat(child.err()).contains("flowexporter: a second signal: ");
        }
    }

    @Test
    void doesNotStartHalf() throws IOException, InterruptedException {
        String good = file("good.yml", "{flows: 10, ends: false}", FILES);
        String bad = file("bad.yml", "{flows: 10}", "{type: unready}");

        try (ChildJvm child = ChildJvm.start(directory, "run", good, bad)) {
            assertThat(child.exitCode()).isEqualTo(78);
            assertThat(child.err())
                    .contains("Cannot start pipeline 'bad': ")
                    .contains("Unready: no store")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void saysWhatAFactoryHasAgainstItsSettings() throws IOException, InterruptedException {
        String good = file("good.yml", "{flows: 10, ends: false}", FILES);
        String bad = file("bad.yml", "{flows: 10}", "{type: picky}");
        String worse = file("worse.yml", "{flows: 10}", "{type: s3, s3: {endpoint: 'http://x', access_key: half}}");

        for (String command : List.of("run", "check")) {
            try (ChildJvm child = ChildJvm.start(directory, command, good, bad, worse)) {
                assertThat(child.exitCode()).isEqualTo(78);
                assertThat(child.err())
                        .isEqualTo("1 problem in bad.yml:\n"
                                + "  pipeline.write.picky: these settings don't go together\n"
                                + "1 problem in worse.yml:\n"
                                + "  pipeline.write.s3: secret_key: required with access_key, but missing\n");
                assertThat(child.out()).isEmpty();
            }
        }
    }

    @Test
    void logsInTheFormAndLevelThatAreAskedFor() throws IOException, InterruptedException {
        String one = file("one.yml", "{flows: 10}", FILES);
        Files.writeString(
                directory.resolve(one), Files.readString(directory.resolve(one)) + "logging: {level: ERROR}\n");

        try (ChildJvm quiet = ChildJvm.start(directory, "run", one);
                ChildJvm loud = ChildJvm.start(directory, Map.of("FLOWEXPORTER_LOG_LEVEL", "info"), "run", one);
                ChildJvm wrong = ChildJvm.start(directory, Map.of("FLOWEXPORTER_LOG_LEVEL", "noisy"), "run", one)) {
            assertThat(quiet.exitCode()).as(quiet.err()).isZero();
            assertThat(quiet.err()).doesNotContain("INFO");
            assertThat(loud.exitCode()).as(loud.err()).isZero();
            assertThat(loud.err().lines().toList())
                    .anySatisfy(
                            line -> assertThat(line)
                                    .matches(
                                            "2\\d{3}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  launcher: Started one: .*"));
            assertThat(wrong.exitCode()).isEqualTo(64);
        }
    }

    @Test
    void keepsStandardOutputForObjects() throws IOException, InterruptedException {
        try (ChildJvm child = ChildJvm.start(directory, "run", file("one.yml", "{flows: 2}", "{type: stdout}"))) {
            assertThat(child.exitCode()).as(child.err()).isZero();
            List<String> lines = child.out().lines().toList();
            assertThat(lines.get(0)).startsWith("--- bucket/one/other/").endsWith(" ---");
            assertThat(lines.get(1)).isEqualTo("[{\"UUID\":\"2\"},{\"UUID\":\"1\"}]");
        }
    }
}
