package io.flowexporter.core.durability.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.durability.QuickFiles;
import io.flowexporter.core.durability.journal.Entries.Text;
import io.flowexporter.core.internal.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes what is on the disk behind the journal's back. */
class DamagedJournalTest {
    private static final long MAX_BYTES = 1 << 20;
    private static final long SEGMENT_BYTES = 200;

    @TempDir
    Path directory;

    private final List<Text> entries = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        for (int life = 0; life < 2; life++) {
            try (Journal journal = open(new LogLines())) {
                for (int i = 0; i < 6; i++) {
                    entries.add(Entries.append(journal, "{\"entry\":" + entries.size() + "}"));
                    journal.force();
                }
            }
        }
        assertThat(segments()).hasSize(4);
    }

    private Journal open(System.Logger log) throws IOException {
        return Journal.open(directory, MAX_BYTES, SEGMENT_BYTES, 1, new QuickFiles(), log);
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".journal"))
                    .sorted()
                    .toList();
        }
    }

    /** The entry that has that byte of that segment; none if it is of the header. */
    private List<Text> entryAt(Path segment, int offset) {
        long position =
                SegmentHeader.firstPosition(segment.getFileName().toString()).orElseThrow();
        int end = SegmentHeader.LENGTH;
        for (Text entry : entries.subList((int) position - 1, entries.size())) {
            if (offset < end) {
                break;
            }
            end += RecordFormat.HEADER + entry.text().length();
            if (offset < end) {
                return List.of(entry);
            }
        }
        return List.of();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x80, 0xff})
    void aByteThatIsFlippedCostsAtMostTheEntryItIsIn(int flip) throws Exception {
        for (Path segment : segments()) {
            byte[] sound = Files.readAllBytes(segment);
            boolean last = segment.equals(segments().get(segments().size() - 1));
            for (int i = 0; i < sound.length; i++) {
                byte[] bad = sound.clone();
                bad[i] ^= (byte) flip;
                Files.write(segment, bad);

                List<Text> lost = entryAt(segment, i);
                List<Text> left = new ArrayList<>(entries);
                left.removeAll(lost);
                LogLines log = new LogLines();
                try (Journal journal = open(log);
                        JournalReader reader = journal.read(1)) {
                    assertThat(Entries.rest(reader))
                            .as("byte %d of %s", i, segment)
                            .isEqualTo(left);
                    assertThat(journal.next()).isGreaterThan(entries.size());
                    boolean atTheEnd = last && lost.contains(entries.get(entries.size() - 1));
                    if (!atTheEnd) {
                        assertThat(reader.takeMissing()).isEqualTo(lost.size());
                        assertThat(journal.damaged()).isEqualTo(lost.size());
                    }
                    assertThat(log.texts()).as("what is said").isNotEmpty();
                }
            }
            Files.write(segment, sound);
        }
    }

    @Test
    void aSegmentThatIsCutAnywhereKeepsWhatIsBeforeTheCutAndSaysWhatIsMissing() throws Exception {
        Path segment = segments().get(1);
        byte[] sound = Files.readAllBytes(segment);
        long first =
                SegmentHeader.firstPosition(segment.getFileName().toString()).orElseThrow();
        long behind = SegmentHeader.firstPosition(
                        segments().get(2).getFileName().toString())
                .orElseThrow();
        for (int length = 0; length < sound.length; length++) {
            Files.write(segment, Arrays.copyOf(sound, length));
            int end = length;
            List<Text> left = entries.stream()
                    .filter(entry ->
                            entry.position() < first || entry.position() >= behind || isBefore(segment, entry, end))
                    .toList();
            try (Journal journal = open(new LogLines());
                    JournalReader reader = journal.read(1)) {
                assertThat(Entries.rest(reader)).isEqualTo(left);
                assertThat(reader.takeMissing()).isEqualTo(entries.size() - left.size());
            }
        }
    }

    private boolean isBefore(Path segment, Text entry, int end) {
        return end > SegmentHeader.LENGTH
                && entryAt(segment, end - 1).stream()
                        .anyMatch(cut -> entry.position() < cut.position()
                                || entry.equals(cut) && !entryAt(segment, end).contains(entry));
    }

    @Test
    void aRunOfZerosAsPowerLossLeavesItIsPassedOver() throws Exception {
        Path segment = segments().get(3);
        byte[] sound = Files.readAllBytes(segment);
        byte[] zeros = sound.clone();
        Arrays.fill(zeros, sound.length - 60, sound.length, (byte) 0);
        Files.write(segment, zeros);
        List<Text> left = entries.subList(0, entries.size() - 2);
        long next;
        try (Journal journal = open(new LogLines())) {
            assertThat(Entries.all(journal, 1)).isEqualTo(left);
            next = journal.next();
            assertThat(next).as("never a position again").isGreaterThan(entries.size());
            Entries.append(journal, "more");
            journal.force();
        }
        try (Journal journal = open(new LogLines())) {
            assertThat(Entries.all(journal, 1)).hasSize(left.size() + 1).endsWith(new Text(next, "more"));
        }
    }

    /** The third entry goes into the same segment, or seals it and begins another one. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 100})
    void aDamageUnderTheReadersHandsIsPassedOverToo(int segmentBytes) throws Exception {
        try (Journal journal = Journal.open(directory, MAX_BYTES, segmentBytes, 1, new QuickFiles(), new LogLines());
                JournalReader reader = journal.read(entries.size() + 1)) {
            Text first = Entries.append(journal, "first");
            Entries.append(journal, "second");
            journal.force();
            Path segment = segments().get(4);
            byte[] bytes = Files.readAllBytes(segment);
            bytes[bytes.length - 1] ^= 1;
            Files.write(segment, bytes);
            assertThat(Entries.rest(reader)).containsExactly(first);
            assertThat(reader.takeMissing()).isEqualTo(1);

            Text third = Entries.append(journal, "third");
            journal.force();
            assertThat(Entries.rest(reader)).containsExactly(third);
            assertThat(reader.takeMissing()).isZero();
            assertThat(journal.damaged()).isEqualTo(1);
            assertThat(segments()).hasSize(segmentBytes == 100 ? 6 : 5);
        }
    }

    @Test
    void filesOfOtherNamesAreLeftAlone() throws Exception {
        Path other = directory.resolve("00000000000000000001.journal.bak");
        Path tooLarge = directory.resolve("99999999999999999999.journal");
        Files.writeString(other, "x");
        Files.writeString(tooLarge, "x");
        try (Journal journal = open(new LogLines())) {
            assertThat(Entries.all(journal, 1)).isEqualTo(entries);
            journal.deleteBelow(Long.MAX_VALUE);
        }
        assertThat(other).hasContent("x");
        assertThat(tooLarge).hasContent("x");
    }
}
