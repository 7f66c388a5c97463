package io.flowexporter.secadvisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.flow.Cidr;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Classifier;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.topology.Analyzers;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.FixedTopology;
import io.flowexporter.testkit.TestContext;
import io.flowexporter.testkit.TopologyFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetAutodiscoveryTest {
    private static Flow flow(String a, String b) {
        return RecordedFlows.flow("{\"UUID\":\"1\",\"Network\":{\"Protocol\":\"IPV4\",\"A\":\"" + a + "\",\"B\":\"" + b
                + "\",\"ID\":0},\"Start\":1,\"Last\":2}");
    }

    private static String node(String... typesAndAddresses) {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < typesAndAddresses.length; i += 2) {
            addresses.add(
                    "{\"Type\":\"" + typesAndAddresses[i] + "\",\"Address\":\"" + typesAndAddresses[i + 1] + "\"}");
        }
        return "{\"Metadata\":{\"Type\":\"node\",\"K8s\":{\"Extra\":{\"Status\":{\"Addresses\":["
                + String.join(",", addresses) + "]}}}}}";
    }

    /** Classifies flows in a real pipeline, at a real analyzer. */
    private static List<Tag> tags(SubnetAutodiscovery classifier, Analyzers analyzers, Flow... flows)
            throws InterruptedException {
        List<Tag> tags = new ArrayList<>();
        Iterator<Flow> rest = List.of(flows).iterator();
        RunningPipeline running = PipelineRunner.start(Pipeline.builder("nodes")
                .topology(analyzers)
                .from(maxWait -> rest.hasNext() ? FlowBatch.of(List.of(rest.next())) : FlowBatch.end())
                .classify(classifier)
                .sink((tag, some, now) -> some.forEach(record -> tags.add(tag)))
                .build());
        try (running) {
            running.join();
            return tags;
        }
    }

    private static AnalyzerServer analyzer(String... nodes) {
        return AnalyzerServer.setup()
                .topology(query -> query.equals("G.V().Has(\"Manager\", \"k8s\", \"Type\", \"node\")")
                        ? "[" + String.join(",", nodes) + "]"
                        : "[]")
                .start();
    }

    /** One that is waited for, however slow the machine is. */
    private static Analyzers at(AnalyzerServer analyzer) {
        return Analyzers.at(analyzer.address()).timeout(Duration.ofSeconds(30));
    }

    /** What an analyzer that knows those nodes answers. */
    private static Answer answer(String... nodes) throws Exception {
        try (AnalyzerServer analyzer = analyzer(nodes);
                Topology real = at(analyzer).create(new TestContext())) {
            Lookup<Answer> lookup = real.ask(NodeAddresses.QUERY);
            long latest = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!lookup.done() && System.nanoTime() - latest < 0) {
                LockSupport.parkNanos(1_000_000);
            }
            return lookup.value().orElseThrow();
        }
    }

    @Test
    void nodesAreInsideByTheRightPrefixOfTheirFamily() throws Exception {
        try (AnalyzerServer analyzer = analyzer(
                node("ExternalIP", "198.51.100.7", "InternalIP", "192.0.2.7"),
                node("InternalIP", "2001:db8::1", "InternalIP", "2001:db8::2"),
                node("Hostname", "node-3"),
                "{\"Metadata\":{}}",
                node("ExternalIP", "not an address", "InternalIP", "192.0.2.9"))) {
            List<Tag> tags = tags(
                    SubnetAutodiscovery.of("10.0.0.0/8").firstWait(Duration.ofSeconds(60)),
                    at(analyzer),
                    flow("198.51.100.7", "10.1.1.1"),
                    flow("198.51.100.6", "10.1.1.1"),
                    flow("192.0.2.7", "10.1.1.1"),
                    flow("2001:db8::2", "8.8.8.8"),
                    flow("2001:db8::1", "8.8.8.8"),
                    flow("2001:db8:1::2", "8.8.8.8"),
                    flow("::ffff:192.0.2.9", "2001:db8::2"));

            assertThat(tags)
                    .containsExactly(
                            Tag.INTERNAL, Tag.INGRESS, Tag.INGRESS, Tag.EGRESS, Tag.OTHER, Tag.OTHER, Tag.INTERNAL);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'ExternalIP 1.1.1.1 ExternalIP 2.2.2.2 InternalIP 3.3.3.3', 1.1.1.1/32",
        "'InternalIP 3.3.3.3 InternalIP 4.4.4.4', 4.4.4.4/32",
        "'InternalIP 4.4.4.4 InternalIP x', 4.4.4.4/32",
        "'InternalIP 2001:db8::1', 2001:db8::1/128",
        "'Hostname node', ''",
    })
    void theFirstExternalElseTheLastInternalAddressCounts(String addresses, String network) throws Exception {
        Answer answered = answer(node(addresses.split(" ")));

        assertThat(NodeAddresses.of(answered.node().orElseThrow())
                        .map(Cidr::toString)
                        .orElse(""))
                .isEqualTo(network);
    }

    @Test
    void theFirstFlowsWaitForTheNodes() throws Exception {
        try (AnalyzerServer analyzer = analyzer(node("InternalIP", "192.0.2.1"))) {
            analyzer.topologyFault(TopologyFault.delay(Duration.ofMillis(300)));

            List<Tag> tags = tags(
                    SubnetAutodiscovery.of("10.0.0.0/8").firstWait(Duration.ofSeconds(60)),
                    at(analyzer),
                    flow("192.0.2.1", "10.0.0.1"));

            assertThat(tags).containsExactly(Tag.INTERNAL);
        }
    }

    @Test
    void anEmptyAnswerIsTakenAsItIs() throws Exception {
        try (AnalyzerServer analyzer = analyzer()) {
            List<Tag> tags = tags(
                    SubnetAutodiscovery.of("10.0.0.0/8").firstWait(Duration.ofSeconds(60)),
                    at(analyzer),
                    flow("10.0.0.1", "10.0.0.2"),
                    flow("1.1.1.1", "8.8.8.8"));

            assertThat(tags).containsExactly(Tag.INTERNAL, Tag.OTHER);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDeadAnalyzerHoldsTheFirstFlowAloneUp(boolean dead) throws Exception {
        try (AnalyzerServer hanging = analyzer()) {
            hanging.topologyFault(TopologyFault.hanging());
            long begin = System.nanoTime();

            List<Tag> tags = tags(
                    SubnetAutodiscovery.of("10.0.0.0/8").firstWait(Duration.ofMillis(300)),
                    Analyzers.at(dead ? DeadAnalyzer.address() : hanging.address()),
                    flow("10.0.0.1", "10.0.0.2"),
                    flow("10.0.0.1", "8.8.8.8"));

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(30));
            assertThat(tags).containsExactly(Tag.INTERNAL, Tag.EGRESS);
            hanging.topologyFault(TopologyFault.NONE);
        }
    }

    // ---- with a clock that the test moves

    private static final class Unknown implements Lookup<Answer> {
        @Override
        public boolean done() {
            return true;
        }

        @Override
        public Optional<Answer> value() {
            return Optional.empty();
        }

        @Override
        public boolean failed() {
            return true;
        }
    }

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Lookup<Answer>> answer = new AtomicReference<>(new Unknown());
    private final FixedTopology topology = new FixedTopology(query -> answer.get());
    private final TestContext context = new TestContext(topology);

    private Classifier classifier() {
        DiscoveringClassifier classifier = new DiscoveringClassifier(
                List.of(Cidr.parse("10.0.0.0/8")), Duration.ofSeconds(60), Duration.ZERO, nanos::get, context);
        classifier.start();
        return classifier;
    }

    @Test
    void flowsClassifiedWithoutNodesAreCountedAndNodesAreAskedForAgain() throws Exception {
        Classifier classifier = classifier();

        assertThat(classifier.classify(flow("192.0.2.1", "10.0.0.1"))).isEqualTo(Tag.INGRESS);
        assertThat(classifier.classify(flow("192.0.2.1", "10.0.0.1"))).isEqualTo(Tag.INGRESS);
        assertThat(context.meter("flows_classified_without_nodes")).isEqualTo(2);
        assertThat(topology.asked()).hasSize(1);

        answer.set(Lookup.of(answer(node("InternalIP", "192.0.2.1"))));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(classifier.classify(flow("192.0.2.1", "10.0.0.1"))).isEqualTo(Tag.INTERNAL);
        assertThat(context.meter("flows_classified_without_nodes")).isEqualTo(2);
        assertThat(context.meter("cluster_nodes")).isEqualTo(1);
    }

    @Test
    void nodesAreRefreshedInPassingAndStayWhenTheAnalyzerFails() throws Exception {
        answer.set(Lookup.of(answer(node("InternalIP", "192.0.2.1"))));
        Classifier classifier = classifier();
        assertThat(classifier.classify(flow("192.0.2.1", "10.0.0.1"))).isEqualTo(Tag.INTERNAL);

        answer.set(new Unknown());
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(classifier.classify(flow("192.0.2.1", "10.0.0.1"))).isEqualTo(Tag.INTERNAL);
        assertThat(topology.asked()).hasSize(2);
        assertThat(context.meter("flows_classified_without_nodes")).isZero();

        answer.set(Lookup.of(answer(node("InternalIP", "192.0.2.2"))));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(classifier.classify(flow("192.0.2.1", "10.0.0.1"))).isEqualTo(Tag.INGRESS);
        assertThat(classifier.classify(flow("192.0.2.2", "10.0.0.1"))).isEqualTo(Tag.INTERNAL);
    }

    @Test
    void aBadMaskIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubnetAutodiscovery.of("10.0.0.0/8", "10.0.0.0/33"))
                .withMessageContaining("10.0.0.0/33");
    }
}
