package io.flowexporter.vpclogs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Configured;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.Plugin;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.StageType;
import io.flowexporter.core.config.PipelineFiles;
import io.flowexporter.core.config.StageTypes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VpcLogsPluginTest {
    /** The original's default file but for where objects go, its comments taken in. */
    private static final String FILE = """
            analyzers: [127.0.0.1:8082]
            pipeline:
              subscriber:
                url: ws://127.0.0.1:8082/ws/subscriber/flow
              classify:
              filter:
              transform:
                type: vpclogs
              mangle:
                type: action
              action:
                tid1: one
                tid2: two
                reject_timeout: 7
              storeheader:
                type: vpclogs
                vpclogs:
                  collector_crn: crn:v1
                  Attached: 5
                  network_interface_id:
              account:
                type: file
                file:
                  filename: /tmp/account.json
              encode:
                type: json
                json:
                  pretty: false
              compress:
              store:
                type: buffered
                buffered:
                  filename_prefix: logs
                  dirname: bucket
                  max_flows_per_object: 6000
                  max_seconds_per_object: 60
                  max_seconds_per_stream: 86400
                  max_flow_array_size: 100000
              write:
                type: stdout
            """;

    @TempDir
    private Path directory;

    @Test
    void isFound() {
        assertThat(ServiceLoader.load(Plugin.class).stream().map(ServiceLoader.Provider::type))
                .contains(VpcLogsPlugin.class);
    }

    @Test
    void aFileOfTheOriginalIsUnderstood() throws Exception {
        Pipeline pipeline = read(FILE);

        assertThat(pipeline.stage(StageKind.TRANSFORM).orElseThrow().type()).isEqualTo(VpcLogs.TYPE);
        assertThat(pipeline.stage(StageKind.MANGLE).orElseThrow().values())
                .containsEntry(FirewallAction.TID1, "one")
                .containsEntry(FirewallAction.TID2, "two")
                .containsEntry(FirewallAction.REJECT_TIMEOUT, Duration.ofSeconds(7));
        assertThat(pipeline.stage(StageKind.STOREHEADER).orElseThrow().values())
                .containsEntry(
                        VpcLogsHeader.FIELDS,
                        Map.of("collector_crn", "crn:v1", "Attached", "5", "network_interface_id", ""));
    }

    @Test
    void theActionsSettingsMayStandUnderItsStage() throws Exception {
        String moved = FILE.replace("  action:\n    tid1: one\n    tid2: two\n    reject_timeout: 7\n", "")
                .replace(
                        "    type: action\n",
                        "    type: action\n    action: {tid1: one, tid2: two, reject_timeout: 0}\n");

        assertThat(read(moved).stage(StageKind.MANGLE).orElseThrow().values())
                .containsEntry(FirewallAction.TID1, "one")
                .containsEntry(FirewallAction.REJECT_TIMEOUT, Duration.ZERO);
    }

    @Test
    void aFileWithoutTheInterfacesIsRefused() {
        String without = FILE.replace("    tid1: one\n    tid2: two\n", "");

        assertThatThrownBy(() -> read(without))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("tid1: required, but missing")
                .hasMessageContaining("tid2: required, but missing");
    }

    @Test
    void aFileForAwsIsUnderstood() throws Exception {
        String aws = FILE.replace(
                        "transform:\n    type: vpclogs",
                        "transform:\n    type: awsflowlogs\n    awsflowlogs:\n"
                                + "      version: 5\n      account_id: 123456789010\n      counters: cumulative\n      directions: each")
                .replace("  mangle:\n    type: action\n", "")
                .replace("    type: vpclogs\n    vpclogs:\n", "    vpclogs:\n")
                .replace("encode:\n    type: json", "encode:\n    type: awsflowlogs");

        Pipeline pipeline = read(aws);

        assertThat(pipeline.stage(StageKind.TRANSFORM).orElseThrow().values())
                .containsEntry(AwsFlowLogs.VERSION, 5)
                .containsEntry(AwsFlowLogs.ACCOUNT_ID, "123456789010")
                .containsEntry(AwsFlowLogs.COUNTERS, AwsFlowLogs.Count.CUMULATIVE)
                .containsEntry(AwsFlowLogs.DIRECTIONS, AwsFlowLogs.Directions.EACH);
        assertThat(pipeline.recordType().orElseThrow().fields()).hasSize(29);
        assertThat(pipeline.stage(StageKind.STOREHEADER)).isEmpty();
    }

    private Pipeline read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("vpclogs.yml"), text);
        PipelineFiles files = new PipelineFiles(StageTypes.found(), Map.of(), InputStream.nullInputStream());
        return files.read(file).pipeline();
    }

    static Stream<StageType<?>> types() {
        return new VpcLogsPlugin().stages().stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyTypeAndOptionIsDocumentedAndHasASetter(StageType<?> type) {
        Map<StageType<?>, Class<? extends Configured<?>>> setters = Map.of(
                VpcLogs.TYPE, VpcLogs.class,
                VpcLogsHeader.TYPE, VpcLogsHeader.class,
                FirewallAction.TYPE, FirewallAction.class,
                AwsFlowLogs.TYPE, AwsFlowLogs.class,
                AwsText.TYPE, AwsText.class);
        List<String> methods = Arrays.stream(setters.get(type).getDeclaredMethods())
                .map(Method::getName)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();

        assertThat(type.doc()).endsWith(".");
        assertThat(type.options()).allSatisfy(option -> {
            assertThat(option.doc()).as(option.name()).isNotEmpty();
            String setter = option.name().isEmpty() ? "fields" : option.name().replace("_", "");
            assertThat(methods).contains(setter);
        });
    }
}
