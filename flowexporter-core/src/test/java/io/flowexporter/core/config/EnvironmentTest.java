package io.flowexporter.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.Option;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.Settings;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.StageType;
import io.flowexporter.testkit.TestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    private static final String FILE = ConfigFiles.original("awsflowlogs");

    private static Map<Option<?>, Object> values(Pipeline pipeline) {
        Map<Option<?>, Object> values = new HashMap<>();
        pipeline.stages().forEach(stage -> values.putAll(stage.values()));
        return values;
    }

    private static PipelineFile read(String text, String... variables) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return new ConfigFiles(environment).read("x.yml", text);
    }

    @Test
    void overridesWhatTheFileSays() {
        Pipeline pipeline = read(
                        FILE,
                        "SKYDIVE_HOST_ID",
                        "here",
                        "SKYDIVE_PIPELINE_WRITE_S3_SECRET_KEY",
                        "better",
                        "SKYDIVE_PIPELINE_STORE_BUFFERED_MAX_FLOWS_PER_OBJECT",
                        "7",
                        "SKYDIVE_PIPELINE_ENCODE_TYPE",
                        "json")
                .pipeline();

        assertThat(values(pipeline))
                .containsEntry(FakeStages.HOST_ID, "here")
                .containsEntry(FakeStages.SECRET_KEY, "better")
                .containsEntry(FakeStages.PER_OBJECT, 7);
        assertThat(pipeline.toString()).contains("→ json →");
    }

    @Test
    void givesWhatTheFileLeavesOut() {
        Pipeline pipeline = read(
                        FILE,
                        "SKYDIVE_PIPELINE_CLASSIFY_CLUSTER_NET_MASKS",
                        "10.0.0.0/8 fd00::/8",
                        "SKYDIVE_PIPELINE_FILTER_EXCLUDED_TAGS",
                        "other egress",
                        "SKYDIVE_ANALYZER_AUTH_CLUSTER_USERNAME",
                        "me")
                .pipeline();

        assertThat(values(pipeline))
                .containsEntry(FakeStages.MASKS, List.of("10.0.0.0/8", "fd00::/8"))
                .containsEntry(FakeStages.EXCLUDED, List.of("other", "egress"))
                .containsEntry(FakeStages.USERNAME, "me");
    }

    @Test
    void reachesOptionsThroughTheirAliases() {
        Pipeline pipeline = read(
                        ConfigFiles.original("vpclogs"),
                        "SKYDIVE_PIPELINE_MANGLE_TYPE",
                        "action",
                        "SKYDIVE_PIPELINE_ACTION_TID1",
                        "a",
                        "SKYDIVE_PIPELINE_MANGLE_ACTION_TID2",
                        "b")
                .pipeline();

        assertThat(values(pipeline)).containsEntry(FakeStages.TID1, "a").containsEntry(FakeStages.TID2, "b");
    }

    @Test
    void countsAnEmptyVariableAsNone() {
        assertThat(values(read(FILE, "SKYDIVE_PIPELINE_WRITE_S3_REGION", "").pipeline()))
                .containsEntry(FakeStages.REGION, "local");
    }

    @Test
    void isNamedWhereItsValueIsWrong() {
        assertThatThrownBy(() -> read(FILE, "SKYDIVE_PIPELINE_STORE_BUFFERED_MAX_FLOWS_PER_OBJECT", "many"))
                .hasMessage(
                        "1 problem in x.yml:\n  pipeline.store.buffered.max_flows_per_object: must be a whole number,"
                                + " but was 'many' (from the environment variable"
                                + " SKYDIVE_PIPELINE_STORE_BUFFERED_MAX_FLOWS_PER_OBJECT)");
    }

    @Test
    void canChooseTheLogLevel() {
        assertThat(read(FILE, "SKYDIVE_LOGGING_LEVEL", "warn").logLevel()).contains(System.Logger.Level.WARNING);
    }

    @Test
    void isWarnedOfWhereAVariableOfOursMeansNothing() {
        assertThat(ConfigFiles.warnings(
                        read(FILE, "SKYDIVE_PIPELINE_WRITE_S3_SECRETKEY", "x", "SKYDIVE_ANALYZER_LISTEN", ":8082")))
                .extracting(Object::toString)
                .containsExactly("the environment variable SKYDIVE_PIPELINE_WRITE_S3_SECRETKEY means no setting"
                        + " (did you mean 'SKYDIVE_PIPELINE_WRITE_S3_SECRET_KEY'?), so it is ignored");
    }

    @Test
    void holdsSecrets() {
        String text = ConfigFiles.changed(FILE, "secret_key: password", "secret_key: ${env:S3_SECRET}");

        assertThat(values(read(text, "S3_SECRET", "hidden\n").pipeline()))
                .containsEntry(FakeStages.SECRET_KEY, "hidden");
    }

    @Test
    void isNamedWhereItLacksASecret() {
        String text = ConfigFiles.changed(FILE, "secret_key: password", "secret_key: ${env:S3_SECRET}");

        assertThatThrownBy(() -> read(text))
                .hasMessage("1 problem in x.yml:\n  line 36: pipeline.write.s3.secret_key:"
                        + " the environment variable S3_SECRET is not set");
        assertThatThrownBy(() -> read(text, "S3_SECRET", "\n"))
                .hasMessageContaining("the environment variable S3_SECRET is empty");
    }

    @Test
    void doesNotHoldSecretsAlone(@TempDir Path directory) {
        Path secret = ConfigFiles.write(directory, "secret", "from $1 a file\r\n");
        String text = ConfigFiles.changed(FILE, "secret_key: password", "secret_key: ${file:" + secret + "}");

        assertThat(values(read(text).pipeline())).containsEntry(FakeStages.SECRET_KEY, "from $1 a file");
    }

    private static List<String> warnings(PipelineFile file) {
        return file.warnings().stream().map(Object::toString).toList();
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void isNotNeededForSecretsThatAreInFilesAndMayChange(@TempDir Path directory) throws Exception {
        Path secret = ConfigFiles.write(directory, "secret", "first");
        AtomicReference<Settings> made = new AtomicReference<>();
        Option<String> word = Option.string("word").concealed();
        StageTypes types = StageTypes.of(
                FakeStages.CORE,
                new FakeStages(),
                () -> List.of(StageType.write(
                        "safe",
                        (settings, context) -> {
                            made.set(settings);
                            return object -> {};
                        },
                        word)));
        String text = ConfigFiles.changed(FILE, "type: s3", "type: safe\nsafe: {word: 'a ${file:" + secret + "}'}");
        new ConfigFiles(types, Map.of())
                .read("x.yml", text)
                .pipeline()
                .stage(StageKind.WRITE)
                .orElseThrow()
                .create(new TestContext());

        Files.writeString(secret, "second\n");
        assertThat(made.get().get(word)).isEqualTo("a first");
        assertThat(made.get().latest(word)).contains("a second");
        Files.delete(secret);
        assertThatThrownBy(() -> made.get().latest(word)).hasMessage("the file " + secret + " does not exist");
    }

    @Test
    void isAdvisedWhereSecretsStandInTheFile(@TempDir Path directory) throws Exception {
        String text = ConfigFiles.changed(FILE, "secret_key: password", "secret_key: ${env:S3_SECRET}");
        Path file = ConfigFiles.write(directory, "x.yml", text);
        PipelineFiles files = new ConfigFiles(Map.of("S3_SECRET", "hidden")).fromDisk();
        permit(file, "rw-------");

        assertThat(warnings(files.read(file)))
                .containsExactly("line 35: pipeline.write.s3.access_key: a secret stands in the file itself;"
                        + " ${env:NAME} or ${file:PATH} in its place names where it is (said once a file)");

        permit(file, "rw-r-----");
        assertThat(warnings(files.read(file)))
                .containsExactly(
                        "line 35: pipeline.write.s3.access_key: a secret stands in the file itself, which group"
                                + " or others may read (rw-r-----; chmod 600 it);"
                                + " ${env:NAME} or ${file:PATH} in its place names where it is (said once a file)");
    }

    @Test
    void isNoSecretInTheFile() {
        assertThat(warnings(read(
                        ConfigFiles.changed(FILE, "secret_key: password", ""),
                        "SKYDIVE_PIPELINE_WRITE_S3_ACCESS_KEY",
                        "a",
                        "SKYDIVE_PIPELINE_WRITE_S3_SECRET_KEY",
                        "b")))
                .isEmpty();
    }

    @Test
    void isSaferThanAFileThatOthersMayRead(@TempDir Path directory) throws Exception {
        Path secret = ConfigFiles.write(directory, "secret", "word");
        String text = ConfigFiles.changed(FILE, "secret_key: password", "secret_key: ${file:" + secret + "}");
        permit(secret, "rw----r--");
        assertThat(warnings(read(text)))
                .contains("line 36: pipeline.write.s3.secret_key: group or others may read the secret's file " + secret
                        + " (rw----r--); chmod 600 it");

        permit(secret, "rw-------");
        assertThat(warnings(read(text))).noneMatch(line -> line.contains(secret.toString()));
    }

    @Test
    void failsWhereTheFileOfASecretIsMissingOrNoText(@TempDir Path directory) {
        String missing = ConfigFiles.changed(FILE, "secret_key: password", "secret_key: ${file:/no/such}");
        String noFile = ConfigFiles.changed(FILE, "secret_key: password", "secret_key: ${file:" + directory + "}");

        assertThatThrownBy(() -> read(missing))
                .hasMessageContaining("line 36: pipeline.write.s3.secret_key: the file /no/such does not exist");
        assertThatThrownBy(() -> read(noFile)).hasMessageContaining("can't be read as UTF-8 text");
    }

    @Test
    void isNotReadForWhatIsNoSecret() {
        PipelineFile file =
                read(ConfigFiles.changed(FILE, "dirname: bucket", "dirname: ${env:BUCKET}"), "BUCKET", "mine");

        assertThat(values(file.pipeline())).containsEntry(FakeStages.DIRNAME, "${env:BUCKET}");
        assertThat(ConfigFiles.warnings(file))
                .extracting(Object::toString)
                .containsExactly("line 26: pipeline.store.buffered.dirname: is taken as it stands:"
                        + " only secrets may name where their value is");
    }

    @Test
    void neverShowsASecret() {
        Option<Integer> pin = Option.integer("pin").concealed();
        StageTypes types = StageTypes.of(
                FakeStages.CORE,
                new FakeStages(),
                () -> List.of(io.flowexporter.api.StageType.write(
                        "safe",
                        (settings, context) -> {
                            throw new UnsupportedOperationException();
                        },
                        pin)));
        String text = ConfigFiles.changed(FILE, "type: s3", "type: safe\nsafe: {pin: s3cr3t}");

        assertThatThrownBy(() -> new ConfigFiles(types, Map.of()).read("x.yml", text))
                .hasMessage("1 problem in x.yml:\n  line 33: pipeline.write.safe.pin: is no value for it"
                        + " (it is secret, so not shown); must be a whole number");
    }
}
