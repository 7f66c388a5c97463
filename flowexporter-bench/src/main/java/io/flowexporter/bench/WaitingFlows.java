package io.flowexporter.bench;

import io.flowexporter.api.Pipeline;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.runtime.Ledger;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.store.Buffered;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory waiting flows take: lets so many wait in open objects, all limits raised, then stores them. Prints the
 * heap in use while they wait, less that of the empty pipeline, and the process's peak.
 */
public final class WaitingFlows {
    private WaitingFlows() {}

    /** Runs it with a million flows, or as many as the first argument says. */
    public static void main(String[] arguments) throws Exception {
        long flows = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
        AtomicLong stored = new AtomicLong();
        Pipeline pipeline = Pipeline.builder("waiting")
                .from(new RecordedTraffic(flows, false))
                .store(Buffered.in("bucket")
                        .prefix("logs")
                        .maxFlowsPerObject(10_000_000)
                        .maxFlowArraySize(10_000_000)
                        .maxTimePerObject(Duration.ofDays(1)))
                .encode(Json.compact())
                .compress(Gzip.level(6))
                .write(object -> stored.addAndGet(object.size()))
                .build();
        long before = heapInUse();
        long began = System.nanoTime();
        try (RunningPipeline running = PipelineRunner.start(pipeline)) {
            while (running.ledger().waiting() < flows) {
                running.await(Duration.ofMillis(20));
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            // The last parts are being encoded; then nothing moves.
            running.await(Duration.ofSeconds(2));
            long held = heapInUse() - before;
            long waiting = running.ledger().waiting();
            Ledger ledger = running.close(Duration.ofMinutes(5)).ledger();
            System.out.printf(Locale.ROOT, "%,d flows wait, taken in within %.1f s%n", waiting, seconds);
            System.out.printf(Locale.ROOT, "heap held: %,d bytes, %.1f bytes a flow%n", held, (double) held / waiting);
            System.out.printf(
                    Locale.ROOT,
                    "stored:    %,d bytes, %.1f bytes a flow%n",
                    stored.get(),
                    (double) stored.get() / waiting);
            System.out.println("peak:      " + peakOfProcess());
            System.out.println(ledger);
        }
    }

    private static long heapInUse() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static String peakOfProcess() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return "not known on this system";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .map(line -> line.substring("VmHWM:".length()).strip() + " resident")
                .findFirst()
                .orElse("not known");
    }
}
