package io.flowexporter.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Option;
import io.flowexporter.api.Problem;
import io.flowexporter.api.StageKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginalFilesTest {
    private static final ConfigFiles FILES = new ConfigFiles();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            secadvisor   | secadvisor: skydive → subnet_autodiscovery → subnet → secadvisor → logstatus → buffered → secadvisor → gzip → s3
            vpclogs      | vpclogs: skydive → subnet → vpclogs → buffered → vpclogs → json → file → s3
            awsflowlogs  | awsflowlogs: skydive → subnet → awsflowlogs → logstatus → buffered → csv → gzip → s3
            allinone     | allinone: skydive → subnet → secadvisor → logstatus → buffered → json → s3
            prom_sky_con | prom_sky_con: skydive → subnet → prom_sky_con
            """)
    void runUnchanged(String name, String plan) {
        assertThat(FILES.read(name + ".yml", ConfigFiles.original(name)).pipeline())
                .hasToString(plan);
    }

    @Test
    void carryTheirSettings() {
        PipelineFile file = FILES.read("secadvisor.yml", ConfigFiles.original("secadvisor"));

        Map<Option<?>, Object> given = new HashMap<>();
        file.pipeline().stages().forEach(stage -> given.putAll(stage.values()));
        assertThat(given)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry(FakeStages.HOST_ID, ""),
                        Map.entry(FakeStages.URL, "ws://127.0.0.1:8082/ws/subscriber/flow"),
                        Map.entry(FakeStages.MASKS, List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
                        Map.entry(FakeStages.EXCLUDED, List.of("other")),
                        Map.entry(FakeStages.EXCLUDE_STARTED, true),
                        Map.entry(FakeStages.PRETTY, true),
                        Map.entry(FakeStages.PREFIX, "logs"),
                        Map.entry(FakeStages.DIRNAME, "bucket"),
                        Map.entry(FakeStages.PER_OBJECT, 6000),
                        Map.entry(FakeStages.SECONDS_PER_OBJECT, Duration.ofSeconds(60)),
                        Map.entry(FakeStages.SECONDS_PER_STREAM, Duration.ofDays(1)),
                        Map.entry(FakeStages.ARRAY_SIZE, 100_000),
                        Map.entry(FakeStages.ENDPOINT, "http://127.0.0.1:9000"),
                        Map.entry(FakeStages.ACCESS_KEY, "user"),
                        Map.entry(FakeStages.SECRET_KEY, "password"),
                        Map.entry(FakeStages.REGION, "local")));
    }

    @ParameterizedTest
    @CsvSource({"vpclogs", "awsflowlogs", "prom_sky_con"})
    void runWithoutWarnings(String name) {
        assertThat(ConfigFiles.warnings(FILES.read(name + ".yml", ConfigFiles.original(name))))
                .isEmpty();
    }

    @Test
    void areWarnedOfNamesThatCannotBeLookedUp() {
        assertThat(ConfigFiles.warnings(FILES.read("secadvisor.yml", ConfigFiles.original("secadvisor"))))
                .containsExactly(new Problem(
                        3,
                        "analyzers",
                        "can't be asked by this version, so nothing is looked up for"
                                + " pipeline.classify.subnet_autodiscovery, pipeline.transform.secadvisor"));
    }

    @Test
    void areWarnedThatSecadvisorWithoutEncodeIsPlainJson() {
        assertThat(ConfigFiles.warnings(FILES.read("allinone.yml", ConfigFiles.original("allinone"))))
                .extracting(Problem::toString)
                .contains("line 12: pipeline.encode.type: not given, so 'json';"
                        + " the original's secadvisor program meant 'secadvisor'");
    }

    @Test
    void mayHaveKeysThatNothingReads() {
        ConfigurationException e = Assertions.catchThrowableOfType(
                ConfigurationException.class, () -> FILES.read("dummy.yml", ConfigFiles.original("dummy")));

        assertThat(e).hasMessage("""
                2 problems in dummy.yml:
                  line 3: pipeline.store.buffered.dirname: required, but missing
                  line 3: pipeline.write.s3.endpoint: required, but missing""");
        String completed = ConfigFiles.original("dummy") + "  store: {buffered: {dirname: bucket}}\n"
                + "  write: {type: stdout}\n";
        assertThat(ConfigFiles.warnings(FILES.read("dummy.yml", completed)))
                .contains(new Problem(
                        4,
                        "pipeline.analyzer",
                        "no such setting, so it is ignored; known: account, action, classify, compress, durability, encode,"
                                + " filter, mangle, status, store, storeheader, subscriber, transform, write"));
    }

    @Test
    void leaveTheFilterOutThatTakesNothingAway() {
        assertThat(FILES.read("vpclogs.yml", ConfigFiles.original("vpclogs"))
                        .pipeline()
                        .stage(StageKind.FILTER))
                .isEmpty();
    }
}
