package io.flowexporter.core.durability.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.durability.ForwardingFiles;
import io.flowexporter.core.durability.LocalFiles;
import io.flowexporter.core.internal.LogLines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final long PLENTY = 1 << 20;
    private static final long TINY = 200;

    @TempDir
    Path directory;

    private final LogLines log = new LogLines();

    private Journal open() throws IOException {
        return open(1);
    }

    private Journal open(long notBelow) throws IOException {
        return open(notBelow, new LocalFiles());
    }

    private Journal open(long notBelow, FileOperations files) throws IOException {
        return Journal.open(directory, PLENTY, TINY, notBelow, files, log);
    }

    private static long append(Journal journal, String text) throws IOException {
        return Entries.append(journal, text).position();
    }

    private static String text(JournalEntry entry) {
        return Entries.of(entry).text();
    }

    private static List<String> all(Journal journal, long from) throws Exception {
        return Entries.all(journal, from).stream().map(Entries.Text::toString).toList();
    }

    private List<String> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".journal"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void entriesAreReadInOrderWithAllThatBelongsToThem() throws Exception {
        try (Journal journal = open()) {
            assertThat(journal.append(123, true, out -> out.write('a'))).isEqualTo(1);
            assertThat(append(journal, "")).isEqualTo(2);
            journal.force();

            try (JournalReader reader = journal.read(1)) {
                JournalEntry first = reader.next().orElseThrow();
                assertThat(first.position()).isEqualTo(1);
                assertThat(first.receivedAt()).isEqualTo(123);
                assertThat(first.afterGap()).isTrue();
                assertThat(text(first)).isEqualTo("a");
                JournalEntry second = reader.next().orElseThrow();
                assertThat(second.afterGap()).isFalse();
                assertThat(text(second)).isEmpty();
                assertThat(reader.next()).isEmpty();
                assertThat(reader.position()).isEqualTo(3);
            }
        }
    }

    @Test
    void whatIsNotForcedIsReadByNobody() throws Exception {
        try (Journal journal = open()) {
            append(journal, "a");
            journal.force();
            append(journal, "b");

            assertThat(all(journal, 1)).containsExactly("1a");
            assertThat(journal.secured()).isEqualTo(2);
            assertThat(journal.next()).isEqualTo(3);
        }
    }

    @Test
    void aReaderFollowsTheOneThatWrites() throws Exception {
        try (Journal journal = open();
                JournalReader reader = journal.read(1)) {
            for (int i = 1; i <= 30; i++) {
                assertThat(reader.next()).isEmpty();
                append(journal, "entry " + i);
                journal.force();
                assertThat(text(reader.next().orElseThrow())).isEqualTo("entry " + i);
            }
            assertThat(segments()).hasSizeGreaterThan(5);
            assertThat(reader.takeMissing()).isZero();
        }
    }

    @Test
    void eachLifeBeginsASegmentOfItsOwnAndGoesOnCounting() throws Exception {
        for (int life = 1; life <= 3; life++) {
            try (Journal journal = open()) {
                assertThat(append(journal, "x")).isEqualTo(life);
                journal.force();
            }
        }
        try (Journal journal = open()) {
            assertThat(all(journal, 1)).containsExactly("1x", "2x", "3x");
            assertThat(journal.first()).isEqualTo(1);
        }
        assertThat(segments()).hasSize(3).first().isEqualTo("00000000000000000001.journal");
    }

    @Test
    void positionsAreNotUsedAgainAfterAllWasDeleted() throws Exception {
        try (Journal journal = open()) {
            append(journal, "a");
            append(journal, "b");
            journal.force();
        }
        try (Journal journal = open()) {
            journal.deleteBelow(3);
            assertThat(segments()).isEmpty();
            assertThat(journal.first()).isEqualTo(3);
            assertThat(journal.bytes()).isZero();
        }
        try (Journal journal = open(3)) {
            assertThat(append(journal, "c")).isEqualTo(3);
        }
    }

    @Test
    void onlyWholeSegmentsAreDeleted() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < 12; i++) {
                append(journal, "0123456789012345678901234567890123456789");
                journal.force();
            }
            List<String> before = segments();
            long second = SegmentHeader.firstPosition(before.get(1)).orElseThrow();
            long bytes = journal.bytes();

            journal.deleteBelow(second - 1);
            assertThat(segments()).isEqualTo(before);

            journal.deleteBelow(second);
            assertThat(segments()).isEqualTo(before.subList(1, before.size()));
            assertThat(journal.first()).isEqualTo(second);
            assertThat(journal.bytes()).isLessThan(bytes);

            journal.deleteBelow(Long.MAX_VALUE);
            assertThat(all(journal, 1)).as("the segment that is written stays").isNotEmpty();
        }
    }

    @Test
    void anEntryLargerThanASegmentHasOneForItself() throws Exception {
        String large = "x".repeat(1000);
        try (Journal journal = open()) {
            append(journal, "a");
            append(journal, large);
            append(journal, "b");
            journal.force();
            assertThat(all(journal, 1)).containsExactly("1a", "2" + large, "3b");
            journal.deleteBelow(3);
            assertThat(all(journal, 3)).containsExactly("3b");
        }
        assertThat(segments()).hasSize(1);
    }

    @Test
    void filesAreForThisUserAlone() throws Exception {
        try (Journal journal = open()) {
            append(journal, "a");
            journal.force();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                        directory.resolve(segments().get(0)))))
                .isEqualTo("rw-------");
    }

    @Test
    void aTornTailIsIgnoredAndSaidOnce() throws Exception {
        try (Journal journal = open()) {
            append(journal, "a");
            append(journal, "b");
            journal.force();
        }
        Path file = directory.resolve(segments().get(0));
        byte[] bytes = Files.readAllBytes(file);
        for (int cut = 1; cut <= 28; cut++) {
            Files.write(file, Arrays.copyOf(bytes, bytes.length - cut));
            LogLines lines = new LogLines();
            try (Journal journal = Journal.open(directory, PLENTY, TINY, 1, new LocalFiles(), lines)) {
                assertThat(all(journal, 1)).containsExactly("1a");
                assertThat(journal.damaged()).isZero();
                assertThat(journal.next()).as("it may have been given already").isGreaterThanOrEqualTo(2);
            }
            assertThat(lines.texts()).hasSize(1).first().asString().contains("no whole entry");
        }
    }

    @Test
    void aNewerVersionIsRefusedAndStaysAsItIs() throws Exception {
        Path file = directory.resolve(SegmentHeader.fileName(5));
        byte[] content =
                ByteBuffer.allocate(40).put(new SegmentHeader(3, 5, 5).bytes()).array();
        Files.write(file, content);

        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot open the journal in " + directory)
                .hasMessageContaining("has version 3 of the format")
                .hasMessageContaining(file.toString());
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void aSegmentThatIsMissingIsCounted() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < 12; i++) {
                append(journal, "0123456789012345678901234567890123456789");
            }
            journal.force();
        }
        List<String> names = segments();
        Files.delete(directory.resolve(names.get(1)));
        long gapFrom = SegmentHeader.firstPosition(names.get(1)).orElseThrow();
        long gapTo = SegmentHeader.firstPosition(names.get(2)).orElseThrow();
        try (Journal journal = open();
                JournalReader reader = journal.read(1)) {
            int read = 0;
            while (reader.next().isPresent()) {
                read++;
            }
            assertThat(reader.takeMissing()).isEqualTo(gapTo - gapFrom);
            assertThat(read).isEqualTo(12 - (gapTo - gapFrom));
            assertThat(journal.damaged()).isEqualTo(gapTo - gapFrom);
        }
        assertThat(log.texts()).hasSize(1);
    }

    @Test
    void itIsFullUntilATenthIsFree() throws Exception {
        try (Journal journal = Journal.open(directory, 1000, TINY, 1, new LocalFiles(), log)) {
            while (!journal.full()) {
                append(journal, "x".repeat(50));
                journal.force();
            }
            assertThat(journal.bytes()).isBetween(1000L, 1000L + 28 + 50 + SegmentHeader.LENGTH);
            while (journal.bytes() > 900) {
                assertThat(journal.full()).isTrue();
                journal.deleteBelow(
                        SegmentHeader.firstPosition(segments().get(1)).orElseThrow());
            }
            assertThat(journal.full()).isFalse();
        }
    }

    @Test
    void itLeavesRoomOnTheDiskForOthers() throws Exception {
        long[] usable = {999};
        FileOperations files = new ForwardingFiles(new LocalFiles()) {
            @Override
            public long usableBytes(Path path) {
                return usable[0];
            }
        };
        try (Journal journal = Journal.open(directory, 1000, 1000, 1, files, log)) {
            assertThat(journal.full()).isTrue();
            usable[0] = 1000;
            assertThat(journal.full()).isFalse();
        }
    }

    @Test
    void aSegmentWhoseForceFailedIsNotForcedAgain() throws Exception {
        List<String> calls = new ArrayList<>();
        boolean[] failing = {false};
        FileOperations files = new ForwardingFiles(new LocalFiles()) {
            @Override
            public Appender create(Path file) throws IOException {
                return new ForwardingAppender(super.create(file)) {
                    @Override
                    public void force() throws IOException {
                        calls.add(file.getFileName().toString());
                        if (failing[0]) {
                            failing[0] = false;
                            throw new IOException("Input/output error");
                        }
                        super.force();
                    }
                };
            }
        };
        try (Journal journal = Journal.open(directory, PLENTY, PLENTY, 1, files, log)) {
            append(journal, "a");
            journal.force();
            failing[0] = true;
            append(journal, "b");
            append(journal, "c");
            journal.force();
            append(journal, "d");
            journal.force();
            assertThat(all(journal, 1)).containsExactly("1a", "2b", "3c", "4d");
        }
        String first = SegmentHeader.fileName(1);
        String second = SegmentHeader.fileName(2);
        assertThat(calls).containsExactly(first, first, second, second);
        assertThat(log.texts()).hasSize(1).first().asString().contains("Input/output error");
        try (Journal journal = open()) {
            assertThat(all(journal, 1)).containsExactly("1a", "2b", "3c", "4d");
            assertThat(journal.damaged()).isZero();
        }
    }

    @Test
    void aFullDiskKeepsWhatIsThereAndTakesTheRestWhenThereIsRoom() throws Exception {
        boolean[] full = {false};
        FileOperations files = new ForwardingFiles(new LocalFiles()) {
            @Override
            public Appender create(Path file) throws IOException {
                return new ForwardingAppender(super.create(file)) {
                    @Override
                    public void write(ByteBuffer bytes) throws IOException {
                        if (full[0]) {
                            super.write(bytes.slice(0, bytes.remaining() / 2));
                            throw new IOException("No space left on device");
                        }
                        super.write(bytes);
                    }
                };
            }
        };
        List<String> expected = new ArrayList<>();
        try (Journal journal = Journal.open(directory, PLENTY, PLENTY, 1, files, log)) {
            for (int i = 0; i < 3; i++) {
                full[0] = false;
                expected.add(append(journal, "x") + "x");
                journal.force();
                full[0] = true;
                String waiting = append(journal, "y") + "y";
                for (int attempt = 0; attempt < 3; attempt++) {
                    assertThatThrownBy(journal::force)
                            .isInstanceOf(IOException.class)
                            .hasMessageContaining("Cannot write to the journal in " + directory)
                            .hasMessageContaining("No space left on device");
                    assertThat(all(journal, 1)).isEqualTo(expected);
                }
                expected.add(waiting);
            }
            full[0] = false;
            journal.force();
            assertThat(all(journal, 1)).isEqualTo(expected);
        }
        try (Journal journal = open()) {
            assertThat(all(journal, 1)).isEqualTo(expected);
        }
        assertThat(log.texts()).as("one line in ten seconds").hasSize(1);
    }

    @Test
    void aPayloadThatCannotBeWrittenLeavesNothingBehind() throws Exception {
        try (Journal journal = open()) {
            append(journal, "a");
            assertThatThrownBy(() -> journal.append(7, false, out -> {
                        out.write('x');
                        throw new IOException("made to fail");
                    }))
                    .hasMessage("made to fail");
            append(journal, "b");
            journal.force();
            assertThat(all(journal, 1)).containsExactly("1a", "2b");
        }
    }
}
