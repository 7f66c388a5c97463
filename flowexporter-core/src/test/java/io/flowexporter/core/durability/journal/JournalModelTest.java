package io.flowexporter.core.durability.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.durability.QuickFiles;
import io.flowexporter.core.durability.journal.Entries.Text;
import io.flowexporter.core.internal.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Does the same to a journal and to a list. */
class JournalModelTest {
    private enum What {
        APPEND,
        FORCE,
        READ,
        DELETE,
        REOPEN
    }

    /**
     * A thing to do.
     *
     * @param what the kind
     * @param number how long an entry is, or how far from the end a position
     */
    private record Step(What what, int number) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<What> what = Arbitraries.frequency(
                Tuple.of(8, What.APPEND),
                Tuple.of(4, What.FORCE),
                Tuple.of(2, What.READ),
                Tuple.of(1, What.DELETE),
                Tuple.of(1, What.REOPEN));
        return Combinators.combine(what, Arbitraries.integers().between(0, 60))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    /** A journal, and the list that it should be like. */
    private static final class Pair implements AutoCloseable {
        private final Path directory;
        private final long segmentBytes;
        private final List<Text> pending = new ArrayList<>();
        private final List<Text> forced = new ArrayList<>();
        private final LogLines log = new LogLines();
        private long deletedBelow = 1;
        private long next = 1;
        private Journal journal;

        Pair(Path directory, long segmentBytes) throws IOException {
            this.directory = directory;
            this.segmentBytes = segmentBytes;
            this.journal = open();
        }

        private Journal open() throws IOException {
            return Journal.open(directory, 1 << 20, segmentBytes, next, new QuickFiles(), log);
        }

        void take(Step step) throws Exception {
            switch (step.what()) {
                case APPEND -> append("x".repeat(step.number()));
                case FORCE -> force();
                case READ -> read(Math.max(deletedBelow, next - step.number()));
                case DELETE -> delete(Math.max(1, next - step.number()));
                case REOPEN -> reopen();
            }
            assertThat(journal.secured()).isEqualTo(next);
        }

        private void append(String text) throws IOException {
            Text entry = Entries.append(journal, text);
            assertThat(entry.position()).isEqualTo(next + pending.size());
            pending.add(entry);
        }

        private void force() throws IOException {
            journal.force();
            forced.addAll(pending);
            next += pending.size();
            pending.clear();
        }

        private void read(long from) throws Exception {
            try (JournalReader reader = journal.read(from)) {
                assertThat(Entries.rest(reader))
                        .isEqualTo(forced.stream()
                                .filter(entry -> entry.position() >= from)
                                .toList());
                assertThat(reader.takeMissing()).isZero();
                assertThat(reader.position()).isGreaterThanOrEqualTo(from);
            }
        }

        private void delete(long below) {
            journal.deleteBelow(below);
            deletedBelow = Math.max(deletedBelow, Math.min(below, next));
            assertThat(journal.first()).isLessThanOrEqualTo(Math.max(deletedBelow, next + pending.size()));
        }

        private void reopen() throws IOException {
            journal.close();
            pending.clear();
            journal = open();
            assertThat(journal.next()).isEqualTo(next);
        }

        @Override
        public void close() {
            journal.close();
            assertThat(log.texts()).as("a sound journal has nothing to say").isEmpty();
        }
    }

    @Property(tries = 300)
    void aJournalIsLikeAList(@ForAll("steps") List<Step> steps, @ForAll("segmentSizes") int segmentBytes)
            throws Exception {
        Path directory = Files.createTempDirectory("journal-model");
        try (Pair pair = new Pair(directory, segmentBytes)) {
            for (Step step : steps) {
                pair.take(step);
            }
            pair.take(new Step(What.FORCE, 0));
            pair.take(new Step(What.READ, 1000));
            pair.take(new Step(What.REOPEN, 0));
            pair.take(new Step(What.READ, 1000));
        } finally {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Provide
    Arbitrary<Integer> segmentSizes() {
        return Arbitraries.of(1, 100, 250, 100_000);
    }
}
