package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.PipelineListener;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.Chunk;
import io.flowexporter.api.object.KeyTakenException;
import io.flowexporter.api.object.Layout;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectEmitter;
import io.flowexporter.api.object.OpenObject;
import io.flowexporter.api.object.RetryAfterException;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.api.stage.Encoding;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Retained;
import io.flowexporter.api.stage.Store;
import io.flowexporter.api.stage.Tagged;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.core.continuity.Reports;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.store.Buffered;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in or around a running pipeline, and what it makes of it. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunningFaultsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final MemoryStore store = new MemoryStore();

    public record Numbered(String uuid) {}

    private Pipeline to(Pipeline.ToStore<?> records, Buffered buffered) {
        return records.store(buffered).encode(Json.compact()).write(store).build();
    }

    private static Pipeline.ToFilter from(Batches batches) {
        return Pipeline.builder("faults").from(batches).classify(flow -> Tag.OTHER);
    }

    private static Buffered buffered() {
        return Buffered.in("bucket").prefix("logs");
    }

    private static RunningPipeline.Outcome run(Pipeline pipeline, Limits limits) throws InterruptedException {
        try (PipelineRunner runner = PipelineRunner.with(Instant::now, limits)) {
            RunningPipeline running = runner.begin(pipeline);
            if (!running.await(LONG)) {
                Ledger ledger = running.ledger();
                running.close(Duration.ZERO);
                throw new AssertionError("Has not ended: " + ledger);
            }
            return running.join();
        }
    }

    private static RunningPipeline.Outcome run(Pipeline pipeline) throws InterruptedException {
        return run(pipeline, Limits.defaults());
    }

    private List<String> uuids() {
        return store.records().stream()
                .map(node -> node.has("UUID")
                        ? node.get("UUID").asText()
                        : node.path("uuid").asText())
                .toList();
    }

    @Test
    void aWriteThatEndsWhileThePipelineGivesUpCountsAndAllStagesAreClosed() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        store.fault(object -> {
            writing.countDown();
            try {
                Thread.sleep(LONG.toMillis());
            } catch (InterruptedException e) {
                // This store finishes what it has begun.
                return;
            }
        });
        Batches batches = new Batches().add(Batches.numbered(0, 4));
        RunningPipeline running =
                PipelineRunner.start(to(from(batches), buffered().maxFlowsPerObject(2)));
        assertThat(writing.await(60, TimeUnit.SECONDS)).isTrue();
        RunningPipeline.Outcome outcome = running.close(Duration.ZERO);
        assertThat(outcome.ledger().written()).isEqualTo(2);
        assertThat(outcome.ledger().lost()).isEqualTo(2);
        assertThat(outcome.ledger().waiting()).isZero();
        assertThat(outcome.failure()).isEmpty();
        assertThat(store.isClosed()).isTrue();
    }

    @Test
    void aReceiptThatFailsAtTheEndStillLetsAllStagesBeClosed() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        store.fault(object -> {
            writing.countDown();
            try {
                Thread.sleep(LONG.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        });
        Batches batches = new Batches().add(Batches.numbered(0, 2).whenDone(() -> {
            throw new IllegalStateException("no receipt today");
        }));
        RunningPipeline running =
                PipelineRunner.start(to(from(batches), buffered().maxFlowsPerObject(2)));
        assertThat(writing.await(60, TimeUnit.SECONDS)).isTrue();
        RunningPipeline.Outcome outcome = running.close(Duration.ZERO);
        assertThat(outcome.failure()).contains("no receipt today");
        assertThat(store.isClosed()).isTrue();
    }

    /** Keeps its first records back, then throws; emits them later all the same. */
    private static final class Clumsy implements Mangler<Numbered> {
        private final List<Retained> kept = new ArrayList<>();
        private boolean thrown;

        @Override
        public void mangle(List<Numbered> records, Instant now, Output<Numbered> out) {
            records.forEach(record -> kept.add(out.retain()));
            if (!thrown && kept.size() > 2) {
                thrown = true;
                out.emit(new Numbered("taken back"), kept.get(0));
                throw new IllegalStateException("clumsy");
            }
        }

        @Override
        public void flush(Instant now, Output<Numbered> out) {
            kept.forEach(one -> out.emit(new Numbered("kept"), one));
        }
    }

    @Test
    void whatAFailedCallKeptBackOrUsedCanBeEmittedLaterWithoutHarm() throws Exception {
        AtomicInteger receipts = new AtomicInteger();
        Batches batches = new Batches();
        for (int i = 0; i < 5; i++) {
            batches.add(Batches.numbered(2 * i, 2 * i + 2).whenDone(receipts::incrementAndGet));
        }
        List<Long> waiting = Collections.synchronizedList(new ArrayList<>());
        RunningPipeline.Outcome outcome = run(from(batches.end())
                .transform(flow -> new Numbered(flow.uuid()))
                .mangle(Clumsy::new)
                .sink((tag, records, now) -> records.forEach(record -> waiting.add(1L)))
                .build());
        assertThat(receipts).hasValue(5);
        assertThat(waiting).hasSize(10);
        // The first call kept two of which the second used one; that one and the second's two are lost.
        assertThat(outcome.ledger().lost()).isEqualTo(3);
        assertThat(outcome.ledger().created()).isEqualTo(3);
        assertThat(outcome.ledger().written()).isEqualTo(10);
        assertThat(outcome.ledger().waiting()).isZero();
    }

    @Test
    void aStoreThatTakesNoKeyIsNotHammered() throws Exception {
        store.fault(object -> {
            throw new KeyTakenException("taken");
        });
        assertFewAttempts();
    }

    @Test
    void aStoreThatAsksForNoPauseIsNotHammered() throws Exception {
        store.fault(object -> {
            throw new RetryAfterException("at once", Duration.ZERO, new IOException("busy"));
        });
        assertFewAttempts();
    }

    private void assertFewAttempts() throws InterruptedException {
        Batches batches = new Batches().add(Batches.numbered(0, 2)).end();
        RunningPipeline running = PipelineRunner.start(to(from(batches), buffered()));
        DurabilityTest.until(() -> !store.attempts().isEmpty());
        assertThat(running.await(Duration.ofSeconds(1))).isFalse();
        running.close(Duration.ZERO);
        assertThat(store.attempts()).hasSizeBetween(1, 30);
    }

    @Test
    void aManglersLateRecordThatFailsIsAFailureOfThatCall() throws Exception {
        Mangler<Numbered> late =
                (records, now, out) -> records.forEach(record -> out.emitWhen(Lookup.none(), now, () -> {
                    if (record.uuid().equals("0")) {
                        throw new IllegalStateException("no record");
                    }
                    return record;
                }));
        RunningPipeline.Outcome outcome = run(from(new Batches()
                        .add(Batches.numbered(0, 2))
                        .add(Batches.numbered(2, 4))
                        .end())
                .transform(flow -> new Numbered(flow.uuid()))
                .mangle(() -> late)
                .sink((tag, records, now) -> {})
                .build());
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.ledger().lost()).isEqualTo(2);
        assertThat(outcome.ledger().written()).isEqualTo(2);
    }

    static List<Transform<Numbered>> failingLookups() {
        Lookup<String> failing = Lookup.of("x").then(value -> {
            throw new IllegalStateException("no next");
        });
        return List.of(
                (flow, out) -> out.emitWhen(null, Instant.MAX, () -> new Numbered(flow.uuid())),
                (flow, out) -> out.emitWhen(Lookup.none(), Instant.MAX, () -> null),
                (flow, out) -> out.emitWhen(failing, Instant.MAX, () -> new Numbered(flow.uuid())));
    }

    @ParameterizedTest
    @MethodSource("failingLookups")
    void aLookupThatFailsLosesItsRecordAlone(Transform<Numbered> transform) throws Exception {
        Transform<Numbered> mostlyFine = (flow, out) -> {
            if (flow.uuid().equals("1")) {
                transform.transform(flow, out);
            } else {
                out.emit(new Numbered(flow.uuid()));
            }
        };
        Pipeline.ToStore<?> records =
                from(new Batches().add(Batches.numbered(0, 3)).end()).transform(mostlyFine);
        RunningPipeline.Outcome outcome = run(to(records, buffered()));
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.ledger().lost()).isEqualTo(1);
        assertThat(uuids()).containsExactly("0", "2");
    }

    @Test
    void aClassifierWithoutAnAnswerLosesThatFlowAlone() throws Exception {
        Pipeline.ToFilter flows = Pipeline.builder("faults")
                .from(new Batches().add(Batches.numbered(0, 3)).end())
                .classify(flow -> flow.uuidBits() == 1 ? null : Tag.OTHER);
        RunningPipeline.Outcome outcome = run(to(flows, buffered()));
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.ledger().lost()).isEqualTo(1);
        assertThat(uuids()).containsExactly("0", "2");
        assertThat(store.infos().values()).allMatch(info -> !info.complete());
    }

    @Test
    void aFlowWhoseFilterFailsIsMissingFromItsTag() throws Exception {
        List<Tag> tags = Collections.synchronizedList(new ArrayList<>());
        Pipeline pipeline = Pipeline.builder("faults")
                .from(new Batches().add(Batches.numbered(0, 3)).end())
                .classify(flow -> Tag.of("mine"))
                .filter((tag, flow) -> {
                    if (flow.uuidBits() == 1) {
                        throw new IllegalStateException("no opinion");
                    }
                    return true;
                })
                .store(buffered())
                .encode(Json.compact())
                .write(store)
                .listener(new PipelineListener() {
                    @Override
                    public void dropped(StageKind stage, Tag tag, DropReason reason, long records) {
                        tags.add(tag);
                    }
                })
                .build();
        assertThat(run(pipeline).ledger().lost()).isEqualTo(1);
        assertThat(tags).containsExactly(Tag.of("mine"));
        assertThat(store.infos().values()).allMatch(info -> !info.complete());
    }

    @Test
    void aSourceThatGivesNothingAtAllIsToBlameAndWhatItGaveIsStored() throws Exception {
        AtomicInteger polls = new AtomicInteger();
        Pipeline pipeline = to(
                Pipeline.builder("faults").from(wait -> polls.getAndIncrement() == 0 ? Batches.numbered(0, 3) : null),
                buffered());
        RunningPipeline.Outcome outcome = run(pipeline);
        assertThat(outcome.failure()).startsWith("stage subscriber");
        assertThat(outcome.ledger().written()).isEqualTo(3);
    }

    @Test
    void aSourceThatIsInterruptedByItsOwnLosesNothingThatItGave() throws Exception {
        AtomicInteger polls = new AtomicInteger();
        Pipeline pipeline = to(
                Pipeline.builder("faults").from(wait -> {
                    if (polls.getAndIncrement() == 0) {
                        return Batches.numbered(0, 3);
                    }
                    throw new InterruptedException("a thread of its own");
                }),
                buffered());
        RunningPipeline.Outcome outcome = run(pipeline);
        assertThat(outcome.failure()).startsWith("stage subscriber");
        assertThat(outcome.ledger().written()).isEqualTo(3);
    }

    @Test
    void whateverAListenerThrowsHarmsNothing() throws Exception {
        Pipeline pipeline = from(new Batches().add(Batches.numbered(0, 3)).end())
                .store(buffered())
                .encode(Json.compact())
                .write(store)
                .listener(new PipelineListener() {
                    @Override
                    public void received(long flows) {
                        throw new AssertionError("I hear nothing");
                    }
                })
                .build();
        RunningPipeline.Outcome outcome = run(pipeline);
        assertThat(outcome.allStored()).isTrue();
        assertThat(outcome.ledger().written()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE / 1_000_000_000, Long.MAX_VALUE})
    void thePatienceToCloseMayBeEndless(long seconds) throws Exception {
        CountDownLatch mayWrite = new CountDownLatch(1);
        store.fault(object -> mayWrite.await());
        RunningPipeline running = PipelineRunner.start(to(from(new Batches().add(Batches.numbered(0, 3))), buffered()));
        while (running.ledger().received() < 3) {
            assertThat(running.await(Duration.ofMillis(5))).isFalse();
        }
        CompletableFuture<RunningPipeline.Outcome> closed = CompletableFuture.supplyAsync(() -> {
            try {
                return running.close(Duration.ofSeconds(seconds));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (store.attempts().isEmpty() && !closed.isDone()) {
            Thread.onSpinWait();
        }
        mayWrite.countDown();
        assertThat(closed.get(60, TimeUnit.SECONDS).allStored()).isTrue();
        assertThat(running.await(Duration.ofSeconds(seconds))).isTrue();
    }

    @Test
    void aPipelineCannotWaitForItselfButStops() throws Exception {
        AtomicReference<RunningPipeline> running = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        Pipeline pipeline = from(new Batches().add(Batches.numbered(0, 3)))
                .store(buffered())
                .encode(Json.compact())
                .write(store)
                .listener(new PipelineListener() {
                    @Override
                    public void received(long flows) {
                        try {
                            known.await();
                            running.get().close();
                        } catch (IllegalStateException | InterruptedException e) {
                            thrown.add(e);
                        }
                    }
                })
                .build();
        running.set(PipelineRunner.start(pipeline));
        known.countDown();
        assertThat(running.get().await(LONG)).isTrue();
        assertThat(running.get().join().allStored()).isTrue();
        assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anObjectThatMissesARecordSaysSo() throws Exception {
        record Number(double value) {}
        RunningPipeline.Outcome outcome = run(to(
                from(new Batches().add(Batches.numbered(0, 9)).end())
                        .transform(flow -> new Number(flow.uuidBits() == 1 ? Double.NaN : flow.uuidBits())),
                buffered().maxFlowsPerObject(3)));
        assertThat(outcome.ledger().lost()).isEqualTo(1);
        assertThat(store.keys().stream().map(key -> store.infos().get(key).complete()))
                .containsExactly(false, true, true);
    }

    @Test
    void aManglerAcrossTagsThatFailsLeavesNoObjectOfItsTagsComplete() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Pipeline.ToStore<?> records = Pipeline.builder("faults")
                .from(new Batches()
                        .add(Batches.numbered(0, 2))
                        .add(Batches.numbered(2, 4))
                        .end())
                .classify(flow -> Tag.of("t" + flow.uuidBits() % 2))
                .transform(flow -> new Numbered(flow.uuid()))
                .mangleAcrossTags(StageType.mangleAcrossTags(
                        "failing", Numbered.class, (settings, context) -> (all, now, out) -> {
                            if (calls.getAndIncrement() == 0) {
                                throw new IllegalStateException("at first");
                            }
                            all.forEach(out::emit);
                        }));
        assertThat(run(to(records, buffered())).ledger().lost()).isEqualTo(2);
        assertThat(store.infos().values()).hasSize(2).allMatch(info -> !info.complete());
    }

    @Test
    void aManglerAcrossTagsCannotMakeMoreTagsThanThereMayBe() throws Exception {
        Pipeline.ToStore<?> records = from(new Batches()
                        .add(Batches.numbered(0, 20))
                        .end())
                .transform(flow -> new Numbered(flow.uuid()))
                .mangleAcrossTags(StageType.mangleAcrossTags(
                        "many",
                        Numbered.class,
                        (settings, context) -> (all, now, out) -> all.forEach(one ->
                                out.emit(new Tagged<>(Tag.of("t" + one.record().uuid()), one.record())))));
        assertThat(run(to(records, buffered()), Limits.defaults().withMaxTags(4))
                        .allStored())
                .isTrue();
        assertThat(store.keys()).hasSizeLessThanOrEqualTo(5);
        assertThat(store.records()).hasSize(20);
    }

    @Test
    void aLostReportIsMissingFromTheTagThatItsFlowIsStoredUnder() throws Exception {
        Reports reports =
                new Reports("1", "tid").add(1, 1, 1, 1).add(1, 1, 1, 1).add(1, 1, 1, 1);
        Pipeline.ToStore<?> records = Pipeline.builder("faults")
                .from(new Batches()
                        .add(Batches.numbered(0, 1))
                        .add(FlowBatch.of(List.of(reports.get(0), reports.get(2))))
                        .end())
                .classify(flow -> Tag.of(flow.lastUpdateMetric().present() ? "second" : "first"))
                .transform(flow -> new Numbered(flow.uuid()));
        assertThat(run(to(records, buffered()), Limits.defaults().withMaxTags(1))
                        .allStored())
                .isTrue();
        assertThat(store.recordsUnder("bucket/logs/other/")).hasSize(2);
        assertThat(store.infos().values()).anyMatch(info -> info.tag().equals(Tag.OTHER) && !info.complete());
    }

    @Test
    void aBatchOfWhichNothingCouldBeEncodedIsDone() throws Exception {
        record Number(double value) {}
        CountDownLatch done = new CountDownLatch(1);
        Pipeline pipeline = to(
                from(new Batches().add(Batches.numbered(0, 9).whenDone(done::countDown)))
                        .transform(flow -> new Number(Double.NaN)),
                buffered());
        try (PipelineRunner runner =
                        PipelineRunner.with(Instant::now, Limits.defaults().withPartBytes(10));
                RunningPipeline running = runner.begin(pipeline)) {
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(running.close(LONG).ledger().lost()).isEqualTo(9);
        }
    }

    @Test
    void aRecordMergedOfManyOfOneBatchHoldsItOnce() {
        StageCall<Numbered> call = StageCall.ofTransform();
        BatchHold batch = new BatchHold(Batches.numbered(0, 1), new HeldBytes());
        call.begin(new InHand(Tag.OTHER, List.of(batch), new int[] {0}, List.of()));
        Retained merged = call.retain();
        for (int i = 0; i < 100; i++) {
            merged = call.retain(merged);
        }
        assertThat(merged.records()).isEqualTo(101);
        assertThat(Kept.of(merged).batches()).containsExactly(batch);
    }

    @Test
    void openObjectsThatFillTheMemoryAreClosedInsteadOfStandingStillForThem() throws Exception {
        Batches batches = new Batches();
        for (int i = 0; i < 10_000; i += 10) {
            batches.add(Batches.numbered(i, i + 10));
        }
        Pipeline pipeline = to(
                from(batches),
                buffered()
                        .maxFlowsPerObject(1_000_000)
                        .maxFlowArraySize(1_000_000)
                        .maxTimePerObject(Duration.ofDays(1)));
        try (PipelineRunner runner = PipelineRunner.with(
                        Instant::now, Limits.defaults().withPartBytes(500).withObjectBytes(5_000));
                RunningPipeline running = runner.begin(pipeline)) {
            // The end would close them, too.
            DurabilityTest.until(() -> !store.keys().isEmpty());
            batches.add(Batches.numbered(10_000, 10_010)).end();
            assertThat(running.await(LONG)).isTrue();
            assertThat(running.join().allStored()).isTrue();
        }
        assertThat(uuids()).hasSize(10_010);
        assertThat(store.keys()).hasSizeGreaterThan(1);
    }

    @Test
    void aPipelineOutlivesTheWorkersOfItsRunner() throws Exception {
        Batches batches = new Batches();
        PipelineRunner runner = PipelineRunner.create();
        RunningPipeline running = runner.begin(to(from(batches), buffered()));
        runner.close();
        batches.add(Batches.numbered(0, 10)).end();
        assertThat(running.await(LONG)).isTrue();
        assertThat(running.join().failure()).isEmpty();
        assertThat(running.join().ledger().written()).isEqualTo(10);
    }

    /** Splits each chunk and forgets one half. */
    private static final class Forgetful implements Store {
        @Override
        public void add(Chunk chunk, Instant now, ObjectEmitter objects) {
            OpenObject object = objects.open(chunk.tag());
            object.append(chunk.split(1).first());
            object.close(ObjectDraft.of("bucket", "key", now, now));
        }

        @Override
        public void flush(Instant now, ObjectEmitter objects) {}

        @Override
        public ObjectDraft rekey(ObjectDraft taken, Instant now) {
            return taken;
        }
    }

    @Test
    void aStoreThatForgetsHalfAChunkStopsThePipeline() throws Exception {
        RunningPipeline.Outcome outcome =
                run(from(new Batches().add(Batches.numbered(0, 4)).end())
                        .store(Forgetful::new)
                        .encode(Json.compact())
                        .write(store)
                        .build());
        assertThat(outcome.failure()).contains("stage store").contains("neither appended, split nor dropped");
    }

    @Test
    void anEncoderThatCannotWriteTheRecordsIsAMistakeInTheConfiguration() {
        Pipeline pipeline = from(new Batches().end())
                .store(buffered())
                .encode(new Encoder<Object>() {
                    @Override
                    public <T> Encoding<T> encoding(RecordType<T> type, Layout layout) {
                        throw new IllegalArgumentException("Cannot write such records");
                    }

                    @Override
                    public String contentType() {
                        return "";
                    }

                    @Override
                    public String suffix() {
                        return "";
                    }
                })
                .write(store)
                .build();
        assertThatThrownBy(() -> PipelineRunner.start(pipeline))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Cannot write such records");
    }
}
