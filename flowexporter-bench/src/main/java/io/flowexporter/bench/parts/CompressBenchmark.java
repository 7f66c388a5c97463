package io.flowexporter.bench.parts;

import io.flowexporter.api.object.Part;
import io.flowexporter.api.stage.Compressor;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.compress.Zstd;
import io.flowexporter.testkit.TestContext;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The records of secadvisor to one part of an object. */
public class CompressBenchmark extends PartBenchmark {
    /** Type and level. */
    @Param({"gzip-6", "gzip-4", "gzip-1", "zstd-3", "zstd-1"})
    private String compressor = "";

    private Compressor made;
    private byte[] records;

    /** Makes records and compressor. */
    @Setup
    public void records(Recorded recorded) throws Exception {
        records = new SecAdvisorWork().bytes(recorded.flows);
        String[] words = compressor.split("-");
        int level = Integer.parseInt(words[1]);
        made = switch (words[0]) {
            case "gzip" -> Gzip.level(level).create(new TestContext());
            case "zstd" -> Zstd.level(level).create(new TestContext());
            default -> throw new IllegalArgumentException("There is no compressor " + compressor);
        };
    }

    /** All records at once. */
    @Benchmark
    @OperationsPerInvocation(Recorded.FLOWS)
    public Part compress() throws IOException {
        return made.part(records, 0, records.length);
    }
}
