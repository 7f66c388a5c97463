package io.flowexporter.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Problem;
import io.flowexporter.api.StageType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One change of a good file, and what is said of it. */
class MistakesTest {
    private static final ConfigFiles FILES = new ConfigFiles();

    private static Arguments mistake(String file, String line, String by, String message) {
        return Arguments.of(file, line, by, message);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        "awsflowlogs",
                        "type: csv",
                        "type: jsn",
                        "line 17: pipeline.encode.type: no encode named 'jsn' (did you mean 'json'?);"
                                + " available: csv, json, secadvisor"),
                mistake(
                        "awsflowlogs",
                        "type: csv",
                        "type: protobuf",
                        "line 17: pipeline.encode.type: no encode named 'protobuf';"
                                + " available: csv, json, secadvisor"),
                mistake(
                        "awsflowlogs",
                        "type: logstatus",
                        "type: logstat",
                        "line 13: pipeline.mangle.type: no mangle named 'logstat' (did you mean 'logstatus'?);"
                                + " available: action, logstatus, none"),
                mistake(
                        "awsflowlogs",
                        "type: awsflowlogs",
                        "type: vpclogs",
                        "line 13: pipeline.mangle.type: 'logstatus' needs records that tell their continuity,"
                                + " but pipeline.transform.type 'vpclogs' produces VpcFlowLog"),
                mistake(
                        "vpclogs",
                        "type: json",
                        "type: csv",
                        "line 26: pipeline.storeheader.type: 'vpclogs' puts fields around the records,"
                                + " which encode 'csv' cannot write; use json"),
                mistake(
                        "prom_sky_con",
                        "type: none",
                        "type: vpclogs",
                        "line 20: pipeline.store.type: 'prom_sky_con' needs Flow records,"
                                + " but pipeline.transform.type 'vpclogs' produces VpcFlowLog"),
                mistake(
                        "prom_sky_con",
                        "port: 9100",
                        "",
                        "line 21: pipeline.store.prom_sky_con.port: required, but missing"),
                mistake(
                        "prom_sky_con",
                        "port: 9100",
                        "port:",
                        "line 22: pipeline.store.prom_sky_con.port: required, but missing"),
                mistake(
                        "prom_sky_con",
                        "port: 9100",
                        "port: high",
                        "line 22: pipeline.store.prom_sky_con.port: must be a whole number, but was 'high'"),
                mistake(
                        "secadvisor",
                        "dirname: bucket",
                        "dir_name: bucket\ndirname: bucket",
                        "line 43: pipeline.store.buffered.dir_name: no such setting (did you mean 'dirname'?);"
                                + " known: dirname, filename_prefix, max_flow_array_size, max_flows_per_object,"
                                + " max_seconds_per_object, max_seconds_per_stream"),
                mistake(
                        "secadvisor",
                        "dirname: bucket",
                        "dirname: [bucket]",
                        "line 43: pipeline.store.buffered.dirname: must be text, but was a list"),
                mistake(
                        "secadvisor",
                        "max_flows_per_object: 6000",
                        "max_flows_per_object: 0",
                        "line 44: pipeline.store.buffered.max_flows_per_object: must be positive, but was '0'"),
                mistake(
                        "secadvisor",
                        "max_seconds_per_object: 60",
                        "max_seconds_per_object: soon",
                        "line 45: pipeline.store.buffered.max_seconds_per_object:"
                                + " must be a number of seconds, but was 'soon'"),
                mistake(
                        "secadvisor",
                        "exclude_started_flows: true",
                        "exclude_started_flows: maybe",
                        "line 30: pipeline.transform.secadvisor.exclude_started_flows:"
                                + " must be true or false, but was 'maybe'"),
                mistake(
                        "secadvisor",
                        "- 10.0.0.0/8",
                        "- ten",
                        "line 20: pipeline.classify.cluster_net_masks:"
                                + " must be networks such as 10.0.0.0/8, but one is 'ten'"),
                mistake(
                        "secadvisor",
                        "type: gzip",
                        "tpye: gzip",
                        "line 38: pipeline.compress.tpye: no such setting (did you mean 'type'?);"
                                + " known: gzip, gzip_native, none, type"),
                mistake(
                        "secadvisor",
                        "type: gzip",
                        "type: [gzip]",
                        "line 38: pipeline.compress.type: must be text, but was a list"),
                mistake(
                        "secadvisor",
                        "buffered:",
                        "bufferd:",
                        "line 41: pipeline.store.bufferd: no such setting (did you mean 'buffered'?);"
                                + " known: buffered, direct, prom_sky_con, type\n"
                                + "  line 39: pipeline.store.buffered.dirname: required, but missing"),
                mistake(
                        "secadvisor",
                        "pipeline:",
                        "pipelines:",
                        "line 12: pipelines: no such setting (did you mean 'pipeline'?); known: analyzer, analyzers,"
                                + " host_id, logging, pipeline\n"
                                + "  pipeline.store.buffered.dirname: required, but missing\n"
                                + "  pipeline.write.s3.endpoint: required, but missing"),
                mistake(
                        "secadvisor",
                        "username:",
                        "usernam: me",
                        "line 9: analyzer.auth.cluster.usernam: no such setting (did you mean 'username'?);"
                                + " known: password, username"),
                mistake(
                        "secadvisor",
                        "exclude_started_flows: true",
                        "extend: {A: B}",
                        "line 30: pipeline.transform.secadvisor.extend: must be text, but was a map"),
                mistake(
                        "secadvisor",
                        "host_id: \"\"",
                        "logging: {level: loud}",
                        "line 1: logging.level: must be one of TRACE, DEBUG, INFO, WARNING, ERROR, OFF,"
                                + " but was 'loud'"),
                mistake(
                        "vpclogs",
                        "classify:",
                        "classify: subnet",
                        "line 21: pipeline.classify: must be keys with values, but was text"));
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @MethodSource("mistakes")
    void areNamedWithTheirLine(String file, String line, String by, String message) {
        String text = ConfigFiles.changed(ConfigFiles.original(file), line, by);

        ConfigurationException e =
                Assertions.catchThrowableOfType(ConfigurationException.class, () -> FILES.read(file + ".yml", text));

        assertThat(e.getMessage().lines().skip(1).map(String::strip).sorted())
                .containsExactlyElementsOf(
                        message.lines().map(String::strip).sorted().toList());
        assertThat(e.getMessage())
                .startsWith(e.problems().size() + (e.problems().size() == 1 ? " problem" : " problems") + " in " + file
                        + ".yml:");
    }

    @Test
    void areAllToldAtOnceInTheOrderOfTheFile() {
        String text = """
                pipeline:
                  subscriber:
                    url: ws://analyzer:8082/ws/subscriber/flow
                  transform:
                    type: vpclogs
                  write:
                    type: stdout
                  store:
                    buffered:
                      dirname: bucket
                      max_seconds_per_object: 60
                      max_seconds_per_stream: 86400
                  mangle:
                    type: action
                    action:
                      tid2: b
                      reject_timeout: -1
                      tid_1: a
                """;

        assertThatThrownBy(() -> FILES.read("exporter.yml", text)).hasMessage("""
                        3 problems in exporter.yml:
                          line 15: pipeline.mangle.action.tid1: required, but missing
                          line 17: pipeline.mangle.action.reject_timeout: must be positive (seconds), but was '-1'
                          line 18: pipeline.mangle.action.tid_1: no such setting (did you mean 'tid1'?); known: reject_timeout, tid1, tid2""");
    }

    @Test
    void atAnAliasAreNamedThere() {
        String text = ConfigFiles.changed(
                ConfigFiles.original("vpclogs"),
                "classify:",
                "mangle:\n  type: action\naction:\n  tid1: a\n  reject_timeout: 0x\nclassify:");

        assertThatThrownBy(() -> FILES.read("vpclogs.yml", text)).hasMessage("""
                        2 problems in vpclogs.yml:
                          line 23: pipeline.mangle.action.tid2: required, but missing
                          line 25: pipeline.action.reject_timeout: must be a number of seconds, but was '0x'""");
    }

    @Test
    void areMadeByGivingASettingAtBothOfItsPaths() {
        String text = ConfigFiles.changed(
                ConfigFiles.original("vpclogs"),
                "classify:",
                "mangle: {type: action, action: {tid1: a, tid2: b}}\naction: {tid1: a}\nclassify:");

        assertThatThrownBy(() -> FILES.read("vpclogs.yml", text))
                .hasMessageContaining("line 21: pipeline.mangle.action.tid1:"
                        + " is given as pipeline.action.tid1 too; take one of them away");
    }

    @Test
    void nameTheJarThatIsMissing() {
        ConfigFiles coreAlone = new ConfigFiles(StageTypes.of(FakeStages.CORE), Map.of());

        assertThatThrownBy(() -> coreAlone.read("secadvisor.yml", ConfigFiles.original("secadvisor")))
                .hasMessage("""
                        4 problems in secadvisor.yml:
                          line 19: pipeline.classify.type: no classify named 'subnet_autodiscovery' on the class path: it is in flowexporter-secadvisor, so add that jar (io.flowexporter:flowexporter-secadvisor)
                          line 28: pipeline.transform.type: no transform named 'secadvisor' on the class path: it is in flowexporter-secadvisor, so add that jar (io.flowexporter:flowexporter-secadvisor)
                          line 34: pipeline.encode.type: no encode named 'secadvisor' on the class path: it is in flowexporter-secadvisor, so add that jar (io.flowexporter:flowexporter-secadvisor)
                          line 49: pipeline.write.type: no write named 's3' on the class path: it is in flowexporter-s3, so add that jar (io.flowexporter:flowexporter-s3)""");
    }

    @Test
    void areNoneInTheSettingsOfTypesThatAreNotSelected() {
        String text = ConfigFiles.changed(
                ConfigFiles.original("awsflowlogs"), "type: gzip", "type: none\ngzip: {level: 9}\nnone:");

        assertThat(ConfigFiles.warnings(FILES.read("awsflowlogs.yml", text))).isEmpty();
    }

    @Test
    void areNoneInSkydivesOwnSettings() {
        String text = ConfigFiles.original("awsflowlogs")
                + "agent: {listen: 127.0.0.1:8081}\netcd:\n  embedded: true\nlogging:\n  level: DEBUG\n  backends: [x]\n";

        PipelineFile file = FILES.read("awsflowlogs.yml", text);

        assertThat(ConfigFiles.warnings(file))
                .extracting(Problem::toString)
                .containsExactly("settings of Skydive itself, which are ignored: agent, etcd, logging.backends");
        assertThat(file.logLevel()).contains(System.Logger.Level.DEBUG);
    }

    @Test
    void withoutALikelyMeaningAreWarnings() {
        String text = ConfigFiles.changed(
                ConfigFiles.original("awsflowlogs"), "dirname: bucket", "dirname: bucket\ncolour: blue");

        assertThat(ConfigFiles.warnings(FILES.read("awsflowlogs.yml", text)))
                .extracting(Problem::toString)
                .containsExactly("line 27: pipeline.store.buffered.colour: no such setting, so it is ignored; known:"
                        + " dirname, filename_prefix, max_flow_array_size, max_flows_per_object,"
                        + " max_seconds_per_object, max_seconds_per_stream");
    }

    @Test
    void ofOmissionThatTheOriginalReadsAsZeroAreWarnings() {
        String text = ConfigFiles.changed(ConfigFiles.original("awsflowlogs"), "max_seconds_per_object: 60", "");

        PipelineFile file = FILES.read("awsflowlogs.yml", text);

        assertThat(ConfigFiles.warnings(file))
                .extracting(Problem::toString)
                .containsExactly("line 24: pipeline.store.buffered.max_seconds_per_object:"
                        + " not given, so 0: every batch is an object");
        assertThat(file.pipeline()
                        .stage(io.flowexporter.api.StageKind.STORE)
                        .orElseThrow()
                        .values())
                .containsEntry(FakeStages.SECONDS_PER_OBJECT, java.time.Duration.ZERO);
    }

    @Test
    void behindASinkAreWarnings() {
        String text =
                ConfigFiles.original("prom_sky_con") + "  write:\n    type: stdout\n  compress:\n    type: none\n";

        assertThat(ConfigFiles.warnings(FILES.read("prom_sky_con.yml", text)))
                .extracting(Problem::toString)
                .containsExactly("line 25: pipeline.write.type:"
                        + " ignored, since store 'prom_sky_con' takes the records for good");
    }

    @Test
    void ofForeignTextCannotForgeALine() {
        String text = ConfigFiles.changed(
                ConfigFiles.original("awsflowlogs"), "type: csv", "type: \"x\\n2026 ERROR forged\\u202e\"");

        assertThatThrownBy(() -> FILES.read("awsflowlogs.yml", text))
                .hasMessageContaining("'x\\u000a2026 ERROR forged\\u202e'");
    }

    @Test
    void areNoneInValuesThatGoFilesMayHave() {
        String text = ConfigFiles.changed(
                ConfigFiles.changed(
                        ConfigFiles.changed(
                                ConfigFiles.original("secadvisor"),
                                "exclude_started_flows: true",
                                "exclude_started_flows: Yes"),
                        "pretty: true",
                        "PRETTY: off"),
                "max_flows_per_object: 6000",
                "max_flows_per_object: 0x10");

        Map<io.flowexporter.api.Option<?>, Object> given = new java.util.HashMap<>();
        FILES.read("secadvisor.yml", text).pipeline().stages().forEach(stage -> given.putAll(stage.values()));
        assertThat(given)
                .containsEntry(FakeStages.EXCLUDE_STARTED, true)
                .containsEntry(FakeStages.PRETTY, false)
                .containsEntry(FakeStages.PER_OBJECT, 16);
    }

    @ParameterizedTest
    @CsvSource({"max_seconds_per_stream: 86_400, 86400", "max_seconds_per_stream: 1e3, 1000"})
    void areNoneInSecondsThatGoFilesMayHave(String line, long seconds) {
        String text = ConfigFiles.changed(ConfigFiles.original("secadvisor"), "max_seconds_per_stream: 86400", line);

        assertThat(FILES.read("x.yml", text)
                        .pipeline()
                        .stage(io.flowexporter.api.StageKind.STORE)
                        .orElseThrow()
                        .values())
                .containsEntry(FakeStages.SECONDS_PER_STREAM, java.time.Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"y, true", "Y, true", "t, true", "\"1\", true", "n, false", "N, false", "F, false", "'\"off\"', false"})
    void areNoneInTruthsThatGoFilesMayHave(String said, boolean meant) {
        String text = ConfigFiles.changed(ConfigFiles.original("secadvisor"), "pretty: true", "pretty: " + said);

        Map<io.flowexporter.api.Option<?>, Object> given = new java.util.HashMap<>();
        FILES.read("x.yml", text).pipeline().stages().forEach(stage -> given.putAll(stage.values()));
        assertThat(given).containsEntry(FakeStages.PRETTY, meant);
    }

    @Test
    void areNoneInMergedSections() {
        String text = "x: &x {type: stdout, stdout: {}}\n"
                + ConfigFiles.changed(ConfigFiles.original("prom_sky_con"), "type: none", "<<: *x\ntype: none");

        assertThat(FILES.read("x.yml", text).pipeline()).hasToString("x: skydive → subnet → prom_sky_con");
    }

    @Test
    void areNoneInPasswordsThatLookLikeNumbers() {
        String text = ConfigFiles.changed(
                ConfigFiles.original("awsflowlogs"), "secret_key: password", "secret_key: 0123_456e7");

        assertThat(FILES.read("x.yml", text)
                        .pipeline()
                        .stage(io.flowexporter.api.StageKind.WRITE)
                        .orElseThrow()
                        .values())
                .containsEntry(FakeStages.SECRET_KEY, "0123_456e7");
    }

    @Test
    void ofSeveralTypesOfOneNameTheNearestIsTaken() {
        StageType<?> nearer = StageType.encode("json", FakeStages.SecAdvisorRecord.class, (settings, context) -> {
            throw new UnsupportedOperationException();
        });
        ConfigFiles both =
                new ConfigFiles(StageTypes.of(FakeStages.CORE, new FakeStages(), () -> List.of(nearer)), Map.of());

        assertThat(both.read("allinone.yml", ConfigFiles.original("allinone"))
                        .pipeline()
                        .stage(io.flowexporter.api.StageKind.ENCODE)
                        .orElseThrow()
                        .type())
                .isSameAs(nearer);
        assertThat(both.read("vpclogs.yml", ConfigFiles.original("vpclogs"))
                        .pipeline()
                        .stage(io.flowexporter.api.StageKind.ENCODE)
                        .orElseThrow()
                        .type())
                .isNotSameAs(nearer);
    }

    @Test
    void areNoneInAnEmptyFileButWhatIsRequired() {
        assertThatThrownBy(() -> FILES.read("empty.yml", "")).hasMessage("""
                        2 problems in empty.yml:
                          pipeline.store.buffered.dirname: required, but missing
                          pipeline.write.s3.endpoint: required, but missing""");
    }
}
