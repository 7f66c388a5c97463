package io.flowexporter.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.StageKind;
import io.flowexporter.core.config.Explanation.Setting;
import io.flowexporter.core.config.Explanation.Step;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {
    private static final String FILE = """
            analyzer:
              auth: {cluster: {username: admin, password: s3cret-4}}
            pipeline:
              subscriber:
                url: ws://user:in-url@analyzer:8082/ws?token=in-query
              transform: {type: vpclogs}
              mangle: {type: action}
              action: {tid1: a, tid2: b, reject_timeout: 0x10}
              store:
                buffered:
                  dirname: bucket
                  filename_prefix: has-s3cret-4-in-it
              storeheader:
                type: vpclogs
                vpclogs:
                  version: "1.0"
                  owner: me@example.com
              write:
                type: s3
                s3:
                  endpoint: http://store
                  access_key: ${env:THE_KEY}
            """;
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "THE_KEY", "the-key-itself",
            "SKYDIVE_PIPELINE_WRITE_S3_SECRET_KEY", "s3cret-5",
            "SKYDIVE_PIPELINE_STORE_BUFFERED_MAX_FLOWS_PER_OBJECT", "1_000");

    private static Explanation explained(String text) {
        return new ConfigFiles(ENVIRONMENT).read("x.yml", text).explanation();
    }

    private static Setting setting(Explanation explanation, String path) {
        return Stream.concat(
                        explanation.steps().stream().flatMap(step -> step.settings().stream()),
                        explanation.settings().stream())
                .filter(setting -> setting.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + path));
    }

    @Test
    void namesEachStepInOrderAndWhatChoseIt() {
        List<Step> steps = explained(FILE).steps();

        assertThat(steps)
                .extracting(step -> step.kind().section() + ' ' + step.type() + ' ' + step.origin())
                .containsExactly(
                        "subscriber skydive default",
                        "classify subnet default",
                        "filter none default",
                        "transform vpclogs x.yml:6",
                        "mangle action x.yml:7",
                        "store buffered default",
                        "storeheader vpclogs x.yml:14",
                        "encode json default",
                        "compress none default",
                        "account none default",
                        "write s3 x.yml:19");
        assertThat(steps)
                .filteredOn(step -> step.kind() == StageKind.WRITE)
                .extracting(Step::provider)
                .containsExactly("given, " + FakeStages.class.getName());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host_id | - | default",
                "analyzer.auth.cluster.username | admin | x.yml:2",
                "analyzer.auth.cluster.password | *** | x.yml:2",
                "pipeline.subscriber.url | ws://***@analyzer:8082/ws?*** | x.yml:5",
                "pipeline.subscriber.capture_id | - | default",
                "pipeline.classify.cluster_net_masks | - | default",
                "pipeline.action.reject_timeout | 16 | x.yml:8",
                "pipeline.store.buffered.dirname | bucket | x.yml:11",
                "pipeline.store.buffered.filename_prefix | has-***-in-it | x.yml:12",
                "pipeline.store.buffered.max_flows_per_object | 1000 |"
                        + " SKYDIVE_PIPELINE_STORE_BUFFERED_MAX_FLOWS_PER_OBJECT",
                "pipeline.store.buffered.max_seconds_per_object | 0 | default",
                "pipeline.store.buffered.max_flow_array_size | 100000 | default",
                "pipeline.storeheader.vpclogs.version | 1.0 | x.yml:16",
                "pipeline.storeheader.vpclogs.owner | me@example.com | x.yml:17",
                "pipeline.write.s3.endpoint | http://store | x.yml:21",
                "pipeline.write.s3.access_key | *** | 'x.yml:22, ${env:THE_KEY}'",
                "pipeline.write.s3.secret_key | *** | SKYDIVE_PIPELINE_WRITE_S3_SECRET_KEY",
                "pipeline.write.s3.region | us-east-1 | default",
                "pipeline.durability.mode | memory | default",
                "pipeline.durability.max_bytes | - | default",
                "pipeline.status.listen | - | default",
                "logging.level | INFO | default",
            })
    void tellsEachSettingAndWhereItIsFrom(String path, String value, String origin) {
        assertThat(setting(explained(FILE), path)).isEqualTo(new Setting(path, value, origin));
    }

    @Test
    void showsNoSecret() {
        assertThat(explained(FILE).toString())
                .doesNotContain("s3cret", "in-url", "in-query", "the-key-itself")
                .contains("***");
    }

    @Test
    void showsWhatThePipelineKeepsOnTheDisk() {
        Explanation explanation = explained(FILE
                + "  durability: {directory: /var/lib/x, max_bytes: 2GiB}\n  status: {listen: 9464}\n"
                + "logging: {level: DEBUG}\n");

        assertThat(explanation.settings())
                .containsExactly(
                        new Setting("pipeline.status.listen", "9464", "x.yml:24"),
                        new Setting("pipeline.durability.mode", "spool", "default"),
                        new Setting("pipeline.durability.directory", "/var/lib/x", "x.yml:23"),
                        new Setting("pipeline.durability.max_bytes", "2GiB", "x.yml:23"),
                        new Setting("pipeline.durability.when_full", "drop_newest", "default"),
                        new Setting("logging.level", "DEBUG", "x.yml:25"));
    }

    @Test
    void leavesOutWhatStandsBehindASink() {
        assertThat(explained("pipeline: {store: {type: prom_sky_con, prom_sky_con: {port: 9000}}}")
                        .steps())
                .extracting(step -> step.kind().section())
                .containsExactly("subscriber", "classify", "filter", "transform", "mangle", "store");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://token@store/x | http://***@store/x",
                "user:password@host:8082 other:8082 | ***@host:8082 other:8082",
                "a:1 user:pass@word@host | a:1 ***@host",
                "Basic dXNlcjpwYXNz | Basic ***",
                "http://a/b?x=1&y=2 | http://a/b?***",
                "flows@night | flows@night",
                "SYS_x:tap | SYS_x:tap",
            })
    void masksWhatLooksLikeASecretWhereverItStands(String value, String shown) {
        assertThat(Masking.of(List.of()).shown(value)).isEqualTo(shown);
    }
}
