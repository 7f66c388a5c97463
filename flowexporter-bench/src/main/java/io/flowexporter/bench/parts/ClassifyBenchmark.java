package io.flowexporter.bench.parts;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.stage.Classifier;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.testkit.TestContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/** The tag of a flow, by three subnets. */
public class ClassifyBenchmark extends PartBenchmark {
    private Classifier classifier = flow -> null;

    /** Makes the classifier. */
    @Setup
    public void classifier() throws Exception {
        classifier = Subnets.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16").create(new TestContext());
    }

    /** Each flow. */
    @Benchmark
    @OperationsPerInvocation(Recorded.FLOWS)
    public void classify(Recorded recorded, Blackhole hole) {
        for (Flow flow : recorded.flows) {
            hole.consume(classifier.classify(flow));
        }
    }
}
