package io.flowexporter.bench;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageType;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.core.compress.Zstd;
import io.flowexporter.core.mangle.LogStatus;
import io.flowexporter.core.runtime.Ledger;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.store.Buffered;
import io.flowexporter.secadvisor.SecAdvisor;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether state is bounded: sends millions of flows, no two alike, through the transform {@code secadvisor} and the mangler
 * {@code logstatus} into objects, all limits at their defaults, nobody to look names up at. To be run with a small heap.
 */
public final class DistinctFlows {
    /** An analyzer that is asked for each name, and knows none. */
    private static final class NobodyKnown implements Topology {
        @Override
        public Lookup<Answer> ask(String gremlin) {
            return Lookup.of(Answer.EMPTY);
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    private DistinctFlows() {}

    /** Runs it with 5 million flows, or as many as the first argument says; ends with 1 if any of them got lost. */
    public static void main(String[] arguments) throws Exception {
        long flows = arguments.length > 0 ? Long.parseLong(arguments[0]) : 5_000_000;
        AtomicLong peak = new AtomicLong();
        Pipeline pipeline = Pipeline.builder("distinct")
                .topology(StageType.topology("silent", (settings, context) -> new NobodyKnown()))
                .from(new NewFlows(flows))
                .classify(Subnets.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
                .transform(SecAdvisor.records())
                .mangle(LogStatus.records())
                .store(Buffered.in("bucket").prefix("logs"))
                .encode(SecAdvisor.json())
                .compress(Zstd.level(1))
                .write(object -> peak.accumulateAndGet(heapInUse(), Math::max))
                .build();
        long began = System.nanoTime();
        try (RunningPipeline running = PipelineRunner.start(pipeline)) {
            RunningPipeline.Outcome outcome = running.join();
            double seconds = (System.nanoTime() - began) / 1e9;
            Ledger ledger = outcome.ledger();
            Map<String, Long> meters = running.meters();
            System.out.println(ledger);
            System.out.println("failure: " + outcome.failure());
            System.out.println("kept: " + meters.get("transform.flows_counted"));
            System.out.println("evicted: " + meters.get("transform.flows_evicted"));
            System.out.println("names kept: " + meters.get("transform.peer_cached"));
            System.out.printf(Locale.ROOT, "flows/s: %.0f%n", flows / seconds);
            System.out.printf(
                    Locale.ROOT,
                    "peak heap: %d of %d MiB, garbage included%n",
                    peak.get() >> 20,
                    Runtime.getRuntime().maxMemory() >> 20);
            System.gc();
            System.out.printf(Locale.ROOT, "state at the end: %d MiB%n", heapInUse() >> 20);
            System.exit(outcome.allStored() && ledger.difference() == 0 ? 0 : 1);
        }
    }

    private static long heapInUse() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
