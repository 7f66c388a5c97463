package io.flowexporter.core.status;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageSpec;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.runtime.Limits;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.store.Buffered;
import io.flowexporter.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A running pipeline whose source, clock and store the test commands, and a server that shows it. */
final class Lab implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LinkedBlockingQueue<FlowBatch> batches = new LinkedBlockingQueue<>();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final PipelineRunner runner = PipelineRunner.with(clock, Limits.defaults());
    private final StatusServer server;
    private final List<RunningPipeline> running = new ArrayList<>();
    private volatile String storeError = "";
    private volatile boolean transformFails;
    private volatile int written;

    Lab() throws IOException {
        this(Duration.ofSeconds(60));
    }

    Lab(Duration longestRequest) throws IOException {
        server = StatusServer.start(ListenAddress.loopback(0), longestRequest);
    }

    public record Line(String uuid) {}

    private FlowBatch poll(Duration maxWait) throws InterruptedException {
        FlowBatch batch = batches.poll(maxWait.toMillis(), TimeUnit.MILLISECONDS);
        return batch == null ? FlowBatch.empty() : batch;
    }

    /** Stores two flows an object. */
    RunningPipeline start(String name) {
        return start(name, StageType.source("commanded", (settings, context) -> this::poll), writer());
    }

    RunningPipeline start(String name, StageSpec<Source> source, StageSpec<ObjectWriter> writer) {
        Pipeline pipeline = Pipeline.builder(name)
                .from(source)
                .classify(flow -> Tag.of("mine"))
                .transform(flow -> {
                    if (transformFails) {
                        throw new IllegalStateException("broken on purpose");
                    }
                    return new Line(flow.uuid());
                })
                .store(Buffered.in("bucket").prefix("logs").maxFlowsPerObject(2))
                .encode(Json.compact())
                .write(writer)
                .build();
        RunningPipeline begun = runner.begin(pipeline);
        running.add(begun);
        server.show(begun);
        return begun;
    }

    StageSpec<ObjectWriter> writer() {
        return StageType.write("commanded", (settings, context) -> object -> write());
    }

    private void write() throws IOException {
        if (!storeError.isEmpty()) {
            throw new IOException(storeError);
        }
        written++;
    }

    StageSpec<Source> source() {
        return StageType.source("commanded", (settings, context) -> this::poll);
    }

    void send(int flows) {
        List<Flow> all = new ArrayList<>();
        for (int i = 0; i < flows; i++) {
            byte[] json = ("{\"UUID\":\"" + i + "\"}").getBytes(StandardCharsets.US_ASCII);
            try {
                all.add(new MessageParser().parseFlow(json, 0, json.length));
            } catch (MalformedMessageException e) {
                throw new AssertionError(e);
            }
        }
        batches.add(FlowBatch.of(all));
    }

    /** From now on each write fails by that; "" for none. */
    void storeFails(String error) {
        storeError = error;
    }

    void transformFails(boolean fails) {
        transformFails = fails;
    }

    void advance(Duration time) {
        clock.advance(time);
    }

    int written() {
        return written;
    }

    StatusServer server() {
        return server;
    }

    Requests.Reply get(String path, String... headers) throws IOException {
        return Requests.get(server.address().getPort(), path, headers);
    }

    /** Waits until it is so. */
    void await(String what, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "Waited in vain until " + what + ": " + get("/status").body());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    @Override
    public void close() {
        try {
            for (RunningPipeline pipeline : running) {
                pipeline.close(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        runner.close();
        server.close();
    }
}
