package io.flowexporter.secadvisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Option;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.Plugin;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.core.topology.Analyzers;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SecAdvisorPluginTest {
    @Test
    void isFoundAndBringsItsStages() {
        Plugin plugin = ServiceLoader.load(Plugin.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(SecAdvisorPlugin.class::isInstance)
                .findFirst()
                .orElseThrow();

        assertThat(plugin.stages().stream().map(type -> type.path() + " " + type.name()))
                .containsExactly(
                        "pipeline.classify.subnet_autodiscovery subnet_autodiscovery",
                        "pipeline.transform.secadvisor secadvisor",
                        "pipeline.encode.secadvisor secadvisor");
    }

    @Test
    void optionsStandWhereTheOriginalHasThem() {
        assertThat(SubnetAutodiscovery.CLUSTER_NET_MASKS.path(SubnetAutodiscovery.TYPE))
                .isEqualTo("pipeline.classify.cluster_net_masks");
        assertThat(SecAdvisorRecords.EXTEND.path(SecAdvisorRecords.TYPE))
                .isEqualTo("pipeline.transform.secadvisor.extend");
        assertThat(SecAdvisorRecords.EXCLUDE_STARTED_FLOWS.path(SecAdvisorRecords.TYPE))
                .isEqualTo("pipeline.transform.secadvisor.exclude_started_flows");
        assertThat(SecAdvisorJson.PRETTY.path(SecAdvisorJson.TYPE)).isEqualTo("pipeline.encode.json.pretty");
        assertThat(Analyzers.ANALYZERS.path(Analyzers.TYPE)).isEqualTo("analyzers");
    }

    static Stream<Arguments> configured() {
        return Stream.of(
                Arguments.of(SubnetAutodiscovery.TYPE, SubnetAutodiscovery.class),
                Arguments.of(SecAdvisorRecords.TYPE, SecAdvisorRecords.class),
                Arguments.of(SecAdvisorJson.TYPE, SecAdvisorJson.class),
                Arguments.of(Analyzers.TYPE, Analyzers.class));
    }

    @ParameterizedTest
    @MethodSource("configured")
    void eachOptionIsDocumentedAndHasASetter(StageType<?> type, Class<?> builder) {
        Set<String> setters = Stream.of(builder.getMethods())
                .filter(method -> method.getReturnType() == builder)
                .map(Method::getName)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));

        for (Option<?> option : type.options()) {
            assertThat(option.doc()).as(option.name()).isNotEmpty();
            String name = option.name().replace("_", "");
            assertThat(setters)
                    .as(option.name())
                    .anyMatch(setter -> setter.equals(name)
                            || setter.equals("of") && name.equals("clusternetmasks")
                            || setter.equals("at") && name.equals("analyzers")
                            || setter.equals("excludestarted") && name.equals("excludestartedflows"));
        }
    }

    @Test
    void aPipelineWithoutAnAnalyzerIsRefused() {
        assertThatThrownBy(() -> Pipeline.builder("x")
                        .from(maxWait -> FlowBatch.end())
                        .transform(SecAdvisor.records())
                        .sink((tag, records, now) -> {})
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("pipeline.transform.secadvisor: asks the topology");
    }

    @Test
    void theEncoderStandsWithoutAStoreHeader() {
        assertThat(SecAdvisorJson.TYPE.allowsEnvelope()).isFalse();
    }
}
