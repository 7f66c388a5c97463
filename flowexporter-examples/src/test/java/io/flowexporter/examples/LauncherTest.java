package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process: what it prints and how it ends. */
class LauncherTest {
    static final String PLUGIN = """
            package third.party;

            import io.flowexporter.api.Option;
            import io.flowexporter.api.Plugin;
            import io.flowexporter.api.StageType;
            import io.flowexporter.api.object.RejectedException;
            import io.flowexporter.api.stage.ObjectWriter;
            import java.util.List;

            public final class Holes implements Plugin {
                public static final Option<Boolean> OPEN = Option.bool("open").defaultValue(true).doc("Takes objects.");
                public static final StageType<ObjectWriter> HOLE = StageType.write(
                                "hole", (settings, context) -> object -> {
                                    if (!settings.get(OPEN)) {
                                        throw new RejectedException("the hole is closed");
                                    }
                                }, OPEN)
                        .doc("Takes everything, keeps nothing.");

                @Override
                public List<StageType<?>> stages() {
                    return List.of(HOLE);
                }
            }
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void makePlugins() throws IOException {
        Files.createDirectory(directory.resolve("plugins"));
    }

    private String file(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
        return name;
    }

    @Test
    void saysHowItIsUsed() throws InterruptedException {
        try (ChildJvm help = ChildJvm.start(directory, "--help");
                ChildJvm none = ChildJvm.start(directory);
                ChildJvm wrong = ChildJvm.start(directory, "fly")) {
            assertThat(help.exitCode()).isZero();
            assertThat(help.out()).startsWith("Usage: flowexporter COMMAND");
            assertThat(none.exitCode()).isEqualTo(64);
            assertThat(none.err()).startsWith("flowexporter: Say what to do").contains("Usage: ");
            assertThat(wrong.exitCode()).isEqualTo(64);
            assertThat(wrong.err()).startsWith("flowexporter: There is no command and no file 'fly'");
        }
    }

    @Test
    void tellsItsVersion() throws InterruptedException {
        try (ChildJvm child = ChildJvm.start(directory, "--version")) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.out()).matches("flowexporter .+, Java .+\n");
        }
    }

    @Test
    void printsAllProblemsOfAllFiles() throws IOException, InterruptedException {
        String one = file("one.yml", "pipeline:\n  store: {type: bufered}\n  write: {type: file}\n");
        String other = file("other.yml", "pipeline:\n\twrite:\n");

        for (String command : new String[] {"run", "check"}) {
            try (ChildJvm child = ChildJvm.start(directory, command, one, other)) {
                assertThat(child.exitCode()).isEqualTo(78);
                assertThat(child.err())
                        .contains("2 problems in one.yml:\n"
                                + "  line 2: pipeline.store.type: no store named 'bufered' (did you mean 'buffered'?);")
                        .contains("\n  line 3: pipeline.write.file.directory: required, but missing\n")
                        .contains("1 problem in other.yml:\n  line 2: no YAML: ")
                        .doesNotContain("\tat ");
                assertThat(child.out()).isEmpty();
            }
        }
    }

    @Test
    void findsAPluginInPluginsAndNamesTheBrokenOneBesideIt() throws IOException, InterruptedException {
        PluginJar.write(directory.resolve("plugins/holes.jar"), "Holes", PLUGIN);
        PluginJar.write(
                directory.resolve("plugins/broken.jar"),
                "Broken",
                "package third.party; public class Broken implements io.flowexporter.api.Plugin {"
                        + " public Broken() { throw new IllegalStateException(\"no licence\"); }"
                        + " public java.util.List<io.flowexporter.api.StageType<?>> stages() { return null; } }");
        Files.writeString(directory.resolve("plugins/text.jar"), "no zip");
        String file = file(
                "hole.yml", "pipeline:\n  store: {type: direct, direct: {dirname: bucket}}\n  write: {type: hole}\n");

        try (ChildJvm stages = ChildJvm.start(directory, "stages");
                ChildJvm check = ChildJvm.start(directory, "check", file)) {
            assertThat(stages.exitCode()).isZero();
            assertThat(stages.out())
                    .contains("\n  hole  [holes.jar]\n      Takes everything, keeps nothing.\n"
                            + "      pipeline.write.hole.open: true or false, default true\n          Takes objects.\n")
                    .containsPattern("\n  buffered  \\[flowexporter-core[^]]*]\n");
            assertThat(stages.err())
                    .contains("warning: broken.jar: Cannot load plugin third.party.Broken:"
                            + " IllegalStateException: no licence")
                    .contains("warning: text.jar: Cannot read it: it is no jar");
            assertThat(check.exitCode()).isZero();
            assertThat(check.out()).matches("hole.yml: hole: skydive → .*direct → json → hole\n");
        }
    }

    @Test
    void obeysTheEnvironment() throws IOException, InterruptedException {
        String file = file("a.yml", "pipeline:\n  store: {buffered: {dirname: bucket}}\n");
        Map<String, String> environment =
                Map.of("SKYDIVE_PIPELINE_WRITE_TYPE", "stdout", "SKYDIVE_PIPELINE_COMPRESS_TYPE", "gzip");

        try (ChildJvm child = ChildJvm.start(directory, environment, "check", file)) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.out()).contains("buffered → json → gzip → stdout");
        }
    }

    @Test
    void explainsWhatFilesComeTo() throws IOException, InterruptedException {
        PluginJar.write(directory.resolve("plugins/holes.jar"), "Holes", PLUGIN);
        String file = file("hole.yml", """
                pipeline:
                  store:
                    type: direct
                    direct: {dirname: bucket}
                  write: {type: hole}
                """);
        Map<String, String> environment = Map.of("SKYDIVE_PIPELINE_WRITE_HOLE_OPEN", "yes");

        try (ChildJvm child = ChildJvm.start(directory, environment, "explain", file);
                ChildJvm wrong = ChildJvm.start(directory, "explain", "no.yml")) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.out())
                    .matches("(?s)hole.yml: hole: skydive → .*direct → json → hole\n\nsubscriber .*")
                    .containsPattern("\nstore        direct  \\(hole.yml:3\\)  \\[flowexporter-core[^]]*]\n")
                    .containsPattern("\n    pipeline.store.direct.dirname +bucket  \\(hole.yml:4\\)\n")
                    .contains("\nwrite        hole  (hole.yml:5)  [holes.jar, third.party.Holes]\n"
                            + "    pipeline.write.hole.open  true  (SKYDIVE_PIPELINE_WRITE_HOLE_OPEN)\n")
                    .containsPattern("\n    pipeline.durability.mode +memory +\\(default\\)\n");
            assertThat(wrong.exitCode()).isEqualTo(78);
            assertThat(wrong.err()).contains("no.yml").contains("there is no such file");
        }
    }
}
