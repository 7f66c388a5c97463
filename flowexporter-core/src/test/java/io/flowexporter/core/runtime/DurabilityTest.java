package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.Chunk;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectEmitter;
import io.flowexporter.api.object.RejectedException;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.api.stage.Store;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.durability.LocalFiles;
import io.flowexporter.core.durability.spool.Spool;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.store.Buffered;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a pipeline outlives its process. A copy of its directory stands for what a kill leaves. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DurabilityTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();

    private static Tag tagOf(Flow flow) {
        return Tag.of("t" + Integer.parseInt(flow.uuid(), 16) % 3);
    }

    private static Pipeline pipeline(Batches source, ObjectWriter writer) {
        return Pipeline.builder("edge")
                .from(source)
                .classify(DurabilityTest::tagOf)
                .store(Buffered.in("bucket")
                        .prefix("logs")
                        .maxFlowsPerObject(7)
                        .maxTimePerObject(Duration.ofSeconds(600)))
                .encode(Json.compact())
                .compress(Gzip.level(1))
                .write(writer)
                .build();
    }

    private static Durability in(Durability.Mode mode, Path where) {
        return mode == Durability.Mode.SPOOL ? Durability.spool(where) : Durability.journal(where);
    }

    static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.sleep(5);
        }
    }

    /** Copies a directory that is in use as it is at one moment, the way a kill leaves it. */
    static void copy(Path from, Path to) throws IOException {
        long end = System.nanoTime() + LONG.toNanos();
        do {
            assertThat(System.nanoTime()).as("tried too long").isLessThan(end);
            delete(to);
            copyOnce(from, to);
        } while (!contents(from).equals(contents(to)));
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** All files' bytes; a file that goes meanwhile has others than its copy. */
    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = directory.relativize(file).toString();
                try {
                    contents.put(name, HexFormat.of().formatHex(Files.readAllBytes(file)));
                } catch (NoSuchFileException e) {
                    contents.put(name, "gone");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                contents.put(directory.relativize(file).toString(), "gone");
                return FileVisitResult.CONTINUE;
            }
        });
        return contents;
    }

    private static void copyOnce(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(entered).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (NoSuchFileException e) {
                    // It was finished or stored meanwhile.
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private List<Integer> numbers() {
        return store.records().stream().map(DurabilityTest::number).sorted().toList();
    }

    private static int number(JsonNode flow) {
        return Integer.parseInt(flow.get("UUID").asText(), 16);
    }

    private static List<Integer> all(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @ParameterizedTest
    @EnumSource(value = Durability.Mode.class, names = "MEMORY", mode = EnumSource.Mode.EXCLUDE)
    void whatTheStoreDoesNotTakeWaitsForTheNextStart(Durability.Mode mode) throws Exception {
        ObjectWriter dead = object -> {
            throw new IOException("nobody there");
        };
        RunningPipeline running =
                PipelineRunner.start(pipeline(new Batches().add(Batches.numbered(0, 100)), dead), in(mode, directory));
        until(() -> running.ledger().received() == 100);
        RunningPipeline.Outcome first = running.close(Duration.ofSeconds(1));
        assertThat(first.allStored()).isTrue();
        assertThat(first.kept()).isEqualTo(100);
        assertThat(first.ledger().waiting()).isEqualTo(100);
        assertThat(first.ledger().difference()).isZero();

        RunningPipeline.Outcome second = PipelineRunner.start(
                        pipeline(new Batches().add(Batches.numbered(100, 150)).end(), store), in(mode, directory))
                .join();
        assertThat(numbers()).isEqualTo(all(150));
        assertThat(second.ledger().received()).isEqualTo(150);
        assertThat(second.ledger().written()).isEqualTo(150);
        assertThat(second.ledger().waiting()).isZero();
        assertThat(second.ledger().difference()).isZero();
        assertThat(store.keys()).doesNotHaveDuplicates();
    }

    @Test
    void keysGoOnWhereTheyEnded() throws Exception {
        for (int life = 0; life < 3; life++) {
            PipelineRunner.start(
                            pipeline(
                                    new Batches()
                                            .add(Batches.numbered(life * 3, life * 3 + 3))
                                            .end(),
                                    store),
                            Durability.journal(directory))
                    .join();
        }
        assertThat(store.keys().stream().filter(key -> key.startsWith("bucket/logs/t0/")))
                .extracting(key -> key.substring(key.lastIndexOf('/') + 1))
                .containsExactly("00000000.gz", "00000001.gz", "00000002.gz");
        assertThat(store.keys().stream()
                        .map(key -> key.substring(0, key.lastIndexOf('/')))
                        .filter(stream -> stream.startsWith("bucket/logs/t0/"))
                        .distinct())
                .hasSize(1);
    }

    /** A copy of the directory at any moment, started again with the same store, must bring all that was received just once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aKillLeavesNeitherAHoleNorADuplicate(long seed) throws Exception {
        Random random = new Random(seed);
        Path life = directory.resolve("0");
        int next = 0;
        for (int kill = 1; kill <= 8; kill++) {
            Batches source = new Batches(true);
            int until = next + 20 + random.nextInt(60);
            while (next < until) {
                int size = Math.min(until - next, 1 + random.nextInt(12));
                source.add(Batches.numbered(next, next + size));
                next += size;
            }
            Life writer = new Life(store, random.nextInt(4) == 0);
            RunningPipeline running = PipelineRunner.start(pipeline(source, writer), Durability.journal(life));
            int all = next;
            long received = all;
            until(() -> running.ledger().received() >= received);
            Thread.sleep(random.nextInt(40));
            writer.kill();
            Path copied = directory.resolve(Integer.toString(kill));
            copy(life, copied);
            running.close(Duration.ZERO);
            life = copied;
        }
        RunningPipeline.Outcome last = PipelineRunner.start(
                        pipeline(
                                new Batches()
                                        .add(Batches.numbered(next, next + 10))
                                        .end(),
                                store),
                        Durability.journal(life))
                .join();
        assertThat(numbers()).isEqualTo(all(next + 10));
        assertThat(last.ledger().received()).isEqualTo(next + 10);
        assertThat(last.ledger().written()).isEqualTo(next + 10);
        assertThat(last.ledger().difference()).isZero();
    }

    @Test
    void aRunningPipelineHoldsItsDirectoryForItself() throws Exception {
        Batches source = new Batches();
        try (RunningPipeline first = PipelineRunner.start(pipeline(source, store), Durability.spool(directory))) {
            assertThat(first.name()).isEqualTo("edge");
            assertThatThrownBy(() -> PipelineRunner.start(pipeline(new Batches(), store), Durability.spool(directory)))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("pipeline.durability")
                    .hasMessageContaining(directory.toString());
            source.end();
            first.join();
        }
        assertThat(PipelineRunner.start(pipeline(new Batches().end(), store), Durability.spool(directory))
                        .join()
                        .allStored())
                .isTrue();
    }

    @Test
    void whatASpoolCannotTakeIsDroppedFromItsOldestObjectsIfThatIsAskedFor() throws Exception {
        ObjectWriter dead = object -> {
            throw new IOException("nobody there");
        };
        Batches source = new Batches();
        byte[] payload = new byte[60_000];
        new Random(7).nextBytes(payload);
        String text = HexFormat.of().formatHex(payload);
        for (int i = 0; i < 60; i++) {
            source.add(Batches.withApplication(i, text));
        }
        RunningPipeline running = PipelineRunner.start(
                Pipeline.builder("edge")
                        .from(source.end())
                        .classify(DurabilityTest::tagOf)
                        .store(Buffered.in("bucket").maxFlowsPerObject(2))
                        .encode(Json.compact())
                        .write(dead)
                        .build(),
                Durability.spool(directory).maxBytes(1 << 20).whenFull(Durability.WhenFull.DROP_OLDEST));
        until(() -> running.drops().getOrDefault("write.spool_full", 0L) >= 40);
        assertThat(running.ledger().difference()).isZero();
        Ledger first = running.close(Duration.ZERO).ledger();
        assertThat(first.lost() + first.waiting()).isEqualTo(60);

        RunningPipeline.Outcome second = PipelineRunner.start(
                        pipeline(new Batches().end(), store),
                        Durability.spool(directory).maxBytes(1 << 20))
                .join();
        assertThat(second.ledger().lost()).isEqualTo(first.lost());
        assertThat(second.ledger().written()).isEqualTo(first.waiting());
        assertThat(second.ledger().difference()).isZero();
        assertThat(numbers()).hasSize((int) first.waiting());
    }

    @Test
    void anObjectThatTheStoreNeverTakesIsPutAsideAndBroughtBackWhenAsked() throws Exception {
        Batches source = new Batches(true).add(Batches.numbered(0, 21));
        RunningPipeline running = PipelineRunner.start(
                pipeline(source, object -> {
                    if (object.info().key().contains("/t1/")) {
                        throw new RejectedException("it is not to its taste");
                    }
                    store.write(object);
                }),
                Durability.spool(directory));
        for (int next = 21; running.status().durability().quarantined() == 0; next += 21) {
            source.add(Batches.numbered(next, next + 21));
            assertThat(next).as("nothing was put aside").isLessThan(21 * 600);
            Thread.sleep(100);
        }
        Ledger ledger = running.close(Duration.ofMillis(500)).ledger();
        assertThat(ledger.difference()).isZero();
        assertThat(ledger.lost()).isZero();
        long waiting = ledger.waiting();
        assertThat(waiting).isPositive();

        RunningPipeline.Outcome still = PipelineRunner.start(
                        pipeline(new Batches().end(), store), Durability.spool(directory))
                .join();
        assertThat(still.ledger().waiting()).isPositive().isLessThan(waiting);
        assertThat(still.allStored()).isTrue();

        int objects = Spool.replay(directory.resolve("edge"), new LocalFiles(), System.getLogger("test"));
        assertThat(objects).isPositive();
        RunningPipeline.Outcome last = PipelineRunner.start(
                        pipeline(new Batches().end(), store), Durability.spool(directory))
                .join();
        assertThat(last.ledger().waiting()).isZero();
        assertThat(last.ledger().written()).isEqualTo(last.ledger().received());
        assertThat(numbers()).isEqualTo(all((int) last.ledger().received()));
    }

    @Test
    void aStageThatForgetsRecordsShowsInTheBooks() throws Exception {
        Pipeline forgetful = Pipeline.builder("edge")
                .from(new Batches().add(Batches.numbered(0, 10)).end())
                .transform(RecordType.of(Numbered.class), (flow, out) -> {
                    if (!flow.uuid().equals("3")) {
                        out.emit(new Numbered(flow.uuid()));
                    }
                })
                .store(Buffered.in("bucket"))
                .encode(Json.compact())
                .write(store)
                .build();
        try (RunningPipeline running = PipelineRunner.start(forgetful)) {
            Ledger ledger = running.join().ledger();
            assertThat(running.meters()).containsEntry("pipeline.conservation_error", 1L);
            assertThat(ledger.lost()).isEqualTo(1);
            assertThat(running.drops()).containsEntry("transform.unaccounted_for", 1L);
        }
        try (RunningPipeline running = PipelineRunner.start(
                pipeline(new Batches().add(Batches.numbered(0, 10)).end(), store))) {
            running.join();
            assertThat(running.meters()).containsEntry("pipeline.conservation_error", 0L);
        }
    }

    @Test
    void aJournalForgetsFlowsThatGetIntoNoObject() throws Exception {
        Batches source = new Batches();
        String text = "x".repeat(12_000);
        for (int i = 0; i < 50; i++) {
            source.add(Batches.withApplication(i, text));
        }
        Pipeline none = Pipeline.builder("edge")
                .from(source.end())
                .filter((tag, flow) -> false)
                .store(Buffered.in("bucket"))
                .encode(Json.compact())
                .write(store)
                .build();
        Ledger ledger = PipelineRunner.start(none, Durability.journal(directory).maxBytes(1 << 20))
                .join()
                .ledger();
        assertThat(ledger.filtered()).isEqualTo(50);
        assertThat(ledger.difference()).isZero();
    }

    @Test
    void anObjectLargerThanTheSpoolDoesNotStandInTheWayForEver() throws Exception {
        Batches source = new Batches();
        String text = "x".repeat(120_000);
        for (int i = 0; i < 40; i++) {
            source.add(Batches.withApplication(i, text));
        }
        Pipeline large = Pipeline.builder("edge")
                .from(source.end())
                .store(Buffered.in("bucket").maxFlowsPerObject(10))
                .encode(Json.compact())
                .write(store)
                .build();
        Ledger ledger = PipelineRunner.start(large, Durability.spool(directory).maxBytes(1 << 20))
                .join()
                .ledger();
        assertThat(ledger.written()).isEqualTo(40);
        assertThat(ledger.difference()).isZero();
    }

    /** A life that ends with some flows of each batch in objects and some not; returns what a kill leaves of it. */
    private Path killedInTheMiddle() throws Exception {
        Path life = directory.resolve("killed");
        Path copied = directory.resolve("copied");
        RunningPipeline running = PipelineRunner.start(
                pipeline(new Batches(true).add(Batches.numbered(0, 30)), store), Durability.journal(life));
        until(() -> store.keys().size() == 3);
        copy(life, copied);
        running.close(Duration.ZERO);
        assertThat(numbers().size()).isGreaterThanOrEqualTo(21);
        return copied;
    }

    @Test
    void whatComesIsNotTakenForStoredThoughTheJournalWasTakenAway() throws Exception {
        Path life = killedInTheMiddle();
        Path journal = life.resolve("edge").resolve("journal");
        Files.move(journal, directory.resolve("away"));
        store.clear();
        RunningPipeline.Outcome outcome = PipelineRunner.start(
                        pipeline(new Batches().add(Batches.numbered(100, 130)).end(), store), Durability.journal(life))
                .join();
        assertThat(numbers()).containsAll(IntStream.range(100, 130).boxed().toList());
        assertThat(outcome.ledger().difference()).isZero();
    }

    @Test
    void aJournalIsReadFromWhereItWasLeftThoughALifeDidWithoutIt() throws Exception {
        Durability.Mode[] modes = {Durability.Mode.JOURNAL, Durability.Mode.SPOOL, Durability.Mode.JOURNAL};
        for (int life = 0; life < modes.length; life++) {
            Ledger ledger = PipelineRunner.start(
                            pipeline(
                                    new Batches()
                                            .add(Batches.numbered(life * 10, life * 10 + 10))
                                            .end(),
                                    store),
                            in(modes[life], directory))
                    .join()
                    .ledger();
            assertThat(ledger.difference()).isZero();
        }
        assertThat(numbers()).isEqualTo(all(30));
    }

    @Test
    void whatIsRefusedIsCountedOnOverRestarts() throws Exception {
        PipelineRunner.start(
                        pipeline(
                                new Batches()
                                        .add(Batches.numbered(0, 3).withRefused(DropReason.rejected("torn"), 2))
                                        .add(FlowBatch.empty().withRefused(DropReason.rejected("torn"), 5))
                                        .end(),
                                store),
                        Durability.journal(directory))
                .join();
        Ledger second = PipelineRunner.start(pipeline(new Batches().end(), store), Durability.journal(directory))
                .join()
                .ledger();
        assertThat(second.received()).isEqualTo(10);
        assertThat(second.rejected()).isEqualTo(7);
        assertThat(second.difference()).isZero();
    }

    @Test
    void nothingIsKeptByAnyStageOfAPipelineThatGaveUp() throws Exception {
        ObjectWriter dead = object -> {
            throw new IOException("nobody there");
        };
        RunningPipeline running =
                PipelineRunner.start(pipeline(new Batches().add(Batches.numbered(0, 30)), dead), Durability.memory());
        until(() -> running.ledger().received() == 30);
        running.close(Duration.ZERO);
        assertThat(running.ledger().lost()).isEqualTo(30);
        assertThat(running.status().numbers())
                .allSatisfy(
                        stage -> assertThat(stage.retained()).as("%s", stage).isZero());
    }

    /** Fails with the first chunk. */
    private static final class BrokenStore implements Store {
        @Override
        public void add(Chunk chunk, Instant now, ObjectEmitter objects) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void flush(Instant now, ObjectEmitter objects) {}

        @Override
        public ObjectDraft rekey(ObjectDraft taken, Instant now) {
            return taken;
        }
    }

    @Test
    void whatAFailingStoreWasGivenIsLostWithoutAJournal() throws Exception {
        Pipeline broken = Pipeline.builder("edge")
                .from(new Batches().add(Batches.numbered(0, 10)))
                .store(BrokenStore::new)
                .encode(Json.compact())
                .write(store)
                .build();
        Ledger ledger = PipelineRunner.start(broken).join().ledger();
        assertThat(ledger.lost()).isEqualTo(10);
        assertThat(ledger.difference()).isZero();
    }

    @Test
    void whatAFailingStoreWasGivenComesAgain() throws Exception {
        Pipeline broken = Pipeline.builder("edge")
                .from(new Batches().add(Batches.numbered(0, 10)))
                .store(BrokenStore::new)
                .encode(Json.compact())
                .write(store)
                .build();
        RunningPipeline.Outcome first =
                PipelineRunner.start(broken, Durability.journal(directory)).join();
        assertThat(first.failure()).contains("broken");
        assertThat(first.ledger().difference()).isZero();
        RunningPipeline.Outcome second = PipelineRunner.start(
                        pipeline(new Batches().end(), store), Durability.journal(directory))
                .join();
        assertThat(numbers()).isEqualTo(all(10));
        assertThat(second.ledger().received()).isEqualTo(10);
        assertThat(second.ledger().difference()).isZero();
    }

    public record Numbered(String uuid) {}
}
