package io.flowexporter.examples;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Filter;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.source.Skydive;
import io.flowexporter.core.store.Buffered;
import io.flowexporter.s3.S3;

/** The example of the README. Needs an analyzer and a store at those addresses. */
public final class BuilderExample {
    private BuilderExample() {}

    /** How much one side told the other. */
    public record Talk(String from, String to, long bytes) {}

    /** Runs it until its source ends, which this one never does. */
    public static void main(String[] arguments) throws InterruptedException {
        // README: from here
        Pipeline pipeline = Pipeline.builder("edge")
                .from(Skydive.subscribe("ws://analyzer:8082/ws/subscriber/flow"))
                .classify(Subnets.of("10.0.0.0/8", "172.16.0.0/12"))
                .filter(Filter.exclude(Tag.OTHER))
                .transform(flow -> new Talk(
                        flow.network().a(), flow.network().b(), flow.metric().abBytes()))
                .store(Buffered.in("bucket").prefix("logs"))
                .encode(Json.compact())
                .compress(Gzip.level(6))
                .write(S3.at("http://127.0.0.1:9000").credentials("user", "password"))
                .build();
        PipelineRunner.run(pipeline);
        // README: to here
    }
}
