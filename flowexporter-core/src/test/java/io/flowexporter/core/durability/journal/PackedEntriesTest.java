package io.flowexporter.core.durability.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.core.durability.QuickFiles;
import io.flowexporter.core.durability.journal.Entries.Text;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.internal.GrowingBytes;
import io.flowexporter.core.internal.LogLines;
import io.flowexporter.testkit.Recording;
import io.flowexporter.testkit.TestContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackedEntriesTest {
    private static final long PLENTY = 1 << 30;

    @TempDir
    Path directory;

    private final LogLines log = new LogLines();

    private Journal open() throws IOException {
        return Journal.open(directory, PLENTY, 1, new QuickFiles(), log);
    }

    private Path segment(long first) {
        return directory.resolve(SegmentHeader.fileName(first));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** A text of that length that becomes much smaller. */
    private static String large(String mark, int length) {
        return mark.repeat(length / mark.length() + 1).substring(0, length);
    }

    @Test
    void whatIsReadIsWhatWasWritten() throws Exception {
        List<byte[]> payloads = new ArrayList<>();
        for (int length : new int[] {0, 1, Packer.SMALLEST - 1, Packer.SMALLEST, Packer.SMALLEST + 1, 1 << 20}) {
            payloads.add(large("flow ", length).getBytes(StandardCharsets.US_ASCII));
            payloads.add(random(length));
        }
        for (Recording.Frame frame : Recording.load(Recording.TCP_METRIC).frames()) {
            payloads.add(frame.bytes());
        }
        payloads.add(new byte[Packer.LARGEST]);
        payloads.add(new byte[Packer.LARGEST + 1]);
        payloads.add(new byte[0]);
        for (int life = 0; life < 2; life++) {
            try (Journal journal = open();
                    JournalReader reader = journal.read(1)) {
                for (byte[] payload : life == 0 ? payloads : List.<byte[]>of()) {
                    journal.append(7, payload.length % 2 == 0, out -> out.write(payload));
                    journal.force();
                }
                for (byte[] payload : payloads) {
                    JournalEntry entry = reader.next().orElseThrow();
                    assertThat(entry.payload()).isEqualTo(ByteBuffer.wrap(payload));
                    assertThat(entry.afterGap()).isEqualTo(payload.length % 2 == 0);
                    assertThat(entry.receivedAt()).isEqualTo(7);
                }
                assertThat(reader.next()).isEmpty();
            }
        }
        assertThat(log.texts()).isEmpty();
    }

    @Test
    void flowsTakeAFractionOfTheDiskAndThatIsWhatIsCounted() throws Exception {
        long raw = 0;
        try (Journal journal = open()) {
            for (Recording.Frame frame : Recording.load(Recording.TCP_METRIC).frames()) {
                journal.append(7, false, out -> out.write(frame.bytes()));
                raw += frame.bytes().length;
            }
            long waiting = journal.bytes();
            journal.force();
            assertThat(journal.bytes()).isEqualTo(Files.size(segment(1))).isBetween(raw / 50, raw / 5);
            assertThat(waiting).isEqualTo(journal.bytes() - SegmentHeader.LENGTH);
        }
    }

    @Test
    void whatWouldGetLargerOrIsTooLargeStaysAsItIs() throws Exception {
        for (byte[] payload : List.of(random(5000), new byte[Packer.LARGEST + 1], new byte[Packer.SMALLEST - 1])) {
            long before;
            try (Journal journal = open()) {
                before = journal.bytes();
                journal.append(7, false, out -> out.write(payload));
                journal.force();
                assertThat(journal.bytes() - before)
                        .isEqualTo(SegmentHeader.LENGTH + RecordFormat.HEADER + payload.length);
            }
        }
    }

    @Test
    void nothingIsPackedAnyMoreBehindTheEndOfThePacker() {
        GrowingBytes payload = new GrowingBytes(0);
        payload.skip(Packer.SMALLEST);
        GrowingBytes packed = new GrowingBytes(0);
        Packer packer = new Packer(log);
        assertThat(packer.pack(payload, packed)).isTrue();
        int size = packed.size();
        packer.close();
        assertThat(packer.pack(payload, packed)).isFalse();
        assertThat(packed.size()).isEqualTo(size).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x80, 0xff})
    void aByteThatIsFlippedCostsAtMostTheEntryItIsIn(int flip) throws Exception {
        List<Text> entries = new ArrayList<>();
        try (Journal journal = open()) {
            for (int i = 0; i < 4; i++) {
                entries.add(Entries.append(journal, large("entry " + i + ", ", 1500)));
            }
            journal.force();
        }
        byte[] sound = Files.readAllBytes(segment(1));
        assertThat(sound.length).as("packed").isLessThan(600);
        int[] owner = owners(sound);
        for (int i = 0; i < sound.length; i++) {
            byte[] bad = sound.clone();
            bad[i] ^= (byte) flip;
            Files.write(segment(1), bad);
            List<Text> left = new ArrayList<>(entries);
            int lost = owner[i];
            left.removeIf(entry -> entry.position() == lost);
            try (Journal journal = open();
                    JournalReader reader = journal.read(1)) {
                assertThat(Entries.rest(reader)).as("byte %d", i).isEqualTo(left);
                assertThat(reader.takeMissing()).isLessThanOrEqualTo(1);
            }
        }
    }

    /** The position of the entry that each byte of a segment belongs to; 0 for its header. */
    private static int[] owners(byte[] segment) {
        int[] owners = new int[segment.length];
        ByteBuffer bytes = ByteBuffer.wrap(segment);
        int at = SegmentHeader.LENGTH;
        while (at < segment.length) {
            int end = at + (int) RecordFormat.length(bytes, at);
            Arrays.fill(owners, at, end, (int) RecordFormat.position(bytes, at));
            at = end;
        }
        return owners;
    }

    private static byte[] frame(byte[] content) {
        return Zstd.compress(content, 1);
    }

    private static byte[] frameThatDoesNotSayItsLength() {
        try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
            zstd.setContentSize(false);
            return zstd.compress(new byte[5000]);
        }
    }

    private static byte[] concatenation(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }

    static List<byte[]> garbage() {
        byte[] sound = frame(large("flow ", 5000).getBytes(StandardCharsets.US_ASCII));
        byte[] lying = sound.clone();
        // Frames of less than 64 KiB say their length in the two bytes behind word and descriptor.
        lying[5]++;
        return List.of(
                new byte[0],
                new byte[] {1},
                random(3000),
                "{\"Obj\":[]}".getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOf(sound, sound.length - 1),
                Arrays.copyOf(sound, 6),
                concatenation(sound, new byte[] {0}),
                concatenation(sound, sound),
                lying,
                frame(new byte[Packer.LARGEST + 1]),
                frame(new byte[64 << 20]),
                frame(new byte[Packer.SMALLEST - 1]),
                frame(new byte[0]),
                frameThatDoesNotSayItsLength());
    }

    /** A segment of three entries, the second of which is packed to that, with a right checksum. */
    private void write(byte[] packed) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(1 << 20);
        all.put(new SegmentHeader(SegmentHeader.VERSION, 1, 1).bytes());
        put(all, 1, "a".getBytes(StandardCharsets.US_ASCII), false);
        put(all, 2, packed, true);
        put(all, 3, "c".getBytes(StandardCharsets.US_ASCII), false);
        Files.write(segment(1), Arrays.copyOf(all.array(), all.position()));
    }

    private static void put(ByteBuffer all, long position, byte[] payload, boolean packed) {
        ByteBuffer record = ByteBuffer.allocate(RecordFormat.HEADER + payload.length);
        record.put(RecordFormat.HEADER, payload);
        RecordFormat.finish(record, position, 7, false, packed);
        all.put(record);
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void whatIsNoFrameUnderARightChecksumIsPassedOverAndCounted(byte[] garbage) throws Exception {
        Files.createDirectories(directory);
        write(garbage);
        try (Journal journal = open();
                JournalReader reader = journal.read(1)) {
            assertThat(Entries.rest(reader)).containsExactly(new Text(1, "a"), new Text(3, "c"));
            assertThat(reader.takeMissing()).isEqualTo(1);
            assertThat(journal.damaged()).isEqualTo(1);
            assertThat(journal.next()).isEqualTo(4);
            assertThat(Entries.append(journal, "d").position()).isEqualTo(4);
            journal.force();
            assertThat(Entries.rest(reader)).containsExactly(new Text(4, "d"));
        }
        assertThat(log.texts()).hasSize(1).first().asString().contains("Cannot read 1 entries");
    }

    @Test
    void garbageInQuarantineCountsAsOneFlowAnEntry() throws Exception {
        write(random(3000));
        try (Journal journal = open()) {
            journal.quarantine(1);
            assertThat(journal.flowsInQuarantine(1, 1)).isEqualTo(3);
            assertThat(journal.flowsInQuarantine(1, 3)).isEqualTo(1);
        }
    }

    @Test
    void aBatchThatIsPackedIsCountedInQuarantine() throws Exception {
        try (Journal journal = open()) {
            FlowBatch batch = FlowBatch.empty().withRefused(DropReason.lost("odd"), 40);
            journal.append(7, false, out -> {
                BatchFormat.write(batch, out);
                out.write(new byte[5000]);
            });
            journal.force();
        }
        assertThat(Files.size(segment(1))).isLessThan(1000);
        try (Journal journal = open()) {
            journal.quarantine(1);
            assertThat(journal.flowsInQuarantine(1, 1)).isEqualTo(40);
        }
    }

    /** The file is of the program before: three entries, the second behind a gap and of 3,000 bytes. */
    @Test
    void aJournalOfTheVersionBeforeIsReadAndGoneOnWith() throws Exception {
        try (InputStream in = PackedEntriesTest.class.getResourceAsStream("version1.journal")) {
            Files.write(segment(1), in.readAllBytes());
        }
        String more = large("more ", 4000);
        for (int life = 0; life < 2; life++) {
            try (Journal journal = open();
                    JournalReader reader = journal.read(1)) {
                if (life == 0) {
                    assertThat(Entries.append(journal, more).position()).isEqualTo(4);
                    journal.force();
                }
                assertThat(Entries.of(reader.next().orElseThrow())).isEqualTo(new Text(1, "a"));
                JournalEntry second = reader.next().orElseThrow();
                assertThat(second.afterGap()).isTrue();
                assertThat(Entries.of(second)).isEqualTo(new Text(2, large("version 1, ", 3000)));
                assertThat(Entries.rest(reader)).containsExactly(new Text(3, "c"), new Text(4, more));
            }
        }
        assertThat(log.texts()).isEmpty();
    }

    @Test
    void whereZstandardDoesNotLoadEntriesStayAsTheyAreAndThoseThatArePackedAreNotTakenForDamaged() throws Exception {
        String text = large("flow ", 5000);
        Text packed;
        try (Journal journal = open()) {
            packed = Entries.append(journal, text);
            journal.force();
        }
        Path plain = directory.resolve("plain");

        assertThat(withoutZstandard(Other.class, plain.toString(), text))
                .containsSubsequence("opened", "wrote 1", "wrote 2", "read 1", "read 2")
                .satisfies(lines -> assertThat(lines.subList(0, lines.indexOf("opened")))
                        .as("before anything is received")
                        .anyMatch(line -> line.contains("Zstandard does not load")))
                .filteredOn(line -> line.contains("Zstandard does not load"))
                .hasSize(1);
        try (Journal journal = Journal.open(plain, PLENTY, 1, new QuickFiles(), log)) {
            assertThat(Entries.all(journal, 1)).containsExactly(new Text(1, text), new Text(2, text));
            assertThat(journal.bytes()).isGreaterThan(2L * text.length());
        }

        assertThat(withoutZstandard(Other.class, directory.toString(), text))
                .filteredOn(line -> line.startsWith("failed: "))
                .hasSize(1)
                .first()
                .asString()
                .contains("Cannot read position 1 of " + segment(1), "which does not load here");
        try (Journal journal = open()) {
            assertThat(Entries.all(journal, 1)).hasSize(3).startsWith(packed);
            assertThat(journal.damaged()).isZero();
        }
    }

    @Test
    void livesThatEndForWantOfZstandardCostNoFlow() throws Exception {
        int batches = 5;
        try (Journal journal = open()) {
            for (int i = 1; i <= batches; i++) {
                byte[] json = ("{\"UUID\":\"" + i + "\",\"Application\":\"" + large("tcp ", 5000) + "\"}")
                        .getBytes(StandardCharsets.US_ASCII);
                FlowBatch batch = FlowBatch.of(List.of(new MessageParser().parseFlow(json, 0, json.length)));
                journal.append(7, false, out -> BatchFormat.write(batch, out));
            }
            journal.force();
        }
        assertThat(Files.size(segment(1))).as("packed").isLessThan(1000L * batches);

        assertThat(withoutZstandard(Lives.class, directory.toString()))
                .filteredOn(line -> line.startsWith("failed: "))
                .hasSize(4)
                .allSatisfy(line -> assertThat(line)
                        .contains("Cannot read position 1 of " + segment(1), "which does not load here"));
        try (Journal journal = open();
                JournalSource source = new JournalSource(maxWait -> FlowBatch.empty(), journal, 1, new TestContext())) {
            source.start();
            for (int i = 1; i <= batches; i++) {
                FlowBatch batch = source.poll(Duration.ofSeconds(60));
                assertThat(batch.position()).isEqualTo(i);
                assertThat(batch.flows()).extracting(Flow::uuid).containsExactly(Integer.toString(i));
                assertThat(batch.refused()).isEmpty();
            }
            assertThat(journal.quarantined()).isEmpty();
        }
    }

    @Test
    void aSegmentOfANewerVersionInQuarantineIsNotCountedAndThatIsSaid() throws Exception {
        try (Journal journal = open()) {
            Entries.append(journal, "a");
            journal.force();
        }
        byte[] segment = Files.readAllBytes(segment(1));
        ByteBuffer newer = new SegmentHeader(SegmentHeader.VERSION + 1, 1, 1).bytes();
        newer.get(segment, 0, SegmentHeader.LENGTH);
        Files.delete(segment(1));
        Files.write(directory.resolve(Journal.QUARANTINE).resolve(SegmentHeader.fileName(1)), segment);
        try (Journal journal = open()) {
            Replay replay = new Replay(journal, journal.marks(), log, System::nanoTime);
            assertThat(replay.quarantinedFlows(1)).isZero();
            replay.close();
        }
        assertThat(log.texts())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("WARNING Cannot count the flows of the journal's segment 1 in quarantine")
                .contains("has version 3 of the format");
    }

    private List<String> withoutZstandard(Class<?> program, String... arguments) throws Exception {
        Path out = Files.createTempFile(directory, "out", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-DZstdNativePath=" + directory.resolve("no-such-library.so"),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(out)).isZero();
        try (Stream<String> lines = Files.lines(out)) {
            return lines.toList();
        }
    }

    /** Writes two entries and reads all, in another process. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws Exception {
            try (Journal journal = Journal.open(
                            Path.of(arguments[0]), PLENTY, 1, new QuickFiles(), System.getLogger("journal"));
                    JournalReader reader = journal.read(1)) {
                System.out.println("opened");
                for (int i = 0; i < 2; i++) {
                    System.out.println(
                            "wrote " + Entries.append(journal, arguments[1]).position());
                }
                journal.force();
                for (Text each : Entries.rest(reader)) {
                    System.out.println("read " + each.position());
                }
            } catch (IOException e) {
                System.out.println("failed: " + e.getMessage());
            }
        }
    }

    /** Lives four times, each as far as the first entry, in another process. */
    static final class Lives {
        private Lives() {}

        public static void main(String[] arguments) throws Exception {
            for (int life = 1; life <= 4; life++) {
                try (Journal journal = Journal.open(
                                Path.of(arguments[0]), PLENTY, 1, new QuickFiles(), System.getLogger("journal"));
                        JournalSource source =
                                new JournalSource(maxWait -> FlowBatch.empty(), journal, 1, new TestContext())) {
                    source.start();
                    source.poll(Duration.ZERO);
                } catch (IOException e) {
                    System.out.println("failed: " + e.getMessage());
                }
            }
        }
    }
}
