package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.durability.ForgetfulFiles;
import io.flowexporter.core.durability.ForgetfulFiles.Luck;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.store.Buffered;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the clock while pipelines run, and between their lives. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClockJumpTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int KILLS = 4;

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();
    private final Map<String, byte[]> attempts = new ConcurrentHashMap<>();
    private final SetClock clock = new SetClock();
    private volatile boolean dead;

    /** The time of day, as somebody sets it. */
    private static final class SetClock implements InstantSource {
        private volatile Duration off = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(off);
        }

        void jump(Duration by) {
            off = off.plus(by);
        }
    }

    private static int number(Flow flow) {
        return Integer.parseInt(flow.uuid(), 16);
    }

    private static int number(JsonNode flow) {
        return Integer.parseInt(flow.get("UUID").asText(), 16);
    }

    private void write(StoredObject object) throws IOException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        object.writeTo(bytes);
        byte[] before = attempts.putIfAbsent(object.info().toString(), bytes.toByteArray());
        assertThat(before == null || Arrays.equals(before, bytes.toByteArray()))
                .as("one content under %s", object.info())
                .isTrue();
        assertThat(object.info().last()).isAfterOrEqualTo(object.info().first());
        if (dead) {
            throw new IOException("nobody there");
        }
        store.write(object);
        if (dead) {
            throw new IOException("the answer is lost");
        }
    }

    private Pipeline pipeline(Batches source, Duration maxTime) {
        return Pipeline.builder("edge")
                .from(source)
                .classify(flow -> Tag.of("t" + number(flow) % 3))
                .store(Buffered.in("bucket")
                        .prefix("logs")
                        .maxFlowsPerObject(7)
                        .maxTimePerObject(maxTime)
                        .maxTimePerStream(Duration.ofMinutes(30)))
                .encode(Json.compact())
                .write(this::write)
                .build();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void loseAndDoubleNothingAndGiveNoKeyTwice(long seed) throws Exception {
        Random random = new Random(seed);
        Path life = Files.createDirectory(directory.resolve("0"));
        int next = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            Batches source = new Batches(true);
            Path after = Files.createDirectory(directory.resolve(Integer.toString(kill)));
            ForgetfulFiles files = new ForgetfulFiles(life, 0, seed);
            dead = random.nextInt(3) == 0;
            try (PipelineRunner runner = PipelineRunner.with(clock, Limits.defaults(), files);
                    RunningPipeline running = runner.begin(pipeline(source, HOUR), Durability.journal(life))) {
                for (int part = 0; part < 4; part++) {
                    int size = 1 + random.nextInt(20);
                    source.add(Batches.numbered(next, next + size));
                    next += size;
                    int all = next;
                    DurabilityTest.until(() -> running.ledger().received() >= all);
                    clock.jump(random.nextBoolean() ? HOUR : HOUR.negated());
                }
                dead = true;
                files.cut();
                files.survivors(Luck.ALL, after);
                running.close(Duration.ZERO);
            }
            life = after;
            clock.jump(HOUR.multipliedBy(random.nextInt(5) - 2));
        }
        dead = false;
        try (PipelineRunner runner = PipelineRunner.with(clock, Limits.defaults())) {
            Ledger ledger = runner.begin(pipeline(new Batches().end(), HOUR), Durability.journal(life))
                    .join()
                    .ledger();
            assertThat(store.records().stream().map(ClockJumpTest::number).sorted())
                    .isEqualTo(IntStream.range(0, next).boxed().toList());
            assertThat(ledger.received()).isEqualTo(next);
            assertThat(ledger.written()).isEqualTo(next);
            assertThat(ledger.difference()).isZero();
        }
    }

    @Test
    void holdUpNoObject() throws Exception {
        Batches source = new Batches(true);
        Duration second = Duration.ofSeconds(1);
        try (PipelineRunner runner = PipelineRunner.with(clock, Limits.defaults());
                RunningPipeline running = runner.begin(pipeline(source, second), Durability.journal(directory))) {
            int stored = 0;
            for (Duration jump : List.of(Duration.ZERO, HOUR.negated(), HOUR, HOUR, HOUR.multipliedBy(-3), HOUR)) {
                int all = stored + 1;
                source.add(Batches.numbered(stored, all));
                DurabilityTest.until(() -> running.ledger().received() == all);
                clock.jump(jump);
                long jumped = System.nanoTime();
                DurabilityTest.until(() -> running.ledger().written() == all);
                assertThat(Duration.ofNanos(System.nanoTime() - jumped))
                        .as("how long it takes after %s", jump)
                        .isLessThan(second.multipliedBy(10));
                stored = all;
            }
            source.end();
            running.join();
        }
        assertThat(store.infos().values())
                .allSatisfy(info -> assertThat(info.last()).isAfterOrEqualTo(info.first()));
    }
}
