package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pipeline.status} of files that are run. */
class StatusPageTest {
    private static final Pattern ADDRESS = Pattern.compile("Status at (http://127\\.0\\.0\\.1:[0-9]+/)");
    private static final String SECRET = "correct-horse-battery";

    /** A source that never ends; a writer that never returns, unless it refuses by an error that quotes a secret. */
    private static final String PLUGIN = """
            package third.party;

            import io.flowexporter.api.Option;
            import io.flowexporter.api.Plugin;
            import io.flowexporter.api.StageType;
            import io.flowexporter.api.flow.FlowBatch;
            import io.flowexporter.core.flow.MessageParser;
            import java.nio.charset.StandardCharsets;
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.atomic.AtomicBoolean;

            public final class Endless implements Plugin {
                static final Option<String> KEY = Option.string("key").concealed().mandatory();

                @Override
                public List<StageType<?>> stages() {
                    AtomicBoolean sent = new AtomicBoolean();
                    return List.of(
                            StageType.source("endless", (settings, context) -> maxWait -> {
                                if (sent.getAndSet(true)) {
                                    Thread.sleep(maxWait.toMillis());
                                    return FlowBatch.empty();
                                }
                                byte[] flow = "{\\"UUID\\":\\"1\\"}".getBytes(StandardCharsets.UTF_8);
                                return FlowBatch.of(List.of(new MessageParser().parseFlow(flow, 0, flow.length)));
                            }),
                            StageType.write("hanging", (settings, context) -> object -> new CountDownLatch(1).await(), KEY));
                }
            }
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @BeforeEach
    void makePlugins() throws IOException {
        Files.createDirectory(directory.resolve("plugins"));
        PluginJar.write(directory.resolve("plugins/endless.jar"), "Endless", PLUGIN);
    }

    private String file(String name, String listen) throws IOException {
        Files.writeString(directory.resolve(name), """
                pipeline:
                  status:
                    listen: %s
                  subscriber: {type: endless}
                  store:
                    type: buffered
                    buffered:
                      dirname: bucket
                      filename_prefix: logs
                      max_flows_per_object: 1
                      max_seconds_per_object: 60
                      max_seconds_per_stream: 86400
                  write: {type: hanging, hanging: {key: %s}}
                """.formatted(listen, SECRET));
        return name;
    }

    private String get(String url) {
        try {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isSharedByFilesThatNameOneAddressAndStaysUntilAllIsOver() throws Exception {
        String one = file("one.yml", "127.0.0.1:0");
        String other = file("other.yml", "localhost:0");
        try (ChildJvm child = ChildJvm.start(directory, Map.of(), "run", "--deadline", "10", one, other)) {
            child.await(() -> child.err().contains("Started other"));
            Matcher address = ADDRESS.matcher(child.err());
            assertThat(address.find()).as(child.err()).isTrue();
            String url = address.group(1);
            assertThat(address.find()).as("one server").isFalse();

            assertThat(get(url)).startsWith("200 <!doctype html>");
            child.await(() -> get(url + "readyz").equals("200 ready\n"));
            child.await(() -> get(url + "status").contains("\"objectsWaiting\":1"));
            assertThat(get(url + "metrics")).contains("{pipeline=\"one\"}", "{pipeline=\"other\"}");
            for (String path : new String[] {"", "status", "metrics", "livez", "readyz"}) {
                assertThat(get(url + path)).as(path).doesNotContain(SECRET);
            }

            child.terminate();
            child.await(() -> get(url + "status").contains("\"state\":\"stopping\""));
            assertThat(get(url + "readyz")).startsWith("503 not ready").contains("one: stopping");
            assertThat(get(url + "livez")).isEqualTo("200 alive\n");
            assertThat(child.exitCode()).isEqualTo(ExitCode.LOST);
            assertThat(child.err()).doesNotContain(SECRET);
        }
    }

    @Test
    void aPortThatIsTakenEndsTheStartWithTheLineOfTheFile() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String file = file("one.yml", "127.0.0.1:" + taken.getLocalPort());
            try (ChildJvm child = ChildJvm.start(directory, "run", file)) {
                assertThat(child.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
                assertThat(child.err())
                        .contains("one.yml")
                        .contains("line 3: pipeline.status.listen: Cannot listen on 127.0.0.1:" + taken.getLocalPort()
                                + ": ")
                        .doesNotContain("Started");
            }
        }
    }

    @Test
    void aWrongAddressIsAMistakeOfTheFile() throws Exception {
        try (ChildJvm child = ChildJvm.start(directory, "check", file("one.yml", "everywhere"))) {
            assertThat(child.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(child.err()).contains("line 3: pipeline.status.listen: must be an address and a port");
        }
    }

    @Test
    void theListOfStagesHasTheSettingsOfPipelines() throws Exception {
        try (ChildJvm child = ChildJvm.start(directory, "stages")) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.out()).contains("pipeline.status.listen: text", "pipeline.durability.max_bytes: text");
        }
    }
}
