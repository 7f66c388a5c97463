package io.flowexporter.examples.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.examples.ChildJvm;
import io.flowexporter.examples.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher as an operator runs it, with a store that is away for a while: nothing is lost, nothing comes twice. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class OutageTest {
    private static final boolean LONG = Integer.getInteger("kills", 0) >= 1_000;
    private static final Duration OUTAGE = Duration.ofSeconds(LONG ? 180 : 8);
    /** What only an operator can repair is tried again once in a while. */
    private static final Duration REPAIR = Duration.ofSeconds(150);

    private static final Duration SOON = Duration.ofSeconds(60);
    /** For a machine that is busy with something else, and yet less than the default deadline. */
    private static final Duration SLACK = Duration.ofSeconds(20);

    private static final int FLOWS = 2_000;
    private static final int FLOWS_PER_SECOND = 5_000;
    private static final Pattern SUMMARY =
            Pattern.compile("(?<received>\\d+) received = (?<written>\\d+) written \\+ 0 filtered \\+ 0 left out"
                    + " \\+ (?<lost>\\d+) lost \\+ (?<waiting>\\d+) waiting");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private S3Server server;
    private StoreFront front;
    private FlowFeed feed;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.startWithoutBucket();
        front = StoreFront.of(server.endpoint(), S3Server.BUCKET, 1);
        feed = new FlowFeed(1, FLOWS_PER_SECOND);
        Files.writeString(directory.resolve("secret"), S3Server.PASSWORD + '\n');
    }

    @AfterEach
    void stop() throws Exception {
        feed.close();
        front.close();
        server.close();
    }

    private ChildJvm exporter(String mode, String... options) throws IOException, InterruptedException {
        return exporter(mode, 256 << 20, options);
    }

    private ChildJvm exporter(String mode, long maxBytes, String... options) throws IOException, InterruptedException {
        Path file = directory.resolve("exporter.yml");
        Files.writeString(file, """
                host_id: proof
                pipeline:
                  durability: {mode: %s, directory: '%s', max_bytes: %d}
                  subscriber: {type: skydive, url: '%s'}
                  store:
                    type: buffered
                    buffered:
                      dirname: bucket
                      filename_prefix: logs
                      max_flows_per_object: 1000
                      max_seconds_per_object: 1
                      max_seconds_per_stream: 60
                  encode: {type: json}
                  compress: {type: gzip}
                  write:
                    type: s3
                    s3:
                      endpoint: %s
                      access_key: user
                      secret_key: '${file:%s}'
                """.formatted(
                        mode,
                        directory.resolve("kept"),
                        maxBytes,
                        feed.analyzer().url(),
                        front.endpoint(),
                        directory.resolve("secret")));
        List<String> arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(List.of(options));
        arguments.add(file.toString());
        ChildJvm child = ChildJvm.start(directory, arguments.toArray(String[]::new));
        child.await(() -> feed.analyzer().subscribers() == 1);
        // Without it, some of these tests would pass all the same.
        assertThat(directory.resolve("kept/exporter/spool")).isDirectory();
        return child;
    }

    /** The numbers of all flows in the bucket, sorted; those that are there twice, twice. */
    private long[] stored() {
        Bucket bucket = new S3Bucket(server);
        try {
            LongStream.Builder numbers = LongStream.builder();
            for (String key : bucket.keys()) {
                byte[] bytes = bucket.get(key).bytes();
                for (JsonNode flow : JSON.readTree(new GZIPInputStream(new ByteArrayInputStream(bytes)))) {
                    numbers.add(Long.parseLong(flow.path("UUID").asText(), 16));
                }
            }
            return numbers.build().sorted().toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitAll(Duration atMost, ChildJvm child) {
        boolean all = Waiting.until(() -> stored().length >= feed.handedOut(), atMost);
        assertThat(all)
                .as(() -> stored().length + " of " + feed.handedOut() + " are stored; " + child.err())
                .isTrue();
    }

    private static void await(BooleanSupplier condition, Duration atMost, ChildJvm child) {
        assertThat(Waiting.until(condition, atMost)).as(child::err).isTrue();
    }

    /** Nothing is missing and nothing is there twice. */
    private void assertAllStoredOnce() {
        assertThat(stored())
                .containsExactly(LongStream.rangeClosed(1, feed.handedOut()).toArray());
    }

    private static void assertStoppedInOrder(ChildJvm child) throws InterruptedException {
        child.terminate();
        assertThat(child.exitCode()).as(child.err()).isZero();
    }

    private boolean wasAnswered(int status) {
        return front.puts().stream().anyMatch(put -> put.status() == status);
    }

    private void stopsWithTheStoreDead(String mode, Duration deadline, String... options) throws Exception {
        server.createBucket();
        front.goDown();
        try (ChildJvm child = exporter(mode, options)) {
            feed.send(FLOWS);
            feed.awaitTaken();
            long begin = System.nanoTime();
            child.terminate();

            assertThat(child.exitCode()).as(child.err()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(deadline.plus(SLACK));
            assertThat(child.err()).contains(FLOWS + " waiting");
        }
        assertThat(stored()).isEmpty();

        front.goRight();
        try (ChildJvm child = exporter(mode)) {
            awaitAll(SOON, child);
            feed.send(FLOWS);
            feed.awaitTaken();
            assertStoppedInOrder(child);
        }
        assertAllStoredOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"spool", "journal"})
    void whatWaitsAtTheStopIsStoredByTheNextStart(String mode) throws Exception {
        stopsWithTheStoreDead(mode, Duration.ofSeconds(3), "--deadline", "3");
    }

    @Test
    @EnabledIfSystemProperty(named = "kills", matches = "\\d{4,}")
    void stopsWithinTheDefaultDeadline() throws Exception {
        stopsWithTheStoreDead("journal", Duration.ofSeconds(25));
    }

    @ParameterizedTest
    @ValueSource(strings = {"spool", "journal"})
    void aStoreIsDownForAWhile(String mode) throws Exception {
        server.createBucket();
        try (ChildJvm child = exporter(mode)) {
            feed.open();
            await(() -> front.puts().size() > 3, SOON, child);
            front.goDown();
            long gone = feed.handedOut() + OUTAGE.toSeconds() * FLOWS_PER_SECOND;
            await(() -> feed.handedOut() >= gone, OUTAGE.multipliedBy(15), child);
            front.goRight();
            int puts = front.puts().size();
            await(() -> front.puts().size() > puts + 3, REPAIR, child);
            feed.shut();
            feed.awaitTaken();
            awaitAll(REPAIR, child);
            assertStoppedInOrder(child);
            assertThat(child.err()).contains(feed.handedOut() + " received = " + feed.handedOut() + " written");
        }
        assertAllStoredOnce();
    }

    /** What has no room is lost, to the last flow by the books; what was taken is stored. */
    @ParameterizedTest
    @ValueSource(strings = {"spool", "journal"})
    void theDiskIsFullForAWhile(String mode) throws Exception {
        server.createBucket();
        front.goDown();
        // Without a journal, what the store may keep back in the memory (max_flow_array_size) is full first.
        String full = mode.equals("journal") ? "journal_full" : "too_many_wait";
        String[] options = {"--deadline", "10"};
        Matcher books;
        try (ChildJvm child = exporter(mode, 1 << 20, options)) {
            feed.open();
            await(() -> child.err().contains(full), REPAIR, child);
            front.goRight();
            int puts = front.puts().size();
            await(() -> front.puts().size() > puts + 3, REPAIR, child);
            feed.shut();
            feed.awaitTaken();
            child.terminate();
            assertThat(child.exitCode()).as(child.err()).isEqualTo(1);
            books = SUMMARY.matcher(child.err());
            assertThat(books.find()).as(child.err()).isTrue();
        }
        long written = Long.parseLong(books.group("written"));
        long lost = Long.parseLong(books.group("lost"));
        long waiting = Long.parseLong(books.group("waiting"));
        assertThat(Long.parseLong(books.group("received"))).isEqualTo(feed.handedOut());
        assertThat(written + lost + waiting).isEqualTo(feed.handedOut());
        assertThat(lost).isPositive();
        // The last answers may have come too late: what is said to wait may be there.
        assertThat(stored()).doesNotHaveDuplicates().hasSizeBetween((int) written, (int) (written + waiting));
    }

    @Test
    void aBucketIsMissingAndThenThere() throws Exception {
        try (ChildJvm child = exporter("spool")) {
            feed.send(FLOWS);
            await(() -> wasAnswered(404), SOON, child);
            server.createBucket();

            awaitAll(REPAIR, child);
            assertStoppedInOrder(child);
        }
        assertAllStoredOnce();
    }

    @Test
    @EnabledIfSystemProperty(named = "kills", matches = "\\d{4,}")
    void theCredentialsAreRevokedAndRestored() throws Exception {
        server.createBucket();
        try (ChildJvm child = exporter("journal")) {
            feed.send(FLOWS);
            awaitAll(SOON, child);
            front.goForbidden();
            feed.send(FLOWS);
            await(() -> wasAnswered(403), SOON, child);
            front.goRight();

            awaitAll(REPAIR, child);
            assertStoppedInOrder(child);
        }
        assertAllStoredOnce();
    }

    /** A minute, since a store that needs its operator is asked but now and then; the bucket shows the same in each build. */
    @Test
    @EnabledIfSystemProperty(named = "kills", matches = "\\d{4,}")
    void aSecretIsWrongAndThenRight() throws Exception {
        server.createBucket();
        Files.writeString(directory.resolve("secret"), "guessed");
        try (ChildJvm child = exporter("spool")) {
            feed.send(FLOWS);
            await(() -> wasAnswered(403), SOON, child);
            Files.writeString(directory.resolve("secret"), S3Server.PASSWORD);

            awaitAll(REPAIR, child);
            assertThat(child.err()).doesNotContain("guessed");
            assertStoppedInOrder(child);
        }
        assertAllStoredOnce();
    }
}
