package io.flowexporter.bench;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageSpec;
import io.flowexporter.api.stage.Compressor;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.compress.Zstd;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.runtime.Ledger;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.store.Buffered;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** How many recorded flows a second go through a pipeline, parsed anew each time, by the compressor behind it. */
public final class Throughput {
    private Throughput() {}

    /** Runs each kind three times with a million flows, or as many as the first argument says; the first is a warm-up. */
    public static void main(String[] arguments) throws Exception {
        long flows = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
        Map<String, Pipeline> kinds = new TreeMap<>();
        for (int round = 0; round < 3; round++) {
            kinds.put(
                    "1 parse, classify, sink",
                    start(flows).sink((tag, records, now) -> {}).build());
            kinds.put("2 json, zstd 3", toObjects(start(flows), Zstd.level(3)));
            kinds.put("3 json, gzip 1", toObjects(start(flows), Gzip.level(1)));
            kinds.put("4 json, gzip 6", toObjects(start(flows), Gzip.level(6)));
            for (Map.Entry<String, Pipeline> kind : kinds.entrySet()) {
                long began = System.nanoTime();
                RunningPipeline.Outcome outcome = PipelineRunner.run(kind.getValue());
                double seconds = (System.nanoTime() - began) / 1e9;
                Ledger ledger = outcome.ledger();
                if (round > 0) {
                    System.out.printf(
                            Locale.ROOT,
                            "%-24s %,10.0f flows/s  %s%n",
                            kind.getKey(),
                            ledger.received() / seconds,
                            ledger);
                }
            }
        }
    }

    private static Pipeline.ToFilter start(long flows) {
        return Pipeline.builder("throughput")
                .from(new RecordedTraffic(flows, true))
                .classify(Subnets.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"));
    }

    private static Pipeline toObjects(Pipeline.ToFilter start, StageSpec<Compressor> compressor) {
        AtomicLong bytes = new AtomicLong();
        return start.store(Buffered.in("bucket").prefix("logs").maxFlowsPerObject(60_000))
                .encode(Json.compact())
                .compress(compressor)
                .write(object -> bytes.addAndGet(object.size()))
                .build();
    }
}
