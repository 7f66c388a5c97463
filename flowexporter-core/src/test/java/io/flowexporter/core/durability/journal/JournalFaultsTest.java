package io.flowexporter.core.durability.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.durability.FaultyFiles;
import io.flowexporter.core.durability.FaultyFiles.Fault;
import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.durability.ForgetfulFiles;
import io.flowexporter.core.durability.ForgetfulFiles.Luck;
import io.flowexporter.core.durability.journal.Entries.Text;
import io.flowexporter.core.internal.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lets each operation on a file fail in turn, in a script that does all that a journal does. */
class JournalFaultsTest {
    private static final long MAX_BYTES = 1 << 20;
    private static final long SEGMENT_BYTES = 150;
    private static final int LIVES = 2;
    private static final boolean ALL = Integer.getInteger("kills", 0) >= 1_000;

    @TempDir
    Path root;

    /** What a journal has promised so far. */
    private static final class Promises {
        private final Set<Text> appended = new HashSet<>();
        private final List<Text> forced = new ArrayList<>();
        private long deletedBelow = 1;
        private int texts;

        long notBelow() {
            return forced.isEmpty() ? 1 : forced.get(forced.size() - 1).position() + 1;
        }

        List<Text> kept() {
            return forced.stream()
                    .filter(entry -> entry.position() >= deletedBelow)
                    .toList();
        }

        List<Text> keptAmong(List<Text> read) {
            return read.stream().filter(kept()::contains).toList();
        }
    }

    private static void live(Path directory, FileOperations files, Fault fault, Promises promises) {
        try (Journal journal =
                Journal.open(directory, MAX_BYTES, SEGMENT_BYTES, promises.notBelow(), files, new LogLines())) {
            List<Text> unforced = new ArrayList<>();
            for (int i = 1; i <= 12; i++) {
                Text entry = Entries.append(journal, "#" + promises.texts++);
                promises.appended.add(entry);
                unforced.add(entry);
                if (i % 3 == 1) {
                    force(journal, unforced, fault, promises);
                }
                if (i == 8) {
                    promises.deletedBelow = Math.max(promises.deletedBelow, promises.notBelow() - 4);
                    journal.deleteBelow(promises.deletedBelow);
                }
                if (i == 10) {
                    readWhatCanBeRead(journal, promises);
                }
            }
            force(journal, unforced, fault, promises);
            Entries.append(journal, "never forced");
        } catch (IOException e) {
            // a life that could not begin
        }
    }

    private static void force(Journal journal, List<Text> unforced, Fault fault, Promises promises) {
        try {
            journal.force();
            promises.forced.addAll(unforced);
            unforced.clear();
        } catch (IOException e) {
            // They are not promised, and the next time they may get there.
            assertThat(fault).as("one operation that fails is made up for").isNotEqualTo(Fault.ONCE);
        }
    }

    private static void readWhatCanBeRead(Journal journal, Promises promises) {
        List<Text> read = new ArrayList<>();
        try (JournalReader reader = journal.read(promises.deletedBelow)) {
            reader.next().map(Entries::of).ifPresent(read::add);
            read.addAll(Entries.rest(reader));
            assertThat(promises.keptAmong(read)).isEqualTo(promises.kept());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (Exception e) {
            assertThat(e).isInstanceOf(IOException.class).hasMessageContaining("Cannot read position");
        }
        assertThat(promises.appended).containsAll(read);
    }

    private static void check(Path directory, Promises promises) throws Exception {
        check(directory, FaultyFiles.sound(), promises, 0);
    }

    private static void check(Path directory, FileOperations files, Promises promises, long mostFalseAlarms)
            throws Exception {
        LogLines log = new LogLines();
        try (Journal journal = Journal.open(directory, MAX_BYTES, SEGMENT_BYTES, promises.notBelow(), files, log)) {
            List<Text> read;
            try (JournalReader reader = journal.read(promises.deletedBelow)) {
                read = Entries.rest(reader);
                assertThat(reader.takeMissing())
                        .as("entries said to be missing")
                        .isLessThanOrEqualTo(mostFalseAlarms);
            }
            assertThat(read).extracting(Text::position).isSorted().doesNotHaveDuplicates();
            assertThat(promises.keptAmong(read)).isEqualTo(promises.kept());
            assertThat(promises.appended).containsAll(read);
            Text more = Entries.append(journal, "more");
            journal.force();
            assertThat(more.position()).isGreaterThanOrEqualTo(promises.notBelow());
            assertThat(Entries.all(journal, more.position())).containsExactly(more);
        }
    }

    private int run(int failing, Fault fault) throws Exception {
        Path directory = root.resolve(fault + "-" + failing);
        FaultyFiles files = new FaultyFiles(failing, fault);
        Promises promises = new Promises();
        for (int life = 0; life < LIVES; life++) {
            live(directory, files, fault, promises);
        }
        if (failing == 0) {
            assertThat(promises.forced).as("without a fault all is forced").hasSize(12 * LIVES);
        }
        check(directory, promises);
        return files.operations();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void whateverFailsWhatWasForcedIsReadOnceAndInOrder(Fault fault) throws Exception {
        int operations = run(0, fault);
        assertThat(operations).isGreaterThan(90);
        for (int failing = 1; failing <= operations; failing++) {
            run(failing, fault);
        }
    }

    /**
     * Lives on a disk that loses power before that operation, or where the process is killed there and the power goes a little later; it goes
     * once more while the next life looks what is left.
     */
    private int cut(int cutAt, boolean killed, Luck luck) throws Exception {
        String name = luck + "-" + cutAt + (killed ? "-killed" : "");
        Path before = Files.createDirectory(root.resolve(name));
        Path after = Files.createDirectory(root.resolve(name + "-after"));
        Path later = Files.createDirectory(root.resolve(name + "-later"));
        ForgetfulFiles files = new ForgetfulFiles(before, cutAt, cutAt);
        Promises promises = new Promises();
        for (int life = 0; life < LIVES; life++) {
            live(before.resolve("journal"), files, Fault.DEAD, promises);
        }
        int operations = files.operations();
        Random random = new Random(cutAt);
        if (killed) {
            files.restart(random.nextInt(60));
            live(before.resolve("journal"), files, Fault.DEAD, promises);
        }
        files.cut();
        files.survivors(luck, after);
        ForgetfulFiles again = new ForgetfulFiles(after, cutAt == 0 ? 0 : 1 + random.nextInt(60), cutAt);
        live(after.resolve("journal"), again, Fault.DEAD, promises);
        again.cut();
        again.survivors(luck, later);
        // An entry that has its length, but zeros for a content, can't be told from one that was damaged later: one a
        // life.
        check(later.resolve("journal"), new ForgetfulFiles(later, 0, 0), promises, luck == Luck.SOME ? LIVES + 2 : 0);
        return operations;
    }

    @ParameterizedTest
    @EnumSource(Luck.class)
    void wheneverThePowerGoesWhatWasForcedIsReadOnceAndInOrder(Luck luck) throws Exception {
        int operations = cut(0, false, luck);
        assertThat(operations).isGreaterThan(90);
        // A part of them in each build, another one for each luck.
        int step = ALL ? 1 : 3;
        for (int cutAt = 1 + luck.ordinal() % step; cutAt <= operations; cutAt += step) {
            try {
                cut(cutAt, false, luck);
                cut(cutAt, true, luck);
            } catch (AssertionError e) {
                throw new AssertionError(luck + " at operation " + cutAt + ": " + e.getMessage(), e);
            }
        }
    }
}
