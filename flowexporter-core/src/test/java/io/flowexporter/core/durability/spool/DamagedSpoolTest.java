package io.flowexporter.core.durability.spool;

import static io.flowexporter.core.durability.spool.Objects.bytes;
import static io.flowexporter.core.durability.spool.Objects.info;
import static io.flowexporter.core.durability.spool.Objects.note;
import static io.flowexporter.core.durability.spool.Objects.object;
import static io.flowexporter.core.durability.spool.Objects.totals;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.object.StoredObject;
import io.flowexporter.core.durability.QuickFiles;
import io.flowexporter.core.internal.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each byte of a small spool is damaged in turn, and each file is cut off at each place. */
class DamagedSpoolTest {
    private static final Set<Long> READY = Set.of(1L, 8L, 9L);
    private static final Set<Long> COVERED = Set.of(4L, 5L, 6L, 7L, 8L, 9L);

    @TempDir
    Path root;

    private Path home;
    private final Map<String, byte[]> files = new TreeMap<>();

    private Spool open() throws IOException {
        return Spool.open(home, "s3", 1L << 30, new QuickFiles(), new LogLines());
    }

    @BeforeEach
    void makeOne() throws IOException {
        home = root.resolve("pipeline");
        try (Spool spool = open()) {
            spool.commit(object(1), note(1, 1));
            spool.stored(spool.commit(object(2), note(2, 2)));
            spool.checkpoint(2, 2, totals(2), Map.of("last", "2"));
            spool.stored(spool.commit(object(3), note(3, 2)));
            spool.stored(spool.commit(object(4), note(4, 2)));
            spool.checkpoint(4, 4, totals(4), Map.of("last", "4"));
            Spooled fifth = spool.commit(object(5), note(5, 4));
            spool.stored(spool.commit(object(6), note(6, 4)));
            spool.stored(fifth);
            spool.quarantine(spool.commit(object(7), note(7, 4)), "too large");
            spool.commit(object(8), note(8, 4));
            spool.commit(object(9), note(9, 4));
        }
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(home.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
    }

    private void restore() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(home.resolve(file.getKey()), file.getValue());
        }
    }

    /** Looks what is left when one file is damaged, and so many objects' coverages may be missing. */
    private void check(String damaged, int mayMiss) throws IOException {
        boolean isObject = damaged.endsWith(".object");
        boolean isLog = damaged.endsWith(".log");
        Set<Long> unharmed = new HashSet<>(READY);
        try (Spool spool = open()) {
            Recovered recovered = spool.recovered();
            if (isObject) {
                unharmed.removeIf(number -> damaged.contains(Names.of(number, Names.OBJECT)));
            }
            Set<Long> sound = new HashSet<>();
            for (Spooled object : recovered.ready()) {
                try {
                    StoredObject read = spool.read(object);
                    assertThat(bytes(read)).isEqualTo(bytes(object(object.number())));
                    assertThat(read.info()).usingRecursiveComparison().isEqualTo(info(object.number()));
                    sound.add(object.number());
                } catch (DamagedFileException e) {
                    assertThat(isObject).isTrue();
                }
            }
            assertThat(sound).isEqualTo(unharmed);
            Set<Long> covered =
                    recovered.covered().stream().map(Covered::number).collect(Collectors.toSet());
            Set<Long> missing = new HashSet<>(COVERED);
            missing.removeAll(covered);
            assertThat(COVERED).containsAll(covered);
            assertThat(missing)
                    .hasSizeLessThanOrEqualTo(mayMiss)
                    .isSubsetOf(isObject ? Set.of(7L, 8L, 9L) : isLog ? Set.of(5L, 6L) : Set.of());
            assertThat(recovered.lowWater()).isEqualTo(4);
            if (!isObject) {
                assertThat(recovered.state()).containsEntry("last", "9");
                assertThat(recovered.totals()).isEqualTo(totals(9));
            }
            assertThat(recovered.secured().objects())
                    .as("what is known to have been secured")
                    .isEqualTo(9 - (isLog ? missing.size() : 0));
            assertThat(recovered.nextNumber()).isEqualTo(10);
        }
        Recovered again;
        try (Spool spool = open()) {
            again = spool.recovered();
        }
        assertThat(again.ready()).extracting(Spooled::number).containsAll(unharmed);
        if (isObject) {
            assertThat(again.quarantined().objects() + again.ready().size())
                    .as("no damaged object is deleted")
                    .isEqualTo(4);
        }
    }

    @Test
    void givesOutNothingWrongWhicheverByteIsDamaged() throws IOException {
        damageEach(
                1,
                file -> Stream.iterate(0, at -> at + 1).limit(file.length).map(at -> {
                    byte[] bytes = file.clone();
                    bytes[at] ^= (byte) (1 << at % 8);
                    return bytes;
                }));
    }

    @Test
    void givesOutNothingWrongWhereverAFileEnds() throws IOException {
        damageEach(
                2,
                file -> Stream.iterate(0, length -> length + 3)
                        .takeWhile(length -> length < file.length)
                        .map(length -> Arrays.copyOf(file, length)));
    }

    private interface Damages {
        Stream<byte[]> of(byte[] file);
    }

    private void damageEach(int mayMiss, Damages damages) throws IOException {
        assertThat(files.keySet()).hasSizeGreaterThan(8);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().endsWith(".txt")) {
                continue;
            }
            List<byte[]> all = damages.of(file.getValue()).toList();
            for (int i = 0; i < all.size(); i++) {
                restore();
                Files.write(home.resolve(file.getKey()), all.get(i));
                try {
                    check(file.getKey(), mayMiss);
                } catch (AssertionError | IOException | RuntimeException e) {
                    throw new AssertionError(file.getKey() + ", damage " + i + ": " + e.getMessage(), e);
                }
            }
        }
    }
}
