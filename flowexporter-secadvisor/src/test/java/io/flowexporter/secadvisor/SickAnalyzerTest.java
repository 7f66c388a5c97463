package io.flowexporter.secadvisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.flow.Cidr;
import io.flowexporter.api.flow.CidrSet;
import io.flowexporter.api.flow.DirectionTags;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.topology.Analyzers;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.TopologyFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is the matter with the analyzers, it costs names and at most the time that is documented, never a flow. */
class SickAnalyzerTest {
    private static final String[] MASKS = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"};

    /** Each record waits 500 ms at most, and all come at once; the rest is for a slow machine. */
    private static final Duration BOUND = Duration.ofSeconds(60);

    private final Map<Tag, List<SecAdvisorRecord>> taken = new ConcurrentHashMap<>();
    private final List<List<Flow>> messages = RecordedFlows.messages();

    private RunningPipeline.Outcome run(SecAdvisorRecords records, Analyzers analyzers) throws InterruptedException {
        RunningPipeline running = PipelineRunner.start(Pipeline.builder("sick")
                .topology(analyzers)
                .from(RecordedFlows.source(messages))
                .classify(Subnets.of(MASKS))
                .transform(records)
                .sink((tag, some, now) ->
                        taken.computeIfAbsent(tag, key -> new ArrayList<>()).addAll(some))
                .build());
        try (running) {
            return running.join();
        }
    }

    private Map<String, List<String>> order() {
        Map<String, List<String>> order = new HashMap<>();
        taken.forEach((tag, records) -> order.put(
                tag.text(),
                records.stream()
                        .map(record -> record.uuid()
                                + ' '
                                + record.last()
                                + ' '
                                + record.lastUpdateMetric().last())
                        .toList()));
        return order;
    }

    /** What came in, by tag, in order. */
    private Map<String, List<String>> orderOfFlows() {
        DirectionTags tags =
                new DirectionTags(CidrSet.of(Stream.of(MASKS).map(Cidr::parse).toList()));
        Map<String, List<String>> order = new HashMap<>();
        messages.forEach(flows -> flows.forEach(
                flow -> order.computeIfAbsent(tags.tag(flow.network()).text(), key -> new ArrayList<>())
                        .add(flow.uuid()
                                + ' '
                                + flow.last()
                                + ' '
                                + flow.lastUpdateMetric().last())));
        return order;
    }

    private long named() {
        return taken.values().stream()
                .flatMap(List::stream)
                .filter(record -> !record.nodeType().isEmpty())
                .count();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("slow", TopologyFault.delay(Duration.ofSeconds(2))),
                Arguments.of("hanging", TopologyFault.hanging()),
                Arguments.of("internal error", TopologyFault.status(500)),
                Arguments.of("garbled", TopologyFault.garbled()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void allFlowsComeThroughInOrderAndInTime(String name, TopologyFault fault) throws Exception {
        try (AnalyzerServer analyzer = AnalyzerServer.start()) {
            analyzer.topologyFault(fault);
            long begin = System.nanoTime();

            RunningPipeline.Outcome outcome = run(SecAdvisor.records(), Analyzers.at(analyzer.address()));

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND);
            assertThat(outcome.allStored()).as(outcome.toString()).isTrue();
            assertThat(outcome.ledger().written()).isEqualTo(1_451);
            assertThat(order()).isEqualTo(orderOfFlows());
            assertThat(named()).isZero();
            analyzer.topologyFault(TopologyFault.NONE);
        }
    }

    @Test
    void aDeadAnalyzerCostsNamesAlone() throws Exception {
        long begin = System.nanoTime();

        run(SecAdvisor.records(), Analyzers.at(DeadAnalyzer.address()));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND);
        assertThat(order()).isEqualTo(orderOfFlows());
    }

    @Test
    void wrongCredentialsCostNamesAlone() throws Exception {
        try (AnalyzerServer analyzer =
                AnalyzerServer.setup().credentials("user", "password").start()) {
            run(SecAdvisor.records(), Analyzers.at(analyzer.address()).credentials("user", "wrong"));

            assertThat(order()).isEqualTo(orderOfFlows());
            assertThat(analyzer.queries()).isEmpty();
        }
    }

    @Test
    void anotherAnalyzerMakesUpForADeadOne() throws Exception {
        try (AnalyzerServer alive = AnalyzerServer.start()) {
            run(
                    SecAdvisor.records().resolveTimeout(Duration.ofSeconds(60)),
                    Analyzers.at(DeadAnalyzer.address(), alive.address()).timeout(Duration.ofSeconds(30)));

            assertThat(order()).isEqualTo(orderOfFlows());
            assertThat(named()).isEqualTo(1_451);
        }
    }

    @Test
    void aWellAnalyzerNamesAllInTheUsualTime() throws Exception {
        try (AnalyzerServer analyzer = AnalyzerServer.start()) {
            analyzer.topologyFault(TopologyFault.delay(Duration.ofMillis(1)));
            run(
                    SecAdvisor.records().resolveTimeout(Duration.ofSeconds(60)),
                    Analyzers.at(analyzer.address())
                            .concurrency(1)
                            .maxWaiting(2_000)
                            .timeout(Duration.ofSeconds(30)));

            assertThat(order()).isEqualTo(orderOfFlows());
            assertThat(named()).isEqualTo(1_451);
        }
    }
}
