package io.flowexporter.core.durability.spool;

import static io.flowexporter.core.durability.spool.Objects.bytes;
import static io.flowexporter.core.durability.spool.Objects.note;
import static io.flowexporter.core.durability.spool.Objects.object;
import static io.flowexporter.core.durability.spool.Objects.totals;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.durability.FaultyFiles;
import io.flowexporter.core.durability.FaultyFiles.Fault;
import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.durability.ForgetfulFiles;
import io.flowexporter.core.durability.ForgetfulFiles.Luck;
import io.flowexporter.core.durability.QuickFiles;
import io.flowexporter.core.internal.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two lives in which any one operation on the disk fails; then a third one looks whether every promise was kept. */
class SpoolFaultsTest {
    private static final boolean ALL = Integer.getInteger("kills", 0) >= 1_000;

    @TempDir
    Path root;

    private interface Step {
        void run() throws IOException;
    }

    private static boolean done(Step step) {
        try {
            step.run();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What was asked for, and what of it was promised. */
    private static final class Script {
        private final Path home;
        private final FileOperations files;
        private final Map<Long, Spooled> committed = new HashMap<>();
        private final Set<Long> refused = new HashSet<>();
        private final Set<Long> askedToLeave = new HashSet<>();
        private final Set<Long> stored = new HashSet<>();
        private final Set<Long> dropped = new HashSet<>();
        private final Set<Long> quarantined = new HashSet<>();
        private final Set<Long> moved = new HashSet<>();
        private final Set<Long> askedToMove = new HashSet<>();
        private long promised;
        private long lowWater;

        Script(Path home, FileOperations files) {
            this.home = home;
            this.files = files;
        }

        private Optional<Spool> open() {
            for (int attempt = 0; attempt < 2; attempt++) {
                try {
                    return Optional.of(Spool.open(home, "s3", 1L << 30, files, new LogLines()));
                } catch (IOException e) {
                    continue;
                }
            }
            return Optional.empty();
        }

        void run() throws IOException {
            Optional<Spool> first = open();
            if (first.isPresent()) {
                try (Spool spool = first.get()) {
                    firstLife(spool);
                }
            }
            Optional<Spool> second = open();
            if (second.isPresent()) {
                try (Spool spool = second.get()) {
                    check(spool, false);
                    secondLife(spool);
                }
            }
        }

        /** One life more, after another ended anywhere. */
        void goOn() throws IOException {
            Optional<Spool> third = open();
            if (third.isPresent()) {
                try (Spool spool = third.get()) {
                    check(spool, false);
                    commit(spool, 21, 7);
                    store(spool, 21);
                    checkpoint(spool, 22, 7);
                    commit(spool, 23, 8);
                }
            }
        }

        private void firstLife(Spool spool) {
            commit(spool, 1, 1);
            commit(spool, 2, 1);
            store(spool, 1);
            commit(spool, 4, 2);
            commit(spool, 3, 2);
            move(spool, 3, 5);
            checkpoint(spool, 6, 3);
            store(spool, 3);
            quarantine(spool, 4);
            commit(spool, 7, 4);
            commit(spool, 8, 4);
            drop(spool, 7);
            checkpoint(spool, 9, 4);
            commit(spool, 10, 4);
        }

        private void secondLife(Spool spool) {
            commit(spool, 11, 5);
            store(spool, 10);
            checkpoint(spool, 12, 5);
            store(spool, 2);
            store(spool, 11);
            commit(spool, 13, 6);
        }

        private void commit(Spool spool, long number, long at) {
            Step commit = () -> committed.put(number, spool.commit(object(number), note(number, at)));
            // Who made an object of an odd number tries it again.
            if (done(commit) || number % 2 != 0 && done(commit)) {
                promise(number, at);
            } else {
                refused.add(number);
            }
        }

        private void promise(long number, long at) {
            promised = Math.max(promised, number);
            lowWater = Math.max(lowWater, at);
        }

        private void leave(long number, Set<Long> promises, Step step) {
            if (committed.containsKey(number)) {
                askedToLeave.add(number);
                if (done(step) || number % 2 != 0 && done(step)) {
                    promises.add(number);
                }
            }
        }

        private void store(Spool spool, long number) {
            leave(number, stored, () -> spool.stored(committed.get(number)));
        }

        private void drop(Spool spool, long number) {
            leave(number, dropped, () -> spool.dropOldest(List.of(committed.get(number))));
        }

        private void quarantine(Spool spool, long number) {
            leave(number, quarantined, () -> spool.quarantine(committed.get(number), "too large"));
        }

        private void move(Spool spool, long number, long at) {
            if (committed.containsKey(number)) {
                askedToMove.add(number);
                if (done(() ->
                        spool.rekey(committed.get(number), Objects.info(number + 100), at, Map.of("moved", "yes")))) {
                    moved.add(number);
                }
            }
        }

        private void checkpoint(Spool spool, long number, long at) {
            if (done(() -> spool.checkpoint(
                    number,
                    at,
                    totals(number),
                    Map.of("last", "" + number, "stream/tag0", "" + number, "stream/tag1", "" + number)))) {
                promise(number, at);
            }
        }

        void check(Spool spool, boolean sound) throws IOException {
            Recovered recovered = spool.recovered();
            Map<Long, Spooled> ready =
                    recovered.ready().stream().collect(Collectors.toMap(Spooled::number, object -> object));
            Set<Long> left = new HashSet<>(stored);
            left.addAll(dropped);
            left.addAll(quarantined);
            assertThat(ready.keySet()).noneMatch(left::contains);
            Set<Long> mustBeThere = new HashSet<>(committed.keySet());
            mustBeThere.removeAll(askedToLeave);
            assertThat(ready.keySet()).containsAll(mustBeThere);
            for (Spooled each : ready.values()) {
                long number = each.number();
                // The disk may fail just here; it must not lie.
                assertThat(done(() -> assertThat(bytes(spool.read(each))).isEqualTo(bytes(object(number)))) || !sound)
                        .isTrue();
                String key = each.info().key();
                if (moved.contains(number)) {
                    assertThat(key).isEqualTo("logs/" + (number + 100));
                } else if (!askedToMove.contains(number)) {
                    assertThat(key).isEqualTo("logs/" + number);
                }
            }
            long certain = committed.size();
            assertThat(recovered.secured().objects()).isBetween(certain, certain + refused.size());
            assertThat(recovered.secured().records())
                    .isEqualTo(3 * recovered.secured().objects());
            assertThat(recovered.stored().objects()).isBetween((long) stored.size(), (long) askedToLeave.size());
            assertThat(recovered.dropped().objects()).isBetween((long) dropped.size(), 1L);
            assertThat(recovered.quarantined().objects()).isBetween((long) quarantined.size(), 1L);
            assertThat(recovered.lowWater()).isGreaterThanOrEqualTo(lowWater);
            assertThat(recovered.totals().created()).isGreaterThanOrEqualTo(promised);
            assertThat(recovered.nextNumber()).isGreaterThan(promised);
            if (promised > 0) {
                assertThat(Long.parseLong(recovered.state().get("last"))).isGreaterThanOrEqualTo(promised);
            }
            Set<Long> covered =
                    recovered.covered().stream().map(Covered::number).collect(Collectors.toSet());
            List<Long> mustBeCovered = new ArrayList<>(committed.keySet());
            mustBeCovered.removeIf(number -> number < recovered.lowWater());
            assertThat(covered).containsAll(mustBeCovered);
            assertThat(recovered.covered())
                    .allSatisfy(each -> assertThat(each.coverage()).isEqualTo(Objects.coverage(each.number())));
        }

        /** Unless the process was killed there, what was refused is not there either. */
        void checkRefused(Spool spool) {
            assertThat(spool.recovered().ready()).noneMatch(object -> refused.contains(object.number()));
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void keepsItsPromisesWhicheverOperationFails(Fault fault) throws IOException {
        FaultyFiles sound = FaultyFiles.sound();
        new Script(root.resolve("sound"), sound).run();
        int operations = sound.operations();
        assertThat(operations).isGreaterThan(100);
        int refusals = 0;
        for (int failing = 1; failing <= operations; failing++) {
            Path home = Files.createDirectory(root.resolve(fault + "-" + failing));
            Script script = new Script(home, new FaultyFiles(failing, fault));
            try {
                script.run();
                Recovered third;
                try (Spool spool = Spool.open(home, "s3", 1L << 30, new QuickFiles(), new LogLines())) {
                    script.check(spool, true);
                    if (fault != Fault.DEAD) {
                        script.checkRefused(spool);
                    }
                    third = spool.recovered();
                    spool.stored(spool.commit(object(50), note(50, 6)));
                }
                try (Spool spool = Spool.open(home, "s3", 1L << 30, new QuickFiles(), new LogLines())) {
                    assertThat(spool.recovered().ready())
                            .extracting(Spooled::number)
                            .isEqualTo(
                                    third.ready().stream().map(Spooled::number).toList());
                    assertThat(spool.recovered().secured().objects())
                            .isEqualTo(third.secured().objects() + 1);
                }
                assertThat(new QuickFiles().list(home.resolve("spool"))).noneMatch(Names::isUnfinished);
            } catch (AssertionError | IOException e) {
                throw new AssertionError(fault + " at operation " + failing + ": " + e.getMessage(), e);
            }
            refusals += script.refused.size();
        }
        assertThat(refusals).as("the faults hit commits").isGreaterThan(5);
    }

    /**
     * The power goes before each operation in turn, or the process is killed there and the power goes a little later; and it goes once more
     * while the next life looks what is left.
     */
    @ParameterizedTest
    @CsvSource({"NONE,false", "NONE,true", "NAMES,false", "NAMES,true", "CONTENT,false", "SOME,false", "SOME,true"})
    void keepsItsPromisesWheneverThePowerGoes(Luck luck, boolean killed) throws IOException {
        Path sound = Files.createDirectory(root.resolve("sound"));
        ForgetfulFiles counting = new ForgetfulFiles(sound, 0, 0);
        new Script(sound.resolve("edge"), counting).run();
        assertThat(counting.operations()).isGreaterThan(100);
        int cutTwice = 0;
        // A part of them in each build, another one for each luck.
        int step = ALL ? 1 : 3;
        for (int cutAt = 1 + luck.ordinal() % step; cutAt <= counting.operations(); cutAt += step) {
            Random random = new Random(cutAt);
            Path before = Files.createDirectory(root.resolve(luck + "-" + cutAt));
            Path after = Files.createDirectory(root.resolve(luck + "-" + cutAt + "-after"));
            Path later = Files.createDirectory(root.resolve(luck + "-" + cutAt + "-later"));
            ForgetfulFiles first = new ForgetfulFiles(before, cutAt, cutAt);
            Script script = new Script(before.resolve("edge"), first);
            try {
                script.run();
                if (killed) {
                    first.restart(random.nextInt(80));
                    script.goOn();
                }
                first.cut();
                first.survivors(luck, after);
                ForgetfulFiles second = new ForgetfulFiles(after, 1 + random.nextInt(60), cutAt);
                new Script(after.resolve("edge"), second).open().ifPresent(spool -> done(spool::close));
                cutTwice += second.isOff() ? 1 : 0;
                second.cut();
                second.survivors(luck, later);
                try (Spool spool = Spool.open(
                        later.resolve("edge"), "s3", 1L << 30, new ForgetfulFiles(later, 0, 0), new LogLines())) {
                    script.check(spool, true);
                    spool.stored(spool.commit(object(50), note(50, 9)));
                }
            } catch (AssertionError | IOException e) {
                throw new AssertionError(luck + " at operation " + cutAt + ": " + e.getMessage(), e);
            }
        }
        assertThat(cutTwice).as("the power went in the second life, too").isGreaterThan(7);
    }
}
