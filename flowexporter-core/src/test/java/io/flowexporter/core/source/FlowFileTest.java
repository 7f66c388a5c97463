package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.FlowBatch.Refused;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.internal.LogLines;
import io.flowexporter.testkit.Recording;
import io.flowexporter.testkit.TestContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(240)
class FlowFileTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final TestContext context = new TestContext();

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("flows.jsonl"), text);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private List<FlowBatch> batches(Path file) throws Exception {
        try (Source source = FlowFile.at(file).create(context)) {
            source.start();
            return batches(source);
        }
    }

    private StageContext logging(System.Logger logger) {
        return (StageContext) Proxy.newProxyInstance(
                StageContext.class.getClassLoader(),
                new Class<?>[] {StageContext.class},
                (proxy, method, arguments) ->
                        method.getName().equals("logger") ? logger : method.invoke(context, arguments));
    }

    private static List<FlowBatch> batches(Source source) throws Exception {
        List<FlowBatch> batches = new ArrayList<>();
        FlowBatch batch = source.poll(LONG);
        while (!batch.ended()) {
            batches.add(batch);
            batch = source.poll(LONG);
        }
        assertThat(source.poll(LONG).ended()).isTrue();
        return batches;
    }

    private static List<String> uuids(List<FlowBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.flows().stream())
                .map(Flow::uuid)
                .toList();
    }

    private static List<Flow> recordedFlows(String name) throws MalformedMessageException {
        List<Flow> flows = new ArrayList<>();
        for (Recording.Frame frame : Recording.load(name).frames()) {
            flows.addAll(new MessageParser().parse(frame.bytes()).flows());
        }
        return flows;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsANamedPipe(boolean compressed) throws Exception {
        Path pipe = directory.resolve("pipe");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        byte[] lines = Recording.lines(Recording.PLAIN).getBytes(StandardCharsets.UTF_8);
        byte[] sent = compressed ? gzip(Recording.lines(Recording.PLAIN)) : lines;
        Thread sender = new Thread(() -> {
            try {
                Files.write(pipe, sent, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        sender.start();

        assertThat(uuids(batches(pipe))).hasSize(1046);
        sender.join();
    }

    @Test
    void readsRecordingsAMessageABatch() throws Exception {
        List<FlowBatch> batches = batches(file(Recording.lines(Recording.TCP_METRIC)));

        assertThat(batches.stream().flatMap(batch -> batch.flows().stream()))
                .isEqualTo(recordedFlows(Recording.TCP_METRIC))
                .hasSize(1451);
        assertThat(batches)
                .hasSize((int) Recording.load(Recording.TCP_METRIC).frames().stream()
                        .filter(frame -> frame.text().startsWith("{\"Namespace\":\"flow\""))
                        .count())
                .allMatch(batch -> batch.refused().isEmpty());
        assertThat(context.meter("messages_ignored")).isZero();
    }

    @Test
    void readsMessagesAndCompressedFiles() throws Exception {
        StringBuilder messages = new StringBuilder();
        Recording.load(Recording.PLAIN)
                .frames()
                .forEach(frame -> messages.append(frame.text()).append("\r\n"));
        Path compressed = Files.write(directory.resolve("flows"), gzip(messages.toString()));

        assertThat(batches(compressed).stream().flatMap(batch -> batch.flows().stream()))
                .isEqualTo(recordedFlows(Recording.PLAIN));
    }

    @Test
    void readsFlowsOneALineInLargeBatches() throws Exception {
        List<Flow> flows = recordedFlows(Recording.TCP_METRIC);
        StringBuilder lines = new StringBuilder();
        flows.forEach(flow -> lines.append(flow).append('\n'));

        List<FlowBatch> batches = batches(file(lines.toString()));

        assertThat(batches.stream().flatMap(batch -> batch.flows().stream())).isEqualTo(flows);
        assertThat(batches).allMatch(batch -> batch.flows().size() <= 1000).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void linesOfAllKindsMayBeMixedAndTheLastNeedsNoEnd() throws Exception {
        List<FlowBatch> batches = batches(file("""
                {"UUID":"1"}

                {"Type":"store","Obj":[{"UUID":"2"},{"UUID":"3"}]}
                {"t":1,"k":"t","m":"{\\"Obj\\":[{\\"UUID\\":\\"4\\"}]}"}
                {"t":2,"k":"b","m":"?"}
                {"Type":"stats","Obj":{"FlowCount":1}}
                {"Type":"news","Obj":[{"UUID":"x"}]}
                {"Type":"store","Status":500,"Obj":[{"UUID":"x"}]}
                  {"UUID":"5"}""" + "\t"));

        assertThat(uuids(batches)).containsExactly("1", "2", "3", "4", "5");
        assertThat(batches).allMatch(batch -> batch.refused().isEmpty());
        assertThat(context.meter("messages_ignored")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"UUID\":\"1\"}",
                "{\"Namespace\":\"flow\",\"Type\":\"store\",\"Obj\":[{\"UUID\":\"1\"}]}",
                "{\"t\":1,\"k\":\"t\",\"m\":\"{\\\"Obj\\\":[{\\\"UUID\\\":\\\"1\\\"}]}\"}"
            })
    void linesOfAnyKindMayComeFromWindows(String line) throws Exception {
        List<FlowBatch> batches = batches(file("\uFEFF" + line + "\r\n" + line + "\r\n"));

        assertThat(uuids(batches)).containsExactly("1", "1");
        assertThat(batches).allMatch(batch -> batch.refused().isEmpty());
    }

    @Test
    void messagesOfOtherNamespacesAreNoFlows() throws Exception {
        List<FlowBatch> batches = batches(file("""
                {"Namespace":"flow/a-capture","Type":"store","Obj":[{"UUID":"1"}]}
                {"Namespace":"Topology","Type":"store","Obj":[{"UUID":"x"}]}
                {"Namespace":"flowers","Type":"store","Obj":[{"UUID":"x"}]}
                """));

        assertThat(uuids(batches)).containsExactly("1");
        assertThat(context.meter("messages_ignored")).isEqualTo(2);
    }

    @Test
    void badLinesAndFlowsAreRefusedAlone() throws Exception {
        LogLines log = new LogLines();
        Path file = file("""
                {"UUID":"1"}
                {"UUID":5}
                nonsense
                {"Type":"store","Obj":[{"UUID":"2"},{"UUID":{}},{"UUID":"3"}]}
                {"Type":"store","Obj":[
                {"t":1,"k":"t"}
                {"UUID":5}
                {"UUID":"4"}
                """);
        List<FlowBatch> batches;
        try (Source source = FlowFile.at(file).create(logging(log))) {
            source.start();
            batches = batches(source);
        }

        assertThat(uuids(batches)).containsExactly("1", "2", "3", "4");
        assertThat(refused(batches, MessageReader.MALFORMED_FLOW.name())).isEqualTo(4);
        assertThat(refused(batches, MessageReader.MALFORMED_MESSAGE.name())).isEqualTo(2);
        assertThat(log.texts())
                .containsExactly(
                        "WARNING Cannot read " + file + ":2: UUID is no text (byte 8)",
                        "WARNING Cannot read " + file + ":3: it is no JSON object (byte 0)",
                        "WARNING Cannot read " + file + ":5: it ends too early (byte 23)",
                        "WARNING Cannot read " + file + ":6: 'm' is no text (byte 0)");
    }

    private static long refused(List<FlowBatch> batches, String reason) {
        return batches.stream()
                .flatMap(batch -> batch.refused().stream())
                .filter(refused -> refused.reason().name().equals(reason))
                .mapToLong(Refused::flows)
                .sum();
    }

    @Test
    void aLineThatIsTooLongIsPassedOver() throws Exception {
        byte[] longLine = new byte[(32 << 20) + 1];
        Arrays.fill(longLine, (byte) '1');
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes("{\"UUID\":\"1\"}\n".getBytes(StandardCharsets.UTF_8));
        text.writeBytes(longLine);
        text.writeBytes("\n{\"UUID\":\"2\"}\n".getBytes(StandardCharsets.UTF_8));

        List<FlowBatch> batches = batches(Files.write(directory.resolve("long"), text.toByteArray()));

        assertThat(uuids(batches)).containsExactly("1", "2");
        assertThat(refused(batches, "too_large")).isEqualTo(1);
    }

    @Test
    void anEmptyFileEndsAtOnce() throws Exception {
        assertThat(batches(file(""))).isEmpty();
        assertThat(batches(file("\n\n \n"))).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsNamedAtTheStart() throws Exception {
        Path missing = directory.resolve("missing.jsonl");
        try (Source source = FlowFile.at(missing).create(context)) {
            assertThatThrownBy(source::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Cannot read flows from " + missing + ": ");
        }
    }

    @Test
    void whatWasReadBeforeTheDamageIsHandedOver() throws Exception {
        byte[] whole = gzip("{\"UUID\":\"1\"}\n".repeat(50_000));
        Path cut = Files.write(directory.resolve("cut.gz"), Arrays.copyOf(whole, whole.length - 20));
        try (Source source = FlowFile.at(cut).create(context)) {
            source.start();
            List<FlowBatch> batches = new ArrayList<>();
            assertThatThrownBy(() -> {
                        while (true) {
                            batches.add(source.poll(LONG));
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage("Cannot read flows from " + cut + ": its compressed data end too early");
            assertThat(uuids(batches)).hasSizeGreaterThan(10_000);
        }
    }

    @Test
    void aSilentInputDoesNotHoldUpAPoll() throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        try (InputStream in = new PipedInputStream(out);
                Source source = new FlowFileSource("pipe", () -> in, context)) {
            source.start();
            long begin = System.nanoTime();
            FlowBatch nothing = source.poll(Duration.ofMillis(100));
            Duration waited = Duration.ofNanos(System.nanoTime() - begin);

            assertThat(nothing.flows()).isEmpty();
            assertThat(nothing.ended()).isFalse();
            assertThat(waited).isBetween(Duration.ofMillis(99), Duration.ofSeconds(30));

            out.write("{\"UUID\":\"1\"}\n{\"UUID\":\"2\"}\n{\"UU".getBytes(StandardCharsets.UTF_8));
            out.flush();
            assertThat(uuids(List.of(source.poll(LONG)))).containsExactly("1", "2");

            out.write("ID\":\"3\"}\n".getBytes(StandardCharsets.UTF_8));
            out.close();
            assertThat(uuids(batches(source))).containsExactly("3");
        }
    }

    @Test
    void readsAheadOnlyALittle() throws Exception {
        String message = "{\"Type\":\"store\",\"Obj\":[" + "{\"UUID\":\"1\"},".repeat(5000) + "{}]}\n";
        InputStream endless = new InputStream() {
            private final byte[] text = message.getBytes(StandardCharsets.UTF_8);
            private long at;

            @Override
            public int read() {
                return text[(int) (at++ % text.length)];
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                for (int i = 0; i < length; i++) {
                    into[offset + i] = (byte) read();
                }
                return length;
            }
        };
        try (Source source = new FlowFileSource("endless", () -> endless, context)) {
            source.start();
            for (int i = 0; i < 20; i++) {
                assertThat(source.poll(LONG).flows()).hasSize(5001);
            }
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("flow-file-test"));
    }

    @Test
    void readsTheStandardInput() throws Exception {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("{\"UUID\":\"1\"}\n".getBytes(StandardCharsets.UTF_8)));
        try (Source source = FlowFile.standardInput().create(context)) {
            source.start();
            assertThat(uuids(batches(source))).containsExactly("1");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void thePathStandsInTheTypesOwnSection() {
        assertThat(FlowFile.PATH.path(FlowFile.TYPE)).isEqualTo("pipeline.subscriber.file.path");
        assertThatThrownBy(() -> FlowFile.TYPE.configured().with(FlowFile.PATH, " "))
                .hasMessageContaining("must name a file");
    }
}
