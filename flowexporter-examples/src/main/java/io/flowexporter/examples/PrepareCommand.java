package io.flowexporter.examples;

import com.sun.net.httpserver.HttpServer;
import io.flowexporter.core.config.PipelineFile;
import io.flowexporter.core.config.StageTypes;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.Recording;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code prepare}: does once what pipelines usually do, against an analyzer and a store of its own, while the launcher's
 * script has the JVM note which classes that takes; with them the next starts are faster. Leaves nothing behind itself.
 */
final class PrepareCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> PIPELINES = List.of("""
            host_id: one
            analyzers: ['%1$s']
            pipeline:
              subscriber: {url: '%2$s'}
              classify: {cluster_net_masks: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]}
              filter: {excluded_tags: [other]}
              transform: {type: secadvisor}
              mangle: {type: logstatus}
              encode: {type: secadvisor}
              compress: {type: gzip}
              store: {type: buffered, buffered: {dirname: bucket, filename_prefix: one, max_flows_per_object: 100}}
              write: {type: s3, s3: {endpoint: '%3$s', region: local, access_key: none, secret_key: none}}
              durability: {mode: journal, directory: '%4$s/state'}
              status: {listen: '127.0.0.1:0'}
            """, """
            host_id: two
            pipeline:
              subscriber: {url: '%2$s'}
              classify: {cluster_net_masks: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]}
              encode: {type: json}
              compress: {type: gzip_native}
              store: {type: buffered, buffered: {dirname: bucket, filename_prefix: two, max_flows_per_object: 100}}
              write: {type: file, file: {directory: '%4$s/objects'}}
            """);

    private final Terminal terminal;

    PrepareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Does it.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    int run() throws InterruptedException {
        LogOutput.level(System.Logger.Level.ERROR);
        try {
            Path work = Files.createTempDirectory("flowexporter-prepare");
            try {
                return run(work);
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            terminal.err().println("Cannot prepare: " + Terminal.printable(e.toString()));
            return ExitCode.SOFTWARE;
        }
    }

    private int run(Path work) throws IOException, InterruptedException {
        HttpServer store = store();
        try (AnalyzerServer analyzer = AnalyzerServer.start()) {
            String endpoint = "http://127.0.0.1:" + store.getAddress().getPort();
            List<String> names = new ArrayList<>();
            for (String pipeline : PIPELINES) {
                Path file = work.resolve("pipeline-" + names.size() + ".yml");
                Files.writeString(file, pipeline.formatted(analyzer.address(), analyzer.url(), endpoint, work));
                names.add(file.toString());
            }
            return run(analyzer, names);
        } finally {
            store.stop(0);
        }
    }

    private int run(AnalyzerServer analyzer, List<String> names) throws InterruptedException {
        System.Logger logger = System.getLogger("io.flowexporter.launcher");
        // What the environment overrides is meant for the pipelines of the operator.
        Terminal own =
                new Terminal(Map.of(), terminal.in(), new PrintStream(PrintStream.nullOutputStream()), terminal.err());
        List<PipelineFile> files = new Configurations(StageTypes.found(), own).read(names);
        Recording recording = Recording.load(Recording.TCP_METRIC);
        try (StatusPages pages = StatusPages.start(files, logger);
                PipelineRunner runner = PipelineRunner.create()) {
            List<RunningPipeline> running = new ArrayList<>();
            for (PipelineFile file : files) {
                RunningPipeline begun = runner.begin(file.pipeline(), file.durability());
                running.add(begun);
                pages.show(file, begun);
            }
            analyzer.awaitSubscribers(running.size(), PATIENCE);
            analyzer.play(recording, 0);
            analyzer.await(
                    () -> running.stream()
                            .allMatch(pipeline -> pipeline.ledger().objects() > 0),
                    PATIENCE);
            boolean stored = true;
            for (RunningPipeline pipeline : running) {
                RunningPipeline.Outcome outcome = pipeline.close(PATIENCE);
                if (!outcome.allStored()) {
                    stored = false;
                    terminal.err().println("Cannot prepare: " + pipeline.name() + ": " + outcome.ledger());
                }
            }
            return stored ? ExitCode.STORED : ExitCode.SOFTWARE;
        }
    }

    /** As much of a store as a client needs to be content: it takes everything, and keeps nothing. */
    private static HttpServer store() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                boolean put = exchange.getRequestMethod().equals("PUT");
                if (put) {
                    exchange.getResponseHeaders().add("ETag", "\"0\"");
                }
                exchange.sendResponseHeaders(put ? 200 : 404, -1);
            }
        });
        server.start();
        return server;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
