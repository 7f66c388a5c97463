package io.flowexporter.examples.proof;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.PipelineListener;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.stage.Filter;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.source.Skydive;
import io.flowexporter.core.store.Buffered;
import io.flowexporter.s3.S3;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * An exporter that is meant to be killed: the main class of a JVM of its own. It says on standard output, each line by one
 * write to the operating system so that no kill can take back or tear what was said:
 *
 * <ul>
 *   <li>{@code ready}: the JVM is up; it begins when a line comes in
 *   <li>{@code started}, and the ledger as it is then
 *   <li>{@code f <number>}: a flow came to classify; with a journal, it is on the disk
 *   <li>{@code o <records> <key>}: an object is on the disk
 *   <li>{@code l <ledger>}: for each line that comes in from then on, and at the end
 *   <li>{@code d <drops>}: what was dropped, at the end
 *   <li>{@code closed <failure>}: the orderly end after SIGTERM
 * </ul>
 */
public final class ExporterChild {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int RECORDS_AN_OBJECT = 200;

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final CompletableFuture<RunningPipeline> running = new CompletableFuture<>();

    private ExporterChild() {}

    /**
     * Runs it until a signal comes or standard input ends.
     *
     * @param arguments the analyzer's URL, the host id, the store's endpoint, user, password and bucket, and a mode with its
     *     directory and bound as {@link #durability} reads it
     */
    public static void main(String[] arguments) throws IOException {
        new ExporterChild().run(arguments);
    }

    private void run(String... arguments) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        Pipeline pipeline = pipeline(arguments);
        Durability durability = durability(arguments[6], Path.of(arguments[7]), Long.parseLong(arguments[8]));
        say("ready");
        if (commands.readLine() == null) {
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "orderly-end"));
        try {
            running.complete(PipelineRunner.start(pipeline, durability));
        } catch (RuntimeException | Error e) {
            running.completeExceptionally(e);
            throw e;
        }
        say("started");
        say("l " + Books.of(running.join().ledger()).toLine());
        while (commands.readLine() != null) {
            say("l " + Books.of(running.join().ledger()).toLine());
        }
        // Whoever started us is gone.
        Runtime.getRuntime().halt(1);
    }

    private void end() {
        try {
            RunningPipeline.Outcome outcome = running.join().close(DEADLINE);
            say("l " + Books.of(outcome.ledger()).toLine());
            say("d " + running.join().drops());
            say("closed " + outcome.failure());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Pipeline pipeline(String... arguments) {
        return Pipeline.builder("proof")
                .from(Skydive.subscribe(arguments[0]).hostId(arguments[1]))
                .classify(this::classify)
                .filter(Filter.exclude(NumberedFlows.UNWANTED))
                .store(Buffered.in(arguments[5])
                        .prefix("logs")
                        .maxFlowsPerObject(RECORDS_AN_OBJECT)
                        .maxTimePerObject(Duration.ofSeconds(1))
                        .maxTimePerStream(Duration.ofSeconds(60)))
                .encode(Json.compact())
                .compress(Gzip.level(1))
                .write(S3.at(arguments[2]).credentials(arguments[3], arguments[4]))
                .listener(new PipelineListener() {
                    @Override
                    public void secured(ObjectInfo object, long bytes) {
                        say("o " + object.records() + ' ' + object.key());
                    }
                })
                .build();
    }

    private Tag classify(Flow flow) {
        say("f " + NumberedFlows.number(flow));
        return NumberedFlows.tag(flow);
    }

    private static Durability durability(String mode, Path directory, long maxBytes) {
        return switch (Durability.Mode.valueOf(mode)) {
            case MEMORY -> Durability.memory();
            case SPOOL -> Durability.spool(directory).maxBytes(maxBytes);
            case JOURNAL -> Durability.journal(directory).maxBytes(maxBytes);
        };
    }

    private void say(String line) {
        byte[] bytes = (line + '\n').getBytes(StandardCharsets.US_ASCII);
        try {
            synchronized (out) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
