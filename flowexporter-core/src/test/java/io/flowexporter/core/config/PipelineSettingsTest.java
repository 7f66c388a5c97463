package io.flowexporter.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.durability.Durability.WhenFull;
import io.flowexporter.core.status.ListenAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pipeline.status} and {@code pipeline.durability}. */
class PipelineSettingsTest {
    private static final Path DIRECTORY = Path.of("/var/lib/flowexporter");

    private static PipelineFile read(String section) {
        return read(section, Map.of());
    }

    private static PipelineFile read(String section, Map<String, String> environment) {
        return new ConfigFiles(environment).read("exporter.yml", "pipeline:\n" + section + """
                  store:
                    buffered:
                      dirname: bucket
                      filename_prefix: logs
                      max_flows_per_object: 6000
                      max_seconds_per_object: 60
                      max_seconds_per_stream: 86400
                  write: {type: s3, s3: {endpoint: 'http://127.0.0.1:9000'}}
                """);
    }

    private static Durability durability(String settings) {
        return read("  durability: {" + settings + "}\n").durability();
    }

    @Test
    void aFileThatSaysNothingKeepsNothingAndShowsNothing() {
        PipelineFile file = read("");

        assertThat(file.durability()).isEqualTo(Durability.memory());
        assertThat(file.status()).isEmpty();
        assertThat(file.warnings()).isEmpty();
    }

    @Test
    void aDirectoryAloneMeansASpool() {
        assertThat(durability("directory: /var/lib/flowexporter")).isEqualTo(Durability.spool(DIRECTORY));
    }

    @Test
    void allOfItCanBeSaid() {
        assertThat(durability(
                        "mode: journal, directory: /var/lib/flowexporter, max_bytes: 5GiB, when_full: drop_oldest"))
                .isEqualTo(Durability.journal(DIRECTORY).maxBytes(5L << 30).whenFull(WhenFull.DROP_OLDEST));
    }

    @ParameterizedTest
    @CsvSource({
        "1048576, 1048576",
        "10_000_000, 10000000",
        "1MiB, 1048576",
        "512 MiB, 536870912",
        "2048KiB, 2097152",
        "1TiB, 1099511627776"
    })
    void bytesMayHaveAUnit(String text, long bytes) {
        assertThat(durability("directory: /var/lib/flowexporter, max_bytes: " + text)
                        .maxBytes())
                .isEqualTo(bytes);
    }

    @Test
    void theEnvironmentOverridesThem() {
        PipelineFile file = read(
                "  durability: {mode: journal, directory: /elsewhere}\n",
                Map.of(
                        "SKYDIVE_PIPELINE_DURABILITY_DIRECTORY", "/var/lib/flowexporter",
                        "SKYDIVE_PIPELINE_STATUS_LISTEN", "9464"));

        assertThat(file.durability()).isEqualTo(Durability.journal(DIRECTORY));
        assertThat(file.status())
                .isEqualTo(Optional.of(new PipelineFile.Listen(new ListenAddress("127.0.0.1", 9464), 0)));
    }

    @Test
    void theLineOfTheAddressIsKept() {
        assertThat(read("  status:\n    listen: 127.0.0.1:9464\n").status())
                .isEqualTo(Optional.of(new PipelineFile.Listen(new ListenAddress("127.0.0.1", 9464), 3)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode: journal | line 2: pipeline.durability.mode: 'journal' needs a directory: give"
                        + " pipeline.durability.directory, or say 'memory' if nothing need outlive the process",
                "mode: disk | line 2: pipeline.durability.mode: must be memory or spool or journal, but was 'disk'",
                "directory: '' | line 2: pipeline.durability.directory: must name a directory, but is empty",
                "directory: d, max_bytes: 5GB | line 2: pipeline.durability.max_bytes: must be a whole number of bytes, or"
                        + " of KiB, MiB, GiB or TiB such as 20GiB, but was '5GB'",
                "directory: d, max_bytes: -1 | line 2: pipeline.durability.max_bytes: must be a whole number of bytes, or"
                        + " of KiB, MiB, GiB or TiB such as 20GiB, but was '-1'",
                "directory: d, max_bytes: 1000 | line 2: pipeline.durability.max_bytes: must be at least 1 MiB, but was"
                        + " '1000'",
                "directory: d, max_bytes: 99999999TiB | line 2: pipeline.durability.max_bytes: must be a smaller number of"
                        + " bytes, but was '99999999TiB'",
                "directory: d, when_full: stop | line 2: pipeline.durability.when_full: must be drop_newest or"
                        + " drop_oldest, but was 'stop'",
                "directroy: d | line 2: pipeline.durability.directroy: no such setting (did you mean 'directory'?); known:"
                        + " directory, max_bytes, mode, when_full"
            })
    void mistakesAreRefusedWithTheirLines(String settings, String message) {
        assertThatThrownBy(() -> durability(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatHasNoEffectIsSaid() {
        assertThat(read("  durability: {mode: memory, directory: d, when_full: drop_oldest}\n")
                        .warnings())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        "line 2: pipeline.durability.directory: ignored, since mode 'memory' keeps nothing",
                        "line 2: pipeline.durability.when_full: ignored, since mode 'memory' keeps nothing");
        assertThat(read("  durability: {max_bytes: 1GiB}\n").warnings())
                .extracting(Object::toString)
                .containsExactly(
                        "line 2: pipeline.durability.max_bytes: ignored, since without a directory nothing is kept");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9464, 127.0.0.1, 9464",
        "9464, 127.0.0.1, 9464",
        ":9464, 127.0.0.1, 9464",
        "localhost:0, localhost, 0",
        "0.0.0.0:80, 0.0.0.0, 80",
        "'[::1]:9464', ::1, 9464"
    })
    void addressesHaveTheseForms(String text, String host, int port) {
        assertThat(ListenAddress.parse(text)).isEqualTo(new ListenAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:",
                "127.0.0.1:70000",
                "::1:9464",
                "http://127.0.0.1:9464",
                "a b:1",
                "-1"
            })
    void otherAddressesAreRefused(String text) {
        assertThatThrownBy(() -> read("  status: {listen: '" + text + "'}\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("line 2: pipeline.status.listen: must be an address and a port");
    }

    @Test
    void allSettingsAreDocumented() {
        assertThat(PipelineSettings.all())
                .allSatisfy(setting ->
                        assertThat(setting.option().doc()).as(setting.path()).endsWith("."));
    }
}
