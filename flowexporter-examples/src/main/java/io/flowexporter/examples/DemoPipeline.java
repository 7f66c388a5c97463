package io.flowexporter.examples;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.PipelineListener;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Filter;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.source.Skydive;
import io.flowexporter.core.store.Buffered;
import io.flowexporter.core.write.ObjectFiles;
import java.nio.file.Path;
import java.time.Duration;

/** The pipeline of the demo: what a program that embeds the exporter writes. */
final class DemoPipeline {
    private DemoPipeline() {}

    /** A pipeline from that analyzer into files of that directory. */
    static Pipeline of(String analyzer, Path directory, PipelineListener listener) {
        return Pipeline.builder("demo")
                .from(Skydive.subscribe(analyzer))
                .classify(Subnets.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
                .filter(Filter.exclude(Tag.OTHER))
                .store(Buffered.in("bucket")
                        .prefix("logs")
                        .maxFlowsPerObject(500)
                        .maxTimePerObject(Duration.ofSeconds(5)))
                .encode(Json.TYPE)
                .compress(Gzip.level(6))
                .write(ObjectFiles.in(directory))
                .listener(listener)
                .build();
    }
}
