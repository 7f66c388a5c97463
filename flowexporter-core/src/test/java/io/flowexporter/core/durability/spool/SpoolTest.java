package io.flowexporter.core.durability.spool;

import static io.flowexporter.core.durability.spool.Objects.bytes;
import static io.flowexporter.core.durability.spool.Objects.coverage;
import static io.flowexporter.core.durability.spool.Objects.info;
import static io.flowexporter.core.durability.spool.Objects.note;
import static io.flowexporter.core.durability.spool.Objects.object;
import static io.flowexporter.core.durability.spool.Objects.totals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.core.durability.CommitNote;
import io.flowexporter.core.durability.Coverage;
import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.durability.ForwardingFiles;
import io.flowexporter.core.durability.LocalFiles;
import io.flowexporter.core.durability.Totals;
import io.flowexporter.core.internal.LogLines;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final long ROOM = 1L << 30;

    @TempDir
    Path root;

    private final LogLines log = new LogLines();

    private Path home() {
        return root.resolve("a").resolve("pipeline");
    }

    private Path directory() {
        return home().resolve("spool");
    }

    private Spool open() throws IOException {
        return open("s3", ROOM);
    }

    private Spool open(String destination, long maxBytes) throws IOException {
        return Spool.open(home(), destination, maxBytes, new LocalFiles(), log);
    }

    private Recovered reopened() throws IOException {
        try (Spool spool = open()) {
            return spool.recovered();
        }
    }

    private static List<Long> numbers(Recovered recovered) {
        return recovered.ready().stream().map(Spooled::number).toList();
    }

    private static List<Long> covered(Recovered recovered) {
        return recovered.covered().stream().map(Covered::number).sorted().toList();
    }

    @Test
    void aNewSpoolIsEmpty() throws IOException {
        Recovered recovered = reopened();

        assertThat(recovered)
                .isEqualTo(new Recovered(
                        List.of(), List.of(), 0, Totals.NONE, Map.of(), Sum.NONE, Sum.NONE, Sum.NONE, Sum.NONE, 1));
        assertThat(log.texts()).isEmpty();
    }

    @Test
    void givesBackWhatWasCommittedInTheOrderOfTheNumbers() throws IOException {
        try (Spool spool = open()) {
            spool.commit(object(2), note(2, 1));
            spool.commit(object(1), note(1, 1));
        }

        try (Spool spool = open()) {
            Recovered recovered = spool.recovered();

            assertThat(numbers(recovered)).containsExactly(1L, 2L);
            assertThat(recovered.covered())
                    .containsExactlyInAnyOrder(
                            new Covered(1, Tag.of("tag1"), coverage(1)), new Covered(2, Tag.of("tag0"), coverage(2)));
            assertThat(recovered.lowWater()).isEqualTo(1);
            assertThat(recovered.totals()).isEqualTo(totals(2));
            assertThat(recovered.state()).isEqualTo(Map.of("stream/tag0", "2", "stream/tag1", "1", "last", "2"));
            assertThat(recovered.waiting())
                    .isEqualTo(new Sum(2, 6, 2, 2 * object(1).size()));
            assertThat(recovered.secured()).isEqualTo(recovered.waiting());
            assertThat(recovered.nextNumber()).isEqualTo(3);
            assertThat(recovered.ready().get(0).info())
                    .usingRecursiveComparison()
                    .isEqualTo(info(1));
            StoredObject read = spool.read(recovered.ready().get(1));
            assertThat(read.info()).usingRecursiveComparison().isEqualTo(info(2));
            assertThat(bytes(read)).isEqualTo(bytes(object(2)));
        }
    }

    @Test
    void keepsWhatIsAboutAStoredObjectAndNotTheObject() throws IOException {
        try (Spool spool = open()) {
            Spooled first = spool.commit(object(1), note(1, 1));
            Spooled second = spool.commit(object(2), note(2, 2));
            spool.stored(second);
            spool.stored(first);
        }

        Recovered recovered = reopened();

        assertThat(recovered.ready()).isEmpty();
        assertThat(covered(recovered))
                .as("below the low-water mark nothing comes again")
                .containsExactly(2L);
        assertThat(recovered.lowWater()).isEqualTo(2);
        assertThat(recovered.totals()).isEqualTo(totals(2));
        assertThat(recovered.state()).containsEntry("last", "2").containsEntry("stream/tag1", "1");
        assertThat(recovered.stored()).isEqualTo(new Sum(2, 6, 2, 2 * object(1).size()));
        assertThat(recovered.nextNumber()).isEqualTo(3);
        assertThat(files()).noneMatch(name -> name.endsWith(".object"));
    }

    @Test
    void aCheckpointSumsUpAndForgetsWhatDoesNotMatterAnyMore() throws IOException {
        try (Spool spool = open()) {
            for (int life = 0; life < 3; life++) {
                for (long i = 1; i <= 4; i++) {
                    long number = life * 10 + i;
                    spool.stored(spool.commit(object(number), note(number, 1)));
                }
                long number = life * 10 + 5;
                spool.checkpoint(number, number - 2, totals(number), Map.of("last", "" + number, "kept", "yes"));
            }
        }

        Recovered recovered = reopened();

        assertThat(covered(recovered)).containsExactly(23L, 24L);
        assertThat(recovered.lowWater()).isEqualTo(23);
        assertThat(recovered.totals()).isEqualTo(totals(25));
        assertThat(recovered.state()).isEqualTo(Map.of("last", "25", "kept", "yes"));
        assertThat(recovered.stored())
                .isEqualTo(new Sum(
                        12, 36, 12, 4 * (object(1).size() + 2 * object(11).size())));
        assertThat(recovered.nextNumber()).isEqualTo(26);
        assertThat(files().filter(name -> name.endsWith(".checkpoint") || name.endsWith(".log")))
                .as("two checkpoints, and the log between them")
                .hasSize(3);
    }

    @Test
    void aNoteThatIsLaterThanACheckpointCountsWhenTheCheckpointComesAfterIt() throws IOException {
        try (Spool spool = open()) {
            spool.commit(object(1), note(1, 1));
            spool.stored(spool.commit(object(3), note(3, 3)));
            spool.checkpoint(2, 2, totals(2), Map.of("last", "2", "stream/tag1", "1"));
            spool.checkpoint(2, 2, totals(2), Map.of("last", "2", "stream/tag1", "1"));
        }

        Recovered recovered = reopened();

        assertThat(recovered.lowWater()).isEqualTo(3);
        assertThat(recovered.totals()).isEqualTo(totals(3));
        assertThat(recovered.state()).isEqualTo(Map.of("last", "3", "stream/tag1", "3"));
    }

    @Test
    void aMovedObjectKeepsItsBytesAndItsNote() throws IOException {
        ObjectInfo moved =
                ObjectInfo.at("bucket", "logs/other", Tag.of("tag1")).records(3).build();
        try (Spool spool = open()) {
            Spooled first = spool.commit(object(1), note(1, 1));
            spool.commit(object(2), note(2, 1));
            spool.commit(object(4), note(4, 1));
            Spooled after = spool.rekey(first, moved, 3, Map.of("last", "moved", "stream/tag1", "moved"));

            assertThat(after.info().key()).isEqualTo("logs/other");
            assertThat(spool.read(after).info().key()).isEqualTo("logs/other");
        }

        try (Spool spool = open()) {
            Recovered recovered = spool.recovered();

            assertThat(numbers(recovered)).containsExactly(1L, 2L, 4L);
            assertThat(recovered.ready().get(0).info())
                    .usingRecursiveComparison()
                    .isEqualTo(moved);
            assertThat(bytes(spool.read(recovered.ready().get(0)))).isEqualTo(bytes(object(1)));
            assertThat(covered(recovered)).containsExactly(1L, 2L, 4L);
            assertThat(recovered.state())
                    .as("what was put at number 3 is later than note 2 and earlier than note 4")
                    .containsEntry("stream/tag1", "moved")
                    .containsEntry("last", "4");
        }
    }

    @Test
    void aQuarantinedObjectWaitsUntilItIsPutBack() throws IOException {
        try (Spool spool = open()) {
            Spooled first = spool.commit(object(1), note(1, 1));
            spool.commit(object(2), note(2, 1));
            spool.quarantine(first, "EntityTooLarge\nfaked line");

            assertThat(spool.quarantined()).isEqualTo(new Sum(1, 3, 1, object(1).size()));
            assertThatThrownBy(() -> spool.stored(first)).isInstanceOf(IllegalStateException.class);
        }

        assertThat(Files.readString(directory().resolve("quarantine/000000000001.object.txt")))
                .isEqualTo("bucket/logs/1: EntityTooLarge\\u000afaked line\n");
        Recovered recovered = reopened();
        assertThat(numbers(recovered)).containsExactly(2L);
        assertThat(covered(recovered)).containsExactly(1L, 2L);
        assertThat(recovered.quarantined()).isEqualTo(new Sum(1, 3, 1, object(1).size()));
        assertThat(recovered.secured().objects()).isEqualTo(2);

        assertThat(Spool.replay(home(), new LocalFiles(), log)).isEqualTo(1);
        assertThat(numbers(reopened())).containsExactly(1L, 2L);
        assertThat(reopened().quarantined()).isEqualTo(Sum.NONE);
        assertThat(directory().resolve("quarantine")).isEmptyDirectory();
        assertThat(Spool.replay(root.resolve("nothing"), new LocalFiles(), log)).isZero();
    }

    @Test
    void putsNothingBackWhileTheSpoolIsInUse() throws IOException {
        try (Spool spool = open()) {
            assertThat(spool.recovered().ready()).isEmpty();
            assertThatThrownBy(() -> Spool.replay(home(), new LocalFiles(), log))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("uses it already");
        }
    }

    @Test
    void leavesADamagedObjectInTheQuarantine() throws IOException {
        try (Spool spool = open()) {
            spool.quarantine(spool.commit(object(1), note(1, 2)), "not wanted");
        }
        flip(directory().resolve("quarantine/000000000001.object"), -6);

        assertThat(Spool.replay(home(), new LocalFiles(), log)).isZero();
        assertThat(directory().resolve("quarantine/000000000001.object")).exists();
        assertThat(log.texts()).singleElement().asString().contains("bytes are damaged");
    }

    @Test
    void whatHadToGiveWayIsCountedAsDropped() throws IOException {
        try (Spool spool = open()) {
            Spooled first = spool.commit(object(1), note(1, 1));
            Spooled second = spool.commit(object(2), note(2, 1));
            spool.commit(object(3), note(3, 1));
            spool.dropOldest(List.of(first, second));
            assertThat(numbers(spool.recovered())).isEmpty();
        }

        Recovered recovered = reopened();

        assertThat(numbers(recovered)).containsExactly(3L);
        assertThat(recovered.dropped()).isEqualTo(new Sum(2, 6, 2, 2 * object(1).size()));
        assertThat(covered(recovered)).as("lost, and not to come again").containsExactly(1L, 2L, 3L);
    }

    @Test
    void refusesWhatItHasNoRoomFor() throws IOException {
        long size;
        try (Spool spool = open()) {
            spool.commit(object(1), note(1, 1));
            size = spool.bytes();
        }

        try (Spool spool = open("s3", 2 * size + 9)) {
            assertThat(spool.bytes()).isEqualTo(size);
            Spooled second = spool.commit(object(2), note(2, 1));
            assertThatThrownBy(() -> spool.commit(object(3), note(3, 1)))
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining(" of " + (2 * size + 9) + " bytes are taken");
            spool.stored(second);
            spool.commit(object(3), note(3, 1));
        }

        try (Spool spool = open("s3", 1)) {
            assertThat(numbers(spool.recovered())).as("opening needs no room").containsExactly(1L, 3L);
        }
    }

    @Test
    void leavesSomeOfTheDiskFree() throws IOException {
        FileOperations full = otherwise("usableBytes", arguments -> 64L << 20);
        try (Spool spool = Spool.open(home(), "s3", 20L << 30, full, log)) {
            assertThatThrownBy(() -> spool.commit(object(1), note(1, 1)))
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining("disk is full");
        }
    }

    @Test
    void saysThatTheDestinationChangedIfObjectsWait() throws IOException {
        open("https://one/bucket", ROOM).close();
        try (Spool spool = open("https://two/bucket", ROOM)) {
            assertThat(log.texts()).isEmpty();
            spool.commit(object(1), note(1, 1));
        }

        open("https://three/bucket", ROOM).close();
        open("https://three/bucket", ROOM).close();

        assertThat(log.texts())
                .containsExactly(
                        "WARNING The destination changed from 'https://two/bucket' to 'https://three/bucket': 1"
                                + " objects that were made for the former go to the latter");
    }

    @Test
    void onlyItsUserMayReadIt() throws IOException {
        try (Spool spool = open()) {
            spool.commit(object(1), note(1, 1));
            spool.stored(spool.commit(object(2), note(2, 1)));
            spool.quarantine(spool.commit(object(3), note(3, 1)), "why");
            spool.checkpoint(4, 1, Totals.NONE, Map.of());
            spool.stored(spool.commit(object(5), note(5, 1)));

            List<String> seen = new ArrayList<>();
            try (Stream<Path> all = Files.walk(home())) {
                for (Path each : all.toList()) {
                    seen.add(each.getFileName().toString());
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                            .as(each.toString())
                            .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------");
                }
            }
            assertThat(seen)
                    .contains("lock", "destination", "000000000001.object", "000000000003.object")
                    .contains("000000000003.object.txt", "quarantine")
                    .anyMatch(name -> name.endsWith(".log"))
                    .anyMatch(name -> name.endsWith(".checkpoint"));
        }
    }

    @Test
    void followsNoLinks() throws IOException {
        Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
        Files.createDirectories(home());
        Files.createSymbolicLink(directory(), elsewhere);

        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory() + ": it is a symbolic link");
        assertThat(elsewhere).isEmptyDirectory();

        Files.delete(directory());
        Files.delete(home().resolve("lock"));
        Files.createSymbolicLink(home().resolve("lock"), root.resolve("target"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("lock");
        assertThat(root.resolve("target")).doesNotExist();
    }

    @Test
    void refusesADirectoryOfANewerVersionAndLeavesItAsItIs() throws IOException {
        try (Spool spool = open()) {
            spool.stored(spool.commit(object(1), note(1, 1)));
            spool.commit(object(2), note(2, 1));
            spool.checkpoint(3, 1, Totals.NONE, Map.of());
            spool.stored(spool.commit(object(4), note(4, 1)));
        }
        Files.writeString(directory().resolve("000000000009.object.tmp"), "half");
        for (String name :
                List.of("000000000002.object", "000000000002.checkpoint", "000000000003.log", "destination")) {
            Path file = directory().resolve(name);
            byte[] before = Files.readAllBytes(file);
            ByteBuffer newer = ByteBuffer.wrap(before.clone()).putInt(4, 2);
            newer.putInt(8, Prelude.crc(newer.duplicate().limit(8)));
            Files.write(file, newer.array());
            List<String> names = files().toList();

            assertThatThrownBy(this::open)
                    .isInstanceOf(NewerFormatException.class)
                    .hasMessageContaining(name + ": it has version 2");
            assertThat(files()).containsExactlyElementsOf(names);
            Files.write(file, before);
        }
        assertThat(numbers(reopened())).containsExactly(2L);
        assertThat(files()).noneMatch(name -> name.endsWith(".tmp"));
    }

    @Test
    void letsTheJournalBringWhatWasInADamagedObject() throws IOException {
        try (Spool spool = open()) {
            spool.commit(object(1), note(1, 1));
            spool.commit(object(2), note(2, 2));
            spool.commit(object(3), note(3, 2));
            spool.commit(object(4), note(4, 2));
        }
        flip(directory().resolve("000000000001.object"), -6);
        flip(directory().resolve("000000000002.object"), -6);
        flip(directory().resolve("000000000003.object"), 100);

        for (int life = 0; life < 3; life++) {
            Recovered recovered = reopened();

            assertThat(numbers(recovered))
                    .as("whether object 1 is sound is asked when it is read: nobody can bring it again")
                    .containsExactly(1L, 4L);
            assertThat(covered(recovered)).containsExactly(4L);
            assertThat(recovered.quarantined())
                    .as("of object 2 one record was made of no flow; of object 3 nothing is known")
                    .isEqualTo(new Sum(2, 1, 1, object(2).size()));
            assertThat(recovered.nextNumber()).isEqualTo(5);
        }
        try (Spool spool = open()) {
            assertThatThrownBy(() -> spool.read(spool.recovered().ready().get(0)))
                    .isInstanceOf(DamagedFileException.class);
        }
        assertThat(directory().resolve("quarantine/000000000002.object.damaged"))
                .exists();
        assertThat(Files.readString(directory().resolve("quarantine/000000000003.object.damaged.txt")))
                .contains("header is damaged");
    }

    @Test
    void survivesThatSomebodyTakesAFileAway() throws IOException {
        try (Spool spool = open()) {
            Spooled object = spool.commit(object(1), note(1, 1));
            Files.delete(directory().resolve("000000000001.object"));
            assertThatThrownBy(() -> spool.read(object)).isInstanceOf(DamagedFileException.class);
            spool.quarantine(object, "gone");
            assertThat(spool.quarantined().records()).isEqualTo(3);
        }

        assertThat(reopened().quarantined().records()).isEqualTo(3);
    }

    @Test
    void goesOnFromTheCheckpointBeforeADamagedOne() throws IOException {
        try (Spool spool = open()) {
            for (long number = 1; number <= 9; number += 2) {
                spool.stored(spool.commit(object(number), note(number, 1)));
                spool.checkpoint(number + 1, number, totals(number), Map.of("last", "" + number));
            }
            spool.stored(spool.commit(object(11), note(11, 1)));
        }
        String latest = files().filter(name -> name.endsWith(".checkpoint"))
                .reduce((one, two) -> two)
                .orElseThrow();
        flip(directory().resolve(latest), 30);

        Recovered recovered = reopened();

        assertThat(recovered.stored().objects()).isEqualTo(6);
        assertThat(covered(recovered)).contains(9L, 11L);
        assertThat(recovered.state()).containsEntry("last", "11");
        assertThat(recovered.nextNumber()).isEqualTo(12);
        assertThat(directory().resolve("quarantine").resolve(latest + ".damaged"))
                .exists();
        assertThat(log.texts()).singleElement().asString().contains(latest + ": its content is damaged");
    }

    @Test
    void anInterruptBreaksNothingAndIsNotLost() throws IOException {
        try (Spool spool = open()) {
            for (long number = 1; number <= 20; number++) {
                Thread.currentThread().interrupt();
                Spooled object = spool.commit(object(number), note(number, 1));
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                assertThat(bytes(spool.read(object))).isEqualTo(bytes(object(number)));
                spool.stored(object);
                spool.checkpoint(number, number, Totals.NONE, Map.of());
                assertThat(Thread.interrupted()).isTrue();
            }
        }

        assertThat(reopened().stored().objects()).isEqualTo(20);
    }

    @Test
    void manyThreadsMayUseIt() throws Exception {
        int threads = 8;
        int each = 30;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Spool spool = open()) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                all.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        long number = 1 + first + (long) i * threads;
                        Spooled object = spool.commit(object(number), note(number, 1));
                        assertThat(bytes(spool.read(object))).isEqualTo(bytes(object(number)));
                        if (i % 3 != 0) {
                            spool.stored(object);
                        }
                        if (i % 10 == 9) {
                            spool.checkpoint(number, 1, totals(number), Map.of("last", "" + number));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> future : all) {
                future.get();
            }
        } finally {
            pool.shutdownNow();
        }

        Recovered recovered = reopened();

        assertThat(recovered.ready()).hasSize(threads * each / 3);
        assertThat(recovered.stored().objects()).isEqualTo(threads * each * 2 / 3);
        assertThat(recovered.covered()).hasSize(threads * each);
        assertThat(recovered.state()).containsEntry("last", "" + threads * each);
        assertThat(recovered.totals()).isEqualTo(totals(threads * each));
    }

    @Test
    void withoutPositionsNoFlowIsCovered() throws IOException {
        try (Spool spool = open()) {
            CommitNote note = new CommitNote(1, 0, Totals.NONE, Coverage.NONE, 0, Map.of());
            spool.stored(spool.commit(object(1), note));
            spool.commit(object(2), new CommitNote(2, 0, Totals.NONE, Coverage.NONE, 0, Map.of()));
        }

        assertThat(reopened().covered()).isEmpty();
    }

    @Test
    void anObjectThatCannotBeDeletedIsNotGivenOutAgain() throws IOException {
        FileOperations stubborn = otherwise("delete", arguments -> {
            if (arguments[0].toString().endsWith(".object")) {
                throw new IOException("not now");
            }
            return null;
        });
        for (int life = 0; life < 2; life++) {
            try (Spool spool = Spool.open(home(), "s3", ROOM, stubborn, log)) {
                long number = spool.recovered().nextNumber();
                spool.stored(spool.commit(object(number), note(number, number)));
                for (int i = 1; i <= 3; i++) {
                    spool.checkpoint(number + i, number + i, Totals.NONE, Map.of());
                }
            }
        }
        assertThat(files().filter(name -> name.endsWith(".object"))).hasSize(2);

        assertThat(reopened().ready()).isEmpty();
        assertThat(reopened().stored().objects()).isEqualTo(2);
        assertThat(files().filter(name -> name.endsWith(".object"))).isEmpty();
    }

    @Test
    void writesNothingMoreToALogThatCouldNotBeForced() throws IOException {
        LocalFiles sound = new LocalFiles();
        List<String> failed = new ArrayList<>();
        FileOperations files = otherwise("create", arguments -> {
            Path file = (Path) arguments[0];
            FileOperations.Appender appender = sound.create(file);
            if (!file.toString().endsWith(".log") || !failed.isEmpty()) {
                return appender;
            }
            return new ForwardingFiles.ForwardingAppender(appender) {
                @Override
                public void force() throws IOException {
                    failed.add(file.getFileName().toString());
                    throw new IOException("Input/output error");
                }
            };
        });
        try (Spool spool = Spool.open(home(), "s3", ROOM, files, log)) {
            Spooled object = spool.commit(object(1), note(1, 1));
            assertThatThrownBy(() -> spool.stored(object)).hasMessageEndingWith("Input/output error");
            long length = Files.size(directory().resolve(failed.get(0)));
            spool.stored(object);

            assertThat(Files.size(directory().resolve(failed.get(0)))).isEqualTo(length);
            assertThat(files().filter(name -> name.endsWith(".log"))).hasSize(2);
        }

        assertThat(reopened().stored())
                .as("logged twice, counted once")
                .isEqualTo(new Sum(1, 3, 1, object(1).size()));
    }

    @Test
    void refusesNumbersThatNoCommitCanHave() throws IOException {
        try (Spool spool = open()) {
            assertThatThrownBy(() -> spool.commit(object(0), note(0, 0))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isOfNoUseOnceItIsClosed() throws IOException {
        Spool spool = open();
        Spooled object = spool.commit(object(1), note(1, 1));
        spool.close();
        spool.close();

        assertThatThrownBy(() -> spool.stored(object))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> spool.commit(object(2), note(2, 1))).hasMessageContaining("closed");
        assertThat(numbers(reopened())).containsExactly(1L);
    }

    /** What another file system answers. */
    private interface Answer {
        Object to(Object[] arguments) throws IOException;
    }

    /** This machine's file system, but for one operation. */
    private static FileOperations otherwise(String operation, Answer answer) {
        LocalFiles files = new LocalFiles();
        return (FileOperations) Proxy.newProxyInstance(
                SpoolTest.class.getClassLoader(), new Class<?>[] {FileOperations.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(operation)) {
                        return answer.to(arguments);
                    }
                    try {
                        return method.invoke(files, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Stream<String> files() throws IOException {
        return new LocalFiles().list(directory()).stream();
    }

    /** Changes one byte; behind the end it counts from there. */
    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at < 0 ? bytes.length + at : at] ^= 0x10;
        Files.write(file, bytes);
    }
}
