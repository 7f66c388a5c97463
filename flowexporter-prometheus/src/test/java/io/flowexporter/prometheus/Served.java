package io.flowexporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.stage.Source;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.runtime.Limits;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.testkit.FixedTopology;
import io.flowexporter.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A running pipeline that ends in the sink, fed by hand, on a clock that is moved by hand. */
final class Served implements AutoCloseable {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T10:00:00Z"));
    private final Fed source = new Fed();
    private final FixedTopology topology;
    private final PipelineRunner runner = PipelineRunner.with(clock, Limits.defaults());
    private final RunningPipeline running;

    /** Hands out a batch when it is told to, and tells when the pipeline is done with it. */
    private static final class Fed implements Source {
        private final SynchronousQueue<FlowBatch> batches = new SynchronousQueue<>();
        private final SynchronousQueue<Boolean> done = new SynchronousQueue<>();
        private boolean handedOut;

        @Override
        public FlowBatch poll(Duration maxWait) throws InterruptedException {
            if (handedOut) {
                done.put(true);
            }
            FlowBatch batch = batches.take();
            handedOut = true;
            return batch;
        }
    }

    Served(Function<PromSkyCon, PromSkyCon> settings, Supplier<Lookup<Answer>> interfaces) {
        topology = new FixedTopology(query -> interfaces.get());
        Pipeline pipeline = Pipeline.builder("served")
                .topology(StageType.<Topology>topology("fixed", (nothing, context) -> topology))
                .from(source)
                .sink(settings.apply(PromSkyCon.onPort(0)))
                .build();
        try {
            running = runner.begin(pipeline);
        } catch (RuntimeException e) {
            runner.close();
            throw e;
        }
    }

    /** Without interfaces. */
    static Served withoutInterfaces() {
        return new Served(sink -> sink, Lookup::none);
    }

    Served feed(FlowBatch batch) throws InterruptedException {
        assertThat(source.batches.offer(batch, 60, TimeUnit.SECONDS)).isTrue();
        assertThat(source.done.poll(60, TimeUnit.SECONDS)).isTrue();
        return this;
    }

    Served feed(String... flows) throws InterruptedException {
        return feed(FlowBatch.of(Arrays.stream(flows).map(Served::flow).toList()));
    }

    Served feed(byte[] message) throws InterruptedException, MalformedMessageException {
        return feed(FlowBatch.of(new MessageParser().parse(message).flows()));
    }

    private static Flow flow(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try {
            return new MessageParser().parseFlow(bytes, 0, bytes.length);
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /** Lets time pass, and the pipeline notice it. */
    Served after(int seconds) throws InterruptedException {
        clock.advance(Duration.ofSeconds(seconds));
        return feed(FlowBatch.empty());
    }

    Page page() throws IOException, InterruptedException {
        return Page.scrape(port());
    }

    long port() {
        return meter("port");
    }

    long meter(String name) {
        return running.meters().getOrDefault("store." + name, 0L);
    }

    List<String> asked() {
        return topology.asked();
    }

    RunningPipeline running() {
        return running;
    }

    @Override
    public void close() {
        running.close();
        runner.close();
    }
}
