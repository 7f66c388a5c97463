package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.testkit.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong, the launcher shows no secret: in no line, no thread's name, no file. */
@Timeout(900)
class NoSecretIsShownTest {
    private static final String SECRET_KEY = "hush-secret-key-1";
    private static final String SESSION_TOKEN = "hush-session-token-2";
    private static final String API_KEY = "hush-api-key-3";
    private static final String PASSWORD = "hush-password-4";
    private static final String COOKIE = "hush-cookie-5";
    private static final String IN_URL = "hush-in-url-6";
    private static final String OLD = "hush-old-7";
    private static final List<String> SECRETS =
            List.of("hush-", base64("admin:" + PASSWORD), base64("admin:" + OLD), base64("user:" + IN_URL));

    @TempDir
    private Path directory;

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @BeforeEach
    void makeFlows() throws IOException {
        Files.createDirectory(directory.resolve("plugins"));
        Files.writeString(
                directory.resolve("flows.jsonl"),
                Recording.load(Recording.PLAIN).frames().stream()
                        .limit(20)
                        .map(frame -> frame.text().replace("\n", " "))
                        .collect(Collectors.joining("\n")));
    }

    private static String deadAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    /** A file with secrets in every place. */
    private Path file(String subscriber, String analyzer, String store, String credentials) throws IOException {
        return Files.writeString(directory.resolve("exporter.yml"), """
                analyzers: ["%s"]
                analyzer:
                  auth: {cluster: {username: admin, password: %s}}
                http:
                  cookie: {authtoken: %s}
                logging: {level: TRACE}
                pipeline:
                  subscriber:
                    type: %s
                    url: ws://%s/ws/subscriber/flow
                    file: {path: flows.jsonl}
                  transform: {type: secadvisor, secadvisor: {resolve_timeout: 1}}
                  store:
                    type: buffered
                    buffered: {dirname: bucket, max_seconds_per_object: 1, max_seconds_per_stream: 60}
                  encode: {type: json}
                  account: {type: file, file: {filename: account.json}}
                  write:
                    type: s3
                    s3:
                      endpoint: http://%s
                      iam_endpoint: http://%s/iam
                %s
                """.formatted(
                        analyzer,
                        PASSWORD,
                        COOKIE,
                        subscriber,
                        analyzer,
                        store,
                        store,
                        credentials.indent(6).stripTrailing()));
    }

    private static String keys() {
        return "access_key: test-id\nsecret_key: " + SECRET_KEY + "\nsession_token: " + SESSION_TOKEN;
    }

    private void assertHidden(String output) {
        assertThat(output).doesNotContain(SECRETS);
    }

    /** All that a process showed and wrote. */
    private void assertHidden(ChildJvm child) throws IOException {
        assertHidden(child.out());
        assertHidden(child.err());
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().matches(".*\\.(yml|secret)"))
                    .forEach(file -> assertHidden(text(file)));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String threads(ChildJvm child) throws Exception {
        String dump = dump(child);
        // A process that is short of time may not answer in the 10 s that jstack has.
        for (int tries = 1; tries < 5 && !dump.contains("flowexporter-"); tries++) {
            dump = dump(child);
        }
        assertThat(dump).contains("flowexporter-");
        return dump;
    }

    private static String dump(ChildJvm child) throws Exception {
        Process jstack = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jstack")
                                .toString(),
                        Long.toString(child.pid()))
                .redirectErrorStream(true)
                .start();
        String dump = new String(jstack.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jstack.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return dump;
    }

    private interface Condition {
        boolean holds(String err);
    }

    /** Runs the file until its log is so, looks at its threads, and ends it. */
    private String run(Path file, Condition condition) throws Exception {
        try (ChildJvm child = ChildJvm.start(directory, "run", "--deadline", "1", file.toString())) {
            child.await(() -> condition.holds(child.err()));
            assertHidden(threads(child));
            child.terminate();
            child.exitCode();
            assertHidden(child);
            return child.err();
        }
    }

    @Test
    void ofAStoreAndATopologyThatSayAllTheyWereGiven() throws Exception {
        try (EchoServer echo = EchoServer.start()) {
            Path file = file("file", echo.address(), echo.address(), keys());

            String err = run(
                    // No more of them are sure to come: the store may be told at once to wait for somebody.
                    file, log -> log.contains("Not written") && log.contains("the analyzer") && echo.requests() >= 6);

            assertThat(err).contains("[hidden]");
        }
    }

    @Test
    void ofAnIamThatSaysAllItWasGiven() throws Exception {
        try (EchoServer echo = EchoServer.start()) {
            Path file = file("file", echo.address(), echo.address(), "api_key: " + API_KEY);

            String err = run(file, log -> log.contains("no IAM token"));

            assertThat(err).contains("[hidden]");
        }
    }

    @Test
    void ofAnAnalyzerThatSaysAllItWasGiven() throws Exception {
        try (EchoServer echo = EchoServer.start()) {
            Path file = file("skydive", echo.address(), echo.address(), keys());

            run(file, log -> log.contains("Cannot subscribe") && echo.requests() >= 4);
        }
    }

    @Test
    void ofAStoreAndAnAnalyzerThatAreAway() throws Exception {
        run(file("file", deadAddress(), deadAddress(), keys()), log -> log.contains("Not written"));
        run(file("file", deadAddress(), deadAddress(), "api_key: " + API_KEY), log -> log.contains("no IAM token"));
        run(file("skydive", deadAddress(), deadAddress(), keys()), log -> log.contains("Cannot subscribe"));
    }

