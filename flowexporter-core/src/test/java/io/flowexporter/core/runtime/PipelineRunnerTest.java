package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.RejectedException;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.Classifier;
import io.flowexporter.api.stage.Compressor;
import io.flowexporter.api.stage.Filter;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Retained;
import io.flowexporter.api.stage.Source;
import io.flowexporter.api.stage.Tagged;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.store.Buffered;
import io.flowexporter.core.store.Direct;
import io.flowexporter.testkit.ManualClock;
import io.flowexporter.testkit.Recording;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineRunnerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Classifier BY_PROTOCOL =
            flow -> flow.network().present() ? Tag.of(flow.network().protocol()) : Tag.OTHER;

    private final MemoryStore store = new MemoryStore();

    public record Numbered(String uuid) {}

    private static Pipeline.ToFilter from(Batches batches) {
        return Pipeline.builder("test").from(batches).classify(BY_PROTOCOL);
    }

    private Pipeline toStore(Pipeline.ToStore<?> records, Buffered buffered) {
        return records.store(buffered)
                .encode(Json.compact())
                .compress(Gzip.level(6))
                .write(store)
                .build();
    }

    private static Buffered buffered() {
        return Buffered.in("bucket").prefix("logs");
    }

    private static RunningPipeline.Outcome run(Pipeline pipeline) throws InterruptedException {
        return run(pipeline, Limits.defaults());
    }

    private static RunningPipeline.Outcome run(Pipeline pipeline, Limits limits) throws InterruptedException {
        try (PipelineRunner runner = PipelineRunner.with(Instant::now, limits);
                RunningPipeline running = runner.begin(pipeline)) {
            assertThat(running.await(Duration.ofSeconds(60))).as("has ended").isTrue();
            assertThat(running.ledger().difference())
                    .as(running.ledger().toString())
                    .isZero();
            return running.join();
        }
    }

    private List<String> uuids() {
        return store.records().stream().map(node -> node.path("UUID").asText()).toList();
    }

    private static List<String> numbers(int from, int to) {
        List<String> numbers = new ArrayList<>();
        for (int i = from; i < to; i++) {
            numbers.add(Integer.toHexString(i));
        }
        return numbers;
    }

    @Test
    void checksByMakingAndClosingTheStagesWithoutStartingThem() {
        List<String> calls = new ArrayList<>();
        Pipeline pipeline = checked(calls, false);

        PipelineRunner.check(pipeline);

        assertThat(calls).containsExactly("writer made", "source closed", "writer closed");
    }

    @Test
    void aCheckNamesAllStagesThatCannotBeMade() {
        assertThatThrownBy(() -> PipelineRunner.check(checked(new ArrayList<>(), true)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("2 problems in pipeline 'test':\n"
                        + "  pipeline.compress.picky: no licence\n"
                        + "  pipeline.write.picky: these settings don't go together");
    }

    private static Pipeline checked(List<String> calls, boolean picky) {
        return Pipeline.builder("test")
                .from(new Watched(calls, "source"))
                .store(buffered())
                .encode(Json.compact())
                .compress(StageType.compress("picky", (settings, context) -> {
                    if (picky) {
                        throw new IOException("no licence");
                    }
                    return Gzip.level(6).create(context);
                }))
                .write(StageType.write("picky", (settings, context) -> {
                    if (picky) {
                        throw new IllegalArgumentException("these settings don't go together");
                    }
                    calls.add("writer made");
                    return new Watched(calls, "writer");
                }))
                .build();
    }

    /** Notes what is done to it. */
    private record Watched(List<String> calls, String name) implements Source, ObjectWriter {
        @Override
        public void start() {
            calls.add(name + " started");
        }

        @Override
        public FlowBatch poll(Duration maxWait) {
            return FlowBatch.end();
        }

        @Override
        public void write(StoredObject object) {
            calls.add(name + " written to");
        }

        @Override
        public void close() throws IOException {
            calls.add(name + " closed");
            throw new IOException("whatever one has against closing, the others are closed");
        }
    }

    @ParameterizedTest
    @CsvSource({
        Recording.TCP_METRIC + ",1451,1048576", Recording.PLAIN + ",1046,1048576",
        Recording.TCP_METRIC + ",1451,1000", Recording.TCP_METRIC + ",1451,20000"
    })
    void storesEachFlowOfARecordingOnceUnchangedUnderItsTagInOrder(String recording, int count, int partBytes)
            throws Exception {
        RunningPipeline.Outcome outcome = run(
                toStore(from(Batches.of(recording, batch -> batch)), buffered().maxFlowsPerObject(50)),
                Limits.defaults().withPartBytes(partBytes));
        assertThat(outcome.allStored()).isTrue();
        assertThat(outcome.ledger().received()).isEqualTo(count);
        assertThat(outcome.ledger().written()).isEqualTo(count);
        Map<String, List<JsonNode>> expected = new LinkedHashMap<>();
        for (Recording.Frame frame : Recording.load(recording).frames()) {
            JsonNode message = JSON.readTree(frame.text());
            if (message.get("Type").asText().equals("store")) {
                for (JsonNode flow : message.get("Obj")) {
                    String tag = flow.path("Network").path("Protocol").asText("other");
                    expected.computeIfAbsent(tag, key -> new ArrayList<>()).add(flow);
                }
            }
        }
        assertThat(expected.values().stream().mapToInt(List::size).sum()).isEqualTo(count);
        expected.forEach((tag, flows) -> {
            List<JsonNode> stored = store.recordsUnder("bucket/logs/" + tag + "/");
            assertThat(stored).hasSize(flows.size());
            for (int i = 0; i < flows.size(); i++) {
                // Equal as text: the order of keys counts.
                assertThat(stored.get(i).toString()).isEqualTo(flows.get(i).toString());
            }
        });
        store.infos().values().forEach(info -> {
            assertThat(info.records())
                    .isEqualTo(store.json(info.toString()).size())
                    .isBetween(1, 50);
            assertThat(info.metadata()).containsEntry("num-records", Integer.toString(info.records()));
            assertThat(info.contentType()).isEqualTo("application/json");
            assertThat(info.contentEncoding()).isEqualTo("gzip");
            assertThat(info.complete()).isTrue();
        });
        assertThat(store.isClosed()).isTrue();
    }

    @Test
    void runsReceiptsOnceAndOnlyWhenAllOfTheBatchIsSecured() throws Exception {
        CountDownLatch mayWrite = new CountDownLatch(1);
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger number = new AtomicInteger();
        store.fault(object -> mayWrite.await());
        Batches batches = Batches.of(Recording.PLAIN, batch -> {
            int mine = number.getAndIncrement();
            return batch.whenDone(() -> done.add(mine));
        });
        try (RunningPipeline running =
                PipelineRunner.start(toStore(from(batches), buffered().maxFlowsPerObject(100)))) {
            assertThat(running.await(Duration.ofMillis(300))).isFalse();
            assertThat(done).isEmpty();
            mayWrite.countDown();
            assertThat(running.await(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(done).hasSize(number.get()).doesNotHaveDuplicates();
    }

    @Test
    void whatIsNotStoredKeepsItsReceipt() throws Exception {
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        store.fault(object -> {
            if (object.info().tag().equals(Tag.of("b"))) {
                throw new IOException("down");
            }
        });
        Batches batches = new Batches()
                .add(Batches.numbered(0, 4).whenDone(() -> done.add("even and odd")))
                .add(Batches.numbered(4, 5).whenDone(() -> done.add("even")))
                .end();
        Pipeline pipeline = toStore(
                Pipeline.builder("test").from(batches).classify(flow -> Tag.of(flow.uuidBits() % 2 == 0 ? "a" : "b")),
                buffered());
        try (RunningPipeline running = PipelineRunner.start(pipeline)) {
            until(() -> running.ledger().written() == 3);
            assertThat(running.await(Duration.ofMillis(200))).isFalse();
            RunningPipeline.Outcome outcome = running.close(Duration.ZERO);
            assertThat(outcome.ledger().written()).isEqualTo(3);
            assertThat(outcome.ledger().lost()).isEqualTo(2);
            assertThat(outcome.ledger().waiting()).isZero();
            assertThat(outcome.allStored()).isFalse();
            assertThat(running.drops()).containsEntry("write.not_written_at_close", 2L);
        }
        assertThat(done).containsExactly("even");
    }

    @Test
    void triesAFailedWriteAgainWithTheSameBytesAndKeepsTheOrderOfATag() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        store.fault(object -> {
            if (failures.getAndIncrement() < 2) {
                throw new IOException("down");
            }
        });
        RunningPipeline.Outcome outcome = run(toStore(
                from(new Batches().add(Batches.numbered(0, 10)).end()),
                buffered().maxFlowsPerObject(3)));
        assertThat(outcome.allStored()).isTrue();
        assertThat(uuids()).isEqualTo(numbers(0, 10));
        assertThat(store.attempts().subList(0, 3))
                .as("later objects wait for the first")
                .containsOnly(store.keys().get(0));
    }

    @Test
    void aTakenKeyIsNeverReplacedAndTheObjectGetsAnother() throws Exception {
        ManualClock clock = new ManualClock(Instant.parse("2026-11-23T10:00:00Z"));
        for (int life = 0; life < 2; life++) {
            Pipeline pipeline = toStore(
                    from(new Batches()
                            .add(Batches.numbered(life * 10, life * 10 + 4))
                            .end()),
                    buffered().maxFlowsPerObject(2));
            try (PipelineRunner runner = PipelineRunner.with(clock, Limits.defaults());
                    RunningPipeline running = runner.begin(pipeline)) {
                assertThat(running.await(Duration.ofSeconds(60))).isTrue();
                assertThat(running.join().allStored()).isTrue();
            }
        }
        assertThat(store.keys())
                .containsExactly(
                        "bucket/logs/other/20261123T100000Z/00000000.gz",
                        "bucket/logs/other/20261123T100000Z/00000001.gz",
                        "bucket/logs/other/20261123T100001Z/00000000.gz",
                        "bucket/logs/other/20261123T100001Z/00000001.gz");
        assertThat(uuids()).containsExactly("0", "1", "2", "3", "a", "b", "c", "d");
    }

    @Test
    void anObjectThatTheStoreWillNeverTakeIsLostAloneAndSaid() throws Exception {
        store.fault(object -> {
            if (object.info().key().endsWith("00000001.gz")) {
                throw new RejectedException("too ugly");
            }
        });
        RunningPipeline.Outcome outcome = run(toStore(
                from(new Batches().add(Batches.numbered(0, 9)).end()),
                buffered().maxFlowsPerObject(3)));
        assertThat(outcome.ledger().lost()).isEqualTo(3);
        assertThat(uuids()).isEqualTo(List.of("0", "1", "2", "6", "7", "8"));
        assertThat(store.attempts().stream().filter(key -> key.endsWith("00000001.gz")))
                .hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void aStoreThatRefusesEverythingLosesNothingUntilTheEnd() throws Exception {
        store.fault(object -> {
            throw new RejectedException("all wrong");
        });
        Pipeline pipeline = toStore(
                from(new Batches().add(Batches.numbered(0, 9))), buffered().maxFlowsPerObject(3));
        try (RunningPipeline running = PipelineRunner.start(pipeline)) {
            until(() -> store.attempts().stream().distinct().count() == 3);
            assertThat(running.ledger().lost()).isZero();
            store.fault(object -> {});
            until(() -> store.keys().size() == 3);
            assertThat(running.close(Duration.ofSeconds(60)).allStored()).isTrue();
        }
        assertThat(uuids()).hasSameElementsAs(numbers(0, 9));
    }

    @Test
    void dropsExactlyTheOldestOfAnOpenObjectWhereverTheyAre() throws Exception {
        ManualClock clock = new ManualClock(Instant.parse("2026-11-23T10:00:00Z"));
        Batches batches = new Batches();
        for (int i = 0; i < 1_000; i += 10) {
            batches.add(Batches.numbered(i, i + 10));
        }
        Pipeline pipeline =
                toStore(from(batches.end()), buffered().maxFlowArraySize(333).maxFlowsPerObject(5_000));
        // Parts of some 500 bytes: of ten flows or so.
        try (PipelineRunner runner =
                        PipelineRunner.with(clock, Limits.defaults().withPartBytes(500));
                RunningPipeline running = runner.begin(pipeline)) {
            assertThat(running.await(Duration.ofSeconds(60))).isTrue();
            assertThat(running.join().ledger().lost()).isEqualTo(667);
            assertThat(running.drops()).containsEntry("store.too_many_wait", 667L);
        }
        assertThat(uuids()).isEqualTo(numbers(667, 1_000));
        assertThat(store.infos().values()).singleElement().satisfies(info -> {
            assertThat(info.records()).isEqualTo(333);
            assertThat(info.complete()).isFalse();
        });
    }

    @Test
    void dropsClosedObjectsWholeButNotTheOneBeingWritten() throws Exception {
        CountDownLatch mayWrite = new CountDownLatch(1);
        store.fault(object -> mayWrite.await());
        Batches batches = new Batches(true);
        for (int i = 0; i < 100; i += 10) {
            batches.add(Batches.numbered(i, i + 10));
        }
        Pipeline pipeline =
                toStore(from(batches), buffered().maxFlowArraySize(35).maxFlowsPerObject(10));
        try (RunningPipeline running = PipelineRunner.start(pipeline)) {
            while (batches.left() > 0 || running.ledger().received() < 100) {
                assertThat(running.await(Duration.ofMillis(10))).isFalse();
            }
            mayWrite.countDown();
            Ledger ledger = running.close(Duration.ofSeconds(60)).ledger();
            assertThat(ledger.difference()).isZero();
            assertThat(ledger.lost()).isPositive().isLessThanOrEqualTo(70);
            List<String> stored = uuids();
            assertThat(stored).hasSize((int) ledger.written());
            assertThat(stored.subList(stored.size() - 20, stored.size())).isEqualTo(numbers(80, 100));
        }
    }

    @Test
    void aSourceThatCanWaitLosesNothingToASlowStore() throws Exception {
        store.fault(object -> TimeUnit.MILLISECONDS.sleep(3));
        Batches batches = new Batches();
        for (int i = 0; i < 2_000; i += 5) {
            batches.add(Batches.numbered(i, i + 5));
        }
        RunningPipeline.Outcome outcome =
                run(toStore(from(batches.end()), buffered().maxFlowArraySize(60).maxFlowsPerObject(10)));
        assertThat(outcome.allStored()).isTrue();
        assertThat(uuids()).isEqualTo(numbers(0, 2_000));
    }

    @Test
    void countsWhatIsFilteredAndRefused() throws Exception {
        Batches batches = new Batches()
                .add(Batches.numbered(0, 10).withRefused(DropReason.rejected("malformed_flow"), 3))
                .end();
        RunningPipeline.Outcome outcome = run(toStore(
                Pipeline.builder("test")
                        .from(batches)
                        .classify(flow -> flow.uuidBits() < 4 ? Tag.INTERNAL : Tag.EGRESS)
                        .filter(Filter.exclude(Tag.INTERNAL)),
                buffered()));
        assertThat(outcome.ledger())
                .isEqualTo(new Ledger(
                        13, 0, 4, 0, 0, 3, 0, 6, 0, 1, outcome.ledger().bytes()));
        assertThat(outcome.ledger().toString())
                .isEqualTo("13 received = 6 written + 4 filtered + 0 left out + 0 lost + 0 waiting + 3 rejected");
        assertThat(store.infos().values()).allMatch(info -> !info.complete());
    }

    @Test
    void aTransformThatThrowsLosesThatFlowAndItsOutputOnly() throws Exception {
        Transform<Numbered> picky = (flow, out) -> {
            out.emit(new Numbered(flow.uuid()));
            if (flow.uuidBits() % 3 == 0) {
                throw new IllegalStateException("not this one");
            }
            if (flow.uuidBits() % 3 == 1) {
                throw new StackOverflowError();
            }
        };
        RunningPipeline.Outcome outcome = run(
                toStore(from(new Batches().add(Batches.numbered(0, 9)).end()).transform(picky), buffered()));
        assertThat(outcome.ledger().lost()).isEqualTo(6);
        assertThat(store.records())
                .extracting(node -> node.get("uuid").asText())
                .containsExactly("2", "5", "8");
        assertThat(outcome.failure()).isEmpty();
    }

    @Test
    void aRecordThatCannotBeEncodedIsLostAlone() throws Exception {
        record Number(double value) {}
        RunningPipeline.Outcome outcome = run(
                toStore(
                        from(new Batches().add(Batches.numbered(0, 9)).end())
                                .transform(flow -> new Number(
                                        flow.uuidBits() == 0 || flow.uuidBits() == 4 ? Double.NaN : flow.uuidBits())),
                        buffered()),
                Limits.defaults());
        assertThat(outcome.ledger().lost()).isEqualTo(2);
        assertThat(store.records())
                .extracting(node -> node.get("value").asInt())
                .containsExactly(1, 2, 3, 5, 6, 7, 8);
        assertThat(store.infos().values())
                .singleElement()
                .satisfies(info -> assertThat(info.records()).isEqualTo(7));
    }

    @Test
    void anObjectNoneOfWhoseRecordsCanBeEncodedIsNotWritten() throws Exception {
        record Number(double value) {}
        RunningPipeline.Outcome outcome = run(toStore(
                from(new Batches().add(Batches.numbered(0, 9)).end()).transform(flow -> new Number(Double.NaN)),
                buffered()));
        assertThat(outcome.ledger().lost()).isEqualTo(9);
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void recordsThatCannotBeEncodedDoNotHarmThoseThatComeLater() throws Exception {
        record Number(double value) {}
        Batches batches = new Batches()
                .add(Batches.numbered(0, 9))
                .add(Batches.numbered(9, 18))
                .add(Batches.numbered(18, 20))
                .end();
        RunningPipeline.Outcome outcome = run(toStore(
                from(batches).transform(flow -> new Number(flow.uuidBits() < 18 ? Double.NaN : flow.uuidBits())),
                buffered()));
        assertThat(outcome.ledger().lost()).isEqualTo(18);
        assertThat(outcome.ledger().difference()).isZero();
        assertThat(store.records())
                .extracting(node -> node.get("value").asInt())
                .containsExactly(18, 19);
    }

    @Test
    void recordsOfAKindThatCannotBeDescribedAreLostWithoutEndingThePipeline() throws Exception {
        class Opaque {}
        RunningPipeline.Outcome outcome = run(toStore(
                from(new Batches().add(Batches.numbered(0, 9)).end()).transform(flow -> new Opaque()), buffered()));
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.ledger().lost()).isEqualTo(9);
        assertThat(outcome.ledger().difference()).isZero();
    }

    @Test
    void recordsWaitForAnswersAndKeepTheirOrder() throws Exception {
        class Late implements Lookup<String> {
            private volatile boolean done;

            @Override
            public boolean done() {
                return done;
            }

            @Override
            public Optional<String> value() {
                return done ? Optional.of("name") : Optional.empty();
            }
        }
        Late answered = new Late();
        Late never = new Late();
        ManualClock clock = new ManualClock(Instant.parse("2026-11-23T10:00:00Z"));
        Transform<Numbered> asking = (flow, out) -> {
            if (flow.uuidBits() == 1) {
                out.emitWhen(
                        answered,
                        clock.instant().plusSeconds(60),
                        () -> new Numbered("1" + answered.value().orElse("")));
            } else if (flow.uuidBits() == 3) {
                out.emitWhen(
                        never,
                        clock.instant().plusMillis(500),
                        () -> new Numbered("3" + never.value().orElse("")));
            } else {
                out.emit(new Numbered(flow.uuid()));
            }
        };
        List<String> taken = Collections.synchronizedList(new ArrayList<>());
        Batches batches = new Batches().add(Batches.numbered(0, 5));
        Pipeline pipeline = from(batches)
                .transform(asking)
                .sink((tag, records, now) -> records.forEach(record -> taken.add(record.uuid())))
                .build();
        try (PipelineRunner runner = PipelineRunner.with(clock, Limits.defaults());
                RunningPipeline running = runner.begin(pipeline)) {
            until(() -> running.ledger().written() == 1);
            assertThat(taken).containsExactly("0");
            assertThat(running.ledger().waiting()).isEqualTo(4);
            answered.done = true;
            until(() -> taken.size() == 3);
            assertThat(taken).containsExactly("0", "1name", "2");
            clock.advance(Duration.ofMillis(500));
            until(() -> taken.size() == 5);
            assertThat(taken).containsExactly("0", "1name", "2", "3", "4");
            batches.add(Batches.numbered(3, 4)).end();
            assertThat(running.await(Duration.ofSeconds(60)))
                    .as("a pipeline that closes does not wait for ever")
                    .isTrue();
            assertThat(taken).hasSize(6);
            assertThat(running.ledger().difference()).isZero();
        }
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long latest = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(latest);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Pairs up flows: keeps one back, merges it with the next. */
    private static final class Pairs implements Mangler<Tagged<Numbered>> {
        private Optional<Tagged<Numbered>> first = Optional.empty();
        private Optional<Retained> kept = Optional.empty();

        @Override
        public void mangle(List<Tagged<Numbered>> records, Instant now, Output<Tagged<Numbered>> out) {
            for (Tagged<Numbered> record : records) {
                if (first.isEmpty()) {
                    first = Optional.of(record);
                    kept = Optional.of(out.retain());
                } else {
                    Numbered pair = new Numbered(
                            first.get().record().uuid() + '+' + record.record().uuid());
                    out.emit(new Tagged<>(Tag.of("pairs"), pair), out.retain(kept.orElseThrow()));
                    first = Optional.empty();
                    kept = Optional.empty();
                }
            }
        }

        @Override
        public void flush(Instant now, Output<Tagged<Numbered>> out) {
            kept.ifPresent(last -> out.emit(first.orElseThrow(), last));
        }
    }

    @Test
    void aManglerAcrossTagsMergesRecordsAndTheirBatchesAreDoneWithThem() throws Exception {
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        Batches batches = new Batches();
        for (int i = 0; i < 5; i++) {
            int mine = i;
            batches.add(Batches.numbered(i, i + 1).whenDone(() -> done.add(mine)));
        }
        List<String> taken = Collections.synchronizedList(new ArrayList<>());
        Pipeline pipeline = Pipeline.builder("test")
                .from(batches)
                .classify(flow -> Tag.of("t" + flow.uuid()))
                .transform(flow -> new Numbered(flow.uuid()))
                .mangleAcrossTags(
                        StageType.mangleAcrossTags("pairs", Numbered.class, (settings, context) -> new Pairs()))
                .sink((tag, records, now) -> records.forEach(record -> taken.add(tag + ":" + record.uuid())))
                .build();
        try (RunningPipeline running = PipelineRunner.start(pipeline)) {
            until(() -> done.size() == 4 && running.ledger().received() == 5);
            assertThat(done).containsExactlyInAnyOrder(0, 1, 2, 3);
            assertThat(running.ledger().waiting()).isEqualTo(1);
            batches.end();
            Ledger ledger = running.join().ledger();
            assertThat(ledger.difference()).isZero();
            assertThat(ledger.absorbed()).isEqualTo(2);
            assertThat(ledger.written()).isEqualTo(3);
        }
        assertThat(taken).containsExactly("pairs:0+1", "pairs:2+3", "t4:4");
        assertThat(done).hasSize(5);
    }

    @Test
    void whatAStageKeepsBackAndForgetsIsLostAtTheEnd() throws Exception {
        Mangler<Numbered> forgetful = (records, now, out) -> records.forEach(record -> out.retain());
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        Pipeline pipeline = from(new Batches()
                        .add(Batches.numbered(0, 3).whenDone(() -> done.add("done")))
                        .end())
                .transform(flow -> new Numbered(flow.uuid()))
                .mangle(() -> forgetful)
                .sink((tag, records, now) -> {})
                .build();
        RunningPipeline.Outcome outcome = run(pipeline);
        assertThat(outcome.ledger().lost()).isEqualTo(3);
        assertThat(done).isEmpty();
    }

    @Test
    void recordsOfWhichAManglerSaysNothingAreCounted() throws Exception {
        Mangler<Numbered> silent = (records, now, out) -> out.emit(records.get(0));
        RunningPipeline.Outcome outcome =
                run(from(new Batches().add(Batches.numbered(0, 3)).end())
                        .transform(flow -> new Numbered(flow.uuid()))
                        .mangle(() -> silent)
                        .sink((tag, records, now) -> {})
                        .build());
        assertThat(outcome.ledger().written()).isEqualTo(1);
        assertThat(outcome.ledger().lost()).isEqualTo(2);
    }

    @Test
    void flowsOfTooManyTagsAreStoredUnderOther() throws Exception {
        RunningPipeline.Outcome outcome = run(
                toStore(
                        Pipeline.builder("test")
                                .from(new Batches().add(Batches.numbered(0, 10)).end())
                                .classify(flow -> Tag.of("t" + flow.uuid())),
                        buffered()),
                Limits.defaults().withMaxTags(4));
        assertThat(outcome.allStored()).isTrue();
        assertThat(store.recordsUnder("bucket/logs/other/")).hasSize(6);
    }

    @Test
    void directMakesAnObjectOfEachBatchAndTag() throws Exception {
        Pipeline pipeline = from(Batches.of(Recording.PLAIN, batch -> batch))
                .store(Direct.in("bucket").prefix("p"))
                .encode(Json.compact())
                .write(store)
                .build();
        assertThat(run(pipeline).allStored()).isTrue();
        assertThat(store.records()).hasSize(1_046);
        assertThat(store.keys())
                .allMatch(key -> key.matches("bucket/p/(IPV4|IPV6|other)/\\d{8}T\\d{6}Z/\\d{8}\\.json"));
        assertThat(store.keys().size()).isGreaterThan(15);
    }

    @Test
    void aCompressorOfStreamsSeesTheWholeObject() throws Exception {
        Pipeline pipeline = from(Batches.of(Recording.PLAIN, batch -> batch))
                .store(buffered())
                .encode(Json.compact())
                .compress(Compressor.ofStream("gzip", ".gz", GZIPOutputStream::new))
                .write(store)
                .build();
        assertThat(run(pipeline).allStored()).isTrue();
        assertThat(store.records()).hasSize(1_046);
    }

    @Test
    void aSourceThatFailsEndsThePipelineWhichStoresWhatItHas() throws Exception {
        AtomicInteger polls = new AtomicInteger();
        Pipeline pipeline = toStore(
                Pipeline.builder("test").from(wait -> {
                    if (polls.getAndIncrement() == 0) {
                        return Batches.numbered(0, 7);
                    }
                    throw new IOException("the cable is cut");
                }),
                buffered());
        RunningPipeline.Outcome outcome = run(pipeline);
        assertThat(outcome.failure()).contains("the cable is cut");
        assertThat(outcome.ledger().written()).isEqualTo(7);
        assertThat(outcome.allStored()).isFalse();
    }

    @Test
    void aStageThatCannotStartStopsThePipelineBeforeAnyFlow() {
        Pipeline pipeline = from(new Batches().add(Batches.numbered(0, 1)).end())
                .store(buffered())
                .encode(Json.compact())
                .write(new ObjectWriter() {
                    @Override
                    public void start() throws IOException {
                        throw new IOException("no such disk");
                    }

                    @Override
                    public void write(StoredObject object) {
                        throw new AssertionError("not started");
                    }
                })
                .build();
        assertThatThrownBy(() -> PipelineRunner.start(pipeline))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("Cannot start pipeline 'test'")
                .hasMessageContaining("no such disk");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stoppingStoresWhatIsThere(boolean live) throws Exception {
        Batches batches = new Batches(live).add(Batches.numbered(0, 42));
        try (RunningPipeline running = PipelineRunner.start(toStore(from(batches), buffered()))) {
            until(() -> running.ledger().received() == 42);
            running.stop();
            assertThat(running.await(Duration.ofSeconds(60))).isTrue();
            assertThat(running.join().allStored()).isTrue();
        }
        assertThat(uuids()).isEqualTo(numbers(0, 42));
    }

    @Test
    void stoppingTakesWhatTheSourceHasTakenInAlready() throws Exception {
        CountDownLatch firstPoll = new CountDownLatch(1);
        Source source = new Source() {
            private int left = 3;
            private boolean stopped;

            @Override
            public FlowBatch poll(Duration maxWait) throws InterruptedException {
                if (!stopped) {
                    firstPoll.countDown();
                    Thread.sleep(maxWait.toMillis());
                    return FlowBatch.empty();
                }
                left--;
                return left < 0 ? FlowBatch.end() : Batches.numbered(2 - left, 3 - left);
            }

            @Override
            public boolean stop() {
                stopped = true;
                return true;
            }
        };
        Pipeline pipeline = toStore(Pipeline.builder("test").from(source), buffered());
        try (RunningPipeline running = PipelineRunner.start(pipeline)) {
            assertThat(firstPoll.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(running.close(Duration.ofSeconds(60)).allStored()).isTrue();
        }
        assertThat(uuids()).containsExactly("0", "1", "2");
    }

    @Test
    void anUnreadableFlowGapOrLossMarksObjectsIncomplete() throws Exception {
        Gap gap = new Gap("disconnected", Instant.ofEpochSecond(100), Instant.ofEpochSecond(107));
        Batches batches = new Batches()
                .add(Batches.numbered(0, 2))
                .add(FlowBatch.empty().withGap(gap.until(Instant.ofEpochSecond(102))))
                .add(FlowBatch.empty().withGap(gap))
                .add(Batches.numbered(2, 6))
                .end();
        assertThat(run(toStore(from(batches), buffered().maxFlowsPerObject(2))).allStored())
                .isTrue();
        assertThat(store.keys().stream().map(key -> store.infos().get(key).complete()))
                .containsExactly(true, false, true);
        assertThat(store.keys().stream().map(key -> store.infos().get(key).gaps()))
                .containsExactly(List.of(), List.of(gap), List.of());
    }

    @Test
    void flowsCopiedOutOfMessagesThatTheyAreASmallPartOfStayTheSame() throws Exception {
        Pipeline pipeline = Pipeline.builder("test")
                .from(Batches.of(Recording.PLAIN, batch -> batch))
                .filter((tag, flow) ->
                        flow.network().present() && flow.network().protocol().equals("IPV6"))
                .store(buffered())
                .encode(Json.compact())
                .write(store)
                .build();
        assertThat(run(pipeline).allStored()).isTrue();
        assertThat(store.records())
                .isNotEmpty()
                .allMatch(node -> node.at("/Network/Protocol").asText().equals("IPV6"));
    }
}
