package io.flowexporter.bench;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageSpec;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.topology.Analyzers;
import io.flowexporter.secadvisor.SecAdvisor;
import io.flowexporter.secadvisor.SecAdvisorRecord;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.TopologyFault;
import io.flowexporter.testkit.TrafficGenerator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an analyzer that is slow, broken or dead costs: the same traffic through the transform {@code secadvisor}, as fast
 * as it goes, with analyzers of all kinds. Prints a row for each.
 */
public final class SickAnalyzer {
    private static final int STRANGERS = 2_000;

    private final List<byte[]> messages;

    private SickAnalyzer(List<byte[]> messages) {
        this.messages = messages;
    }

    /** Runs it with about 300,000 flows, or as many as the first argument says. */
    public static void main(String[] arguments) throws Exception {
        int flows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300_000;
        SickAnalyzer program = new SickAnalyzer(traffic(flows));
        program.run("(warm-up)", Analyzers.none());
        program.run("no analyzer", Analyzers.none());
        program.runWith("healthy", TopologyFault.NONE);
        program.runWith("slow: 2 s an answer", TopologyFault.delay(Duration.ofSeconds(2)));
        program.runWith("slow: 300 ms an answer", TopologyFault.delay(Duration.ofMillis(300)));
        program.runWith("answers 500", TopologyFault.status(500));
        program.runWith("hangs", TopologyFault.hanging());
        program.runWith("garbage", TopologyFault.garbled());
        program.run("no analyzer, again", Analyzers.none());
        System.exit(0);
    }

    /** Generated traffic in which the one outer host is many: the analyzer is asked for each. */
    private static List<byte[]> traffic(int flows) {
        TrafficGenerator generator = TrafficGenerator.seeded(4).newConversations(2_000);
        List<byte[]> messages = new ArrayList<>();
        for (int made = 0; made < flows; ) {
            for (byte[] message : generator.update()) {
                String text = new String(message, StandardCharsets.US_ASCII);
                if (text.startsWith("{\"Namespace\":\"flow\"")) {
                    int stranger = messages.size() % STRANGERS;
                    String address = "198.18." + stranger / 200 + '.' + stranger % 200;
                    messages.add(text.replace("203.0.113.50", address).getBytes(StandardCharsets.US_ASCII));
                    made += text.split("\"UUID\":").length - 2;
                }
            }
        }
        return messages;
    }

    private void runWith(String name, TopologyFault fault) throws InterruptedException {
        try (AnalyzerServer analyzer = AnalyzerServer.start()) {
            analyzer.topologyFault(fault);
            run(name, Analyzers.at(analyzer.address()));
        }
    }

    private void run(String name, StageSpec<? extends Topology> topology) throws InterruptedException {
        TimedTraffic traffic = new TimedTraffic(messages);
        AtomicLong types = new AtomicLong();
        AtomicLong peers = new AtomicLong();
        Pipeline pipeline = Pipeline.builder("sick")
                .topology(topology)
                .from(traffic)
                .classify(Subnets.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
                .transform(SecAdvisor.records())
                .sink((tag, records, now) -> {
                    for (SecAdvisorRecord record : records) {
                        types.addAndGet(record.nodeType().isEmpty() ? 0 : 1);
                        peers.addAndGet(record.context().isPresent() ? 1 : 0);
                    }
                })
                .build();
        long began = System.nanoTime();
        try (RunningPipeline running = PipelineRunner.start(pipeline)) {
            RunningPipeline.Outcome outcome = running.join();
            double seconds = (System.nanoTime() - began) / 1e9;
            long flows = outcome.ledger().received();
            System.out.printf(
                    Locale.ROOT,
                    "%-24s %,9.0f flows/s  %d of %d lost  held %4d ms at most  types %5.1f %%  peers %5.1f %%  queries sent %d%n",
                    name,
                    flows / seconds,
                    flows - outcome.ledger().written(),
                    flows,
                    traffic.longest().toMillis(),
                    100.0 * types.get() / flows,
                    100.0 * peers.get() / flows,
                    running.meters().getOrDefault("topology.lookups_sent", 0L));
        }
    }
}
