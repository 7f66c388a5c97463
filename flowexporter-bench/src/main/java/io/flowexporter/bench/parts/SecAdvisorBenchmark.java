package io.flowexporter.bench.parts;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** From a flow to its record's bytes: the transform {@code secadvisor} and its encoder. */
public class SecAdvisorBenchmark extends PartBenchmark {
    private SecAdvisorWork work;

    /** Makes the stages. */
    @Setup
    public void stages() throws Exception {
        work = new SecAdvisorWork();
    }

    /** Each flow; the same reports again and again, as if the analyzer repeated them. */
    @Benchmark
    @OperationsPerInvocation(Recorded.FLOWS)
    public int transformAndEncode(Recorded recorded) {
        return work.work(recorded.flows);
    }
}
