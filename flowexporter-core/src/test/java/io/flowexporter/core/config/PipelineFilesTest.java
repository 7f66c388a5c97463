package io.flowexporter.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageKind;
import io.flowexporter.core.source.FlowFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineFilesTest {
    private static final PipelineFiles FILES = new ConfigFiles().fromDisk();
    private static final String AWS = ConfigFiles.original("awsflowlogs");
    private static final String VPC = ConfigFiles.original("vpclogs");

    @TempDir
    private Path directory;

    private String file(String name, String text) {
        return ConfigFiles.write(directory, name, text).toString();
    }

    private static Object hostId(PipelineFile file) {
        return file.pipeline()
                .stage(StageKind.SUBSCRIBER)
                .orElseThrow()
                .values()
                .get(FakeStages.HOST_ID);
    }

    @Test
    void givesAPipelineTheNameOfItsFile() {
        assertThat(FILES.read(Path.of(file("edge.yml", AWS))).pipeline().name()).isEqualTo("edge");
    }

    @ParameterizedTest
    @CsvSource({
        "a/edge.yaml, edge",
        "edge.conf, edge.conf",
        "my edge (1).yml, my-edge-1-",
        ".yml, pipeline",
        "-, stdin",
        "'日本.yml', '-'"
    })
    void makesANameOfAnyFile(String file, String name) {
        assertThat(PipelineFiles.pipelineName(file)).isEqualTo(name);
        assertThat(Pipeline.builder(name)).isNotNull();
    }

    @Test
    void readsStandardInput() {
        PipelineFiles files = new PipelineFiles(
                StageTypes.of(FakeStages.CORE, new FakeStages()),
                Map.of(),
                new ByteArrayInputStream(AWS.getBytes(StandardCharsets.UTF_8)));

        assertThat(files.readAll(List.of("-")).get(0).pipeline().name()).isEqualTo("stdin");
    }

    @Test
    void saysWhichFileItCannotRead() {
        assertThatThrownBy(() -> FILES.read(directory.resolve("none.yml")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("1 problem in " + directory + "/none.yml:\n  Cannot read the file: there is no such file");
        assertThatThrownBy(() -> FILES.read(directory)).hasMessageContaining("Cannot read the file: ");
    }

    @Test
    void refusesTwoPipelinesOfOneName() throws IOException {
        Files.createDirectory(directory.resolve("b"));
        String one = file("edge.yml", AWS);
        String other = file("b/edge.yml", AWS);

        assertThatThrownBy(() -> FILES.readAll(List.of(one, other)))
                .hasMessage(
                        "1 problem in " + other + ":\n  Cannot name its pipeline 'edge': that is the name of the one"
                                + " of " + one + "; rename one of the files");
    }

    @Test
    void refusesTwoPipelinesOfOneAccount() {
        String one = file("one.yml", VPC);
        String other = file(
                "other.yml", ConfigFiles.changed(VPC, "filename: /tmp/account.json", "filename: /tmp/./account.json"));

        assertThatThrownBy(() -> FILES.readAll(List.of(one, other)))
                .hasMessage("1 problem in " + other + ":\n  line 36: pipeline.account.file.filename:"
                        + " '/tmp/account.json' is the account of " + one + " too; give each pipeline its own");
    }

    @Test
    void refusesTwoReadersOfStandardInput() {
        String text = ConfigFiles.changed(
                AWS, "url: ws://127.0.0.1:8082/ws/subscriber/flow", "type: file\nfile:\n  path: \"-\"");
        String one = file("one.yml", text);
        String other = file("other.yml", text);
        StageTypes types = StageTypes.of(FakeStages.CORE, new FakeStages(), () -> List.of(FlowFile.TYPE));
        String problem = ":\n  line 13: pipeline.subscriber.file.path: Cannot read standard input: it is taken by ";
        PipelineFiles files =
                new PipelineFiles(types, Map.of(), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));

        assertThat(files.readAll(List.of(one))).hasSize(1);
        assertThatThrownBy(() -> files.readAll(List.of(one, other)))
                .hasMessage("1 problem in " + other + problem + one + "; name a file in its place");
        assertThatThrownBy(() -> files.readAll(List.of("-")))
                .hasMessage("1 problem in standard input" + problem
                        + "this configuration itself; name a file in its place");
    }

    @Test
    void tellsWhatIsWrongWithEachFile() {
        String one = file("one.yml", ConfigFiles.changed(AWS, "type: csv", "type: cvs"));
        String other = file("other.yml", ConfigFiles.changed(AWS, "dirname: bucket", ""));

        ConfigurationException e =
                Assertions.catchThrowableOfType(ConfigurationException.class, () -> FILES.readAll(List.of(one, other)));

        assertThat(e).hasMessageContaining("did you mean 'csv'?");
        assertThat(e.getSuppressed())
                .singleElement()
                .satisfies(second -> assertThat(second)
                        .hasMessageContaining("pipeline.store.buffered.dirname: required, but missing"));
    }

    @Test
    void tellsSecondClientsOfOneHostApart() {
        String defaulted = ConfigFiles.changed(AWS, "host_id: \"\"", "");

        List<PipelineFile> files =
                FILES.readAll(List.of(file("a.yml", defaulted), file("b.yml", defaulted), file("c.yml", AWS)));

        assertThat(hostId(files.get(0))).isNull();
        assertThat(String.valueOf(hostId(files.get(1)))).endsWith("-b").hasSizeGreaterThan(2);
        assertThat(hostId(files.get(2))).isEqualTo("");
    }

    @Test
    void warnsOfTwoClientsWithOneGivenHostId() {
        String named = ConfigFiles.changed(AWS, "host_id: \"\"", "host_id: x");
        String a = file("a.yml", named);

        List<PipelineFile> files = FILES.readAll(List.of(a, file("b.yml", named)));

        assertThat(ConfigFiles.warnings(files.get(0))).isEmpty();
        assertThat(ConfigFiles.warnings(files.get(1)))
                .extracting(Object::toString)
                .containsExactly("line 1: host_id: 'x' is that of " + a + " too, and an analyzer refuses the second"
                        + " client of one id; give each its own, or none");
    }
}
