package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.PipelineListener;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.durability.ForgetfulFiles;
import io.flowexporter.core.durability.ForgetfulFiles.Luck;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.store.Buffered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole pipelines whose machine loses power at random moments: what they said is safe comes into the store, once. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PowerCutTest {
    private static final int CUTS = 6;
    private static final int MOST_OPERATIONS = 250;
    private static final long PATIENCE = Duration.ofSeconds(3).toNanos();

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();
    private final Set<Integer> accepted = new ConcurrentSkipListSet<>();
    private final Set<String> secured = new ConcurrentSkipListSet<>();

    private static int number(Flow flow) {
        return Integer.parseInt(flow.uuid(), 16);
    }

    private static int number(JsonNode flow) {
        return Integer.parseInt(flow.get("UUID").asText(), 16);
    }

    private Pipeline pipeline(Batches source, ForgetfulFiles files, boolean storeIsDead) {
        return Pipeline.builder("edge")
                .from(source)
                .classify(flow -> {
                    if (!files.isOff()) {
                        accepted.add(number(flow));
                    }
                    return Tag.of("t" + number(flow) % 3);
                })
                .store(Buffered.in("bucket").prefix("logs").maxFlowsPerObject(7).maxTimePerObject(Duration.ofHours(1)))
                .encode(Json.compact())
                .write(object -> {
                    if (storeIsDead || files.isOff()) {
                        throw new IOException("nobody there");
                    }
                    store.write(object);
                    if (files.isOff()) {
                        throw new IOException("the answer is lost");
                    }
                })
                .listener(new PipelineListener() {
                    @Override
                    public void secured(ObjectInfo object, long bytes) {
                        if (!files.isOff()) {
                            secured.add(object.toString());
                        }
                    }
                })
                .build();
    }

    private static Durability in(Durability.Mode mode, Path where) {
        return mode == Durability.Mode.SPOOL ? Durability.spool(where) : Durability.journal(where);
    }

    private static PipelineRunner over(ForgetfulFiles files) {
        return PipelineRunner.with(InstantSource.system(), Limits.defaults(), files);
    }

    /** Runs until the power goes, by itself or after a while. */
    private void live(Durability durability, Batches source, ForgetfulFiles files, boolean storeIsDead)
            throws Exception {
        try (PipelineRunner runner = over(files);
                RunningPipeline running = runner.begin(pipeline(source, files, storeIsDead), durability)) {
            long end = System.nanoTime() + PATIENCE;
            while (!files.isOff() && source.left() > 0 && System.nanoTime() < end) {
                Thread.sleep(1);
            }
            files.cut();
            running.close(Duration.ZERO);
        } catch (StartException e) {
            assertThat(files.isOff()).as(e.getMessage()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"JOURNAL,1", "JOURNAL,2", "JOURNAL,3", "SPOOL,1"})
    void whatWasSafeIsStoredOnce(Durability.Mode mode, long seed) throws Exception {
        Random random = new Random(seed);
        Path life = Files.createDirectory(directory.resolve("0"));
        int next = 0;
        for (int cut = 1; cut <= CUTS; cut++) {
            Batches source = new Batches(true);
            for (int until = next + 60 + random.nextInt(200); next < until; ) {
                int size = 1 + random.nextInt(12);
                source.add(Batches.numbered(next, next + size));
                next += size;
            }
            ForgetfulFiles files = new ForgetfulFiles(life, 1 + random.nextInt(MOST_OPERATIONS), random.nextLong());
            live(in(mode, life), source, files, random.nextInt(4) == 0);
            Path after = Files.createDirectory(directory.resolve(Integer.toString(cut)));
            files.survivors(Luck.values()[random.nextInt(Luck.values().length)], after);
            life = after;
        }
        ForgetfulFiles sound = new ForgetfulFiles(life, 0, seed);
        Ledger ledger;
        try (PipelineRunner runner = over(sound);
                RunningPipeline last = runner.begin(
                        pipeline(
                                new Batches()
                                        .add(Batches.numbered(next, next + 10))
                                        .end(),
                                sound,
                                false),
                        in(mode, life))) {
            ledger = last.join().ledger();
        }
        List<Integer> stored =
                store.records().stream().map(PowerCutTest::number).sorted().toList();
        assertThat(stored).doesNotHaveDuplicates();
        assertThat(store.keys()).containsAll(secured);
        assertThat(ledger.difference()).isZero();
        assertThat(ledger.waiting()).isZero();
        assertThat(ledger.written()).isEqualTo(stored.size());
        if (mode == Durability.Mode.JOURNAL) {
            assertThat(stored).containsAll(accepted);
            assertThat(ledger.received()).isEqualTo(stored.size());
        }
        assertThat(accepted).as("the power goes in the middle").hasSizeBetween(50, next + 10);
        assertThat(secured).isNotEmpty();
    }
}