    @Test
    void ofFilesThatAreReadAgain() throws Exception {
        Path secret = Files.writeString(directory.resolve("key.secret"), OLD);
        try (EchoServer echo = EchoServer.start()) {
            Path file = file(
                    "skydive",
                    echo.address(),
                    echo.address(),
                    "access_key: test-id\nsecret_key: ${file:" + secret + "}");
            Files.writeString(
                    file,
                    Files.readString(file).replace("password: " + PASSWORD, "password: \"${file:" + secret + "}\""));

            try (ChildJvm child = ChildJvm.start(directory, "run", "--deadline", "1", file.toString())) {
                child.await(() -> echo.requests() >= 1);
                Files.writeString(secret, PASSWORD);
                child.await(() -> echo.requests() >= 2);
                Files.writeString(secret, "");
                child.await(() -> child.err().contains("Cannot read the credentials again"));
                assertHidden(threads(child));
                child.terminate();
                child.exitCode();
                assertHidden(child);
            }
        }
    }

    private void assertRefused(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("wrong.yml"), text);
        for (String command : List.of("check", "explain", "run")) {
            try (ChildJvm child = ChildJvm.start(directory, command, file.toString())) {
                assertThat(child.exitCode()).as(text).isEqualTo(ExitCode.CONFIGURATION);
                assertThat(child.err()).contains("wrong.yml");
                assertHidden(child);
            }
        }
    }

    @Test
    void ofFilesThatAreWrong() throws Exception {
        String right = Files.readString(file("skydive", deadAddress(), deadAddress(), keys()));
        // All that can be said of one file together, so that few processes are needed.
        assertRefused(right.replace("secret_key: " + SECRET_KEY, "secret_key: {a: " + SECRET_KEY + "}")
                .replace("session_token: " + SESSION_TOKEN, "session_token: \"" + SESSION_TOKEN + " \\n\"")
                .replace("password: " + PASSWORD, "password: [" + PASSWORD + "]")
                .replace("authtoken: " + COOKIE, "authtoken: \"" + COOKIE + ";\"")
                .replace("url: ws://", "url: \"ws://user:" + IN_URL + "@ho st/")
                .replace("/ws/subscriber/flow", "/ws/subscriber/flow\"")
                .replace("iam_endpoint: http://", "iam_endpoint: ftp://user:" + IN_URL + "@")
                .replace("endpoint: http://", "endpoint: http://user:" + IN_URL + "@")
                .replace("analyzers: [\"", "analyzers: [\"user:" + IN_URL + "@"));
        assertRefused(right.replace("session_token: ", "secret_key: "));
        assertRefused(right.replace("secret_key: " + SECRET_KEY, "secret_key: \"" + SECRET_KEY));
        assertRefused(right.replace("secret_key: " + SECRET_KEY, "secret_key: !" + SECRET_KEY + " x")
                .replace("pipeline:", "pipeline: &a"));
        assertRefused(right.replace("secret_key: " + SECRET_KEY, "secret_key: *" + SECRET_KEY));
        assertRefused(right.replace("secret_key: " + SECRET_KEY, "secret_key: !" + SECRET_KEY + "!x y"));
        assertRefused(right.replace("secret_key: " + SECRET_KEY, "secret_key: ${file:/no/such}"));
    }

    @Test
    void ofAddressesWithCredentialsInThem() throws Exception {
        String right = Files.readString(file("skydive", deadAddress(), deadAddress(), keys()));
        for (String wrong : List.of(
                right.replace("url: ws://", "url: ws://user:" + IN_URL + "@"),
                right.replace(" endpoint: http://", " endpoint: http://user:" + IN_URL + "@"))) {
            Path file = Files.writeString(directory.resolve("wrong.yml"), wrong);
            for (String command : List.of("check", "explain", "run")) {
                try (ChildJvm child = ChildJvm.start(directory, command, file.toString())) {
                    child.exitCode();
                    assertHidden(child);
                }
            }
        }
    }

    @Test
    void ofTheOtherCommands() throws Exception {
        Path file = file("skydive", deadAddress(), deadAddress(), keys());
        Map<String, String> environment = Map.of(
                "SKYDIVE_PIPELINE_WRITE_S3_SECRET_KEY",
                SECRET_KEY,
                "SKYDIVE_PIPELINE_WRITE_S3_SECRETKEY",
                SECRET_KEY,
                "SKYDIVE_ANALYZER_AUTH_CLUSTER_PASSWORD",
                PASSWORD,
                "FLOWEXPORTER_LOG_LEVEL",
                "TRACE");
        for (List<String> command :
                List.of(List.of("check", file.toString()), List.of("stages"), List.of("demo", "--seconds", "1"))) {
            try (ChildJvm child = ChildJvm.start(directory, environment, command.toArray(String[]::new))) {
                child.exitCode();
                assertHidden(child);
            }
        }
        assertExplained(file, environment);
        // A secret in a file or a variable is as secret as one that stands there, and a setting that is none may quote
        // one.
        Path secret = Files.writeString(directory.resolve("key.secret"), OLD + "\n");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("secret_key: " + SECRET_KEY, "secret_key: ${file:" + secret + "}")
                        .replace("session_token: " + SESSION_TOKEN, "session_token: ${env:TOKEN}")
                        .replace("dirname: bucket", "dirname: bucket, filename_prefix: is-" + COOKIE + "-it"));
        String out = assertExplained(file, Map.of("TOKEN", SESSION_TOKEN));
        assertThat(out).contains("${file:" + secret + "})").contains("${env:TOKEN})");
    }

    private String assertExplained(Path file, Map<String, String> environment) throws Exception {
        try (ChildJvm child = ChildJvm.start(directory, environment, "explain", file.toString())) {
            assertThat(child.exitCode()).isZero();
            assertHidden(child);
            assertThat(child.out().lines().filter(line -> line.contains("***")))
                    .as("all that is secret in the file")
                    .hasSizeGreaterThanOrEqualTo(5);
            return child.out();
        }
    }
}
