package io.flowexporter.core.mangle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageSpec;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Source;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.core.continuity.Reports;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.runtime.Limits;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.store.Direct;
import io.flowexporter.testkit.ManualClock;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStatusInPipelinesTest {
    private static final Source NOTHING = maxWait -> FlowBatch.end();
    private static final StageType<Transform<Seen>> SEEN = StageType.transform(
            "seen",
            RecordType.of(Seen.class, Field.text("status", Seen::status)),
            (settings, context) -> (flow, out) -> out.emit(Seen.of(flow)));

    /** A record that tells nothing of continuity. */
    record VpcFlowLog(String uuid) {}

    private static final StageType<Transform<VpcFlowLog>> VPC_LOGS = StageType.transform(
            "vpclogs", VpcFlowLog.class, (settings, context) -> (flow, out) -> out.emit(new VpcFlowLog(flow.uuid())));

    @Test
    void standsBehindATransformWhoseRecordsTellTheirContinuity() {
        Pipeline pipeline = Pipeline.builder("p")
                .from(NOTHING)
                .transform(SEEN)
                .mangle(LogStatus.records().noDataAfter(Duration.ofSeconds(5)).maxInterfaces(7))
                .sink((tag, records, now) -> {})
                .build();

        assertThat(pipeline).hasToString("p: given → seen → logstatus → given");
        assertThat(pipeline.stages().get(2).values())
                .containsEntry(LogStatus.NODATA_AFTER, Duration.ofSeconds(5))
                .containsEntry(LogStatus.MAX_INTERFACES, 7);
    }

    @Test
    void saysWhatItNeedsWhenAConfigurationFilePutsItElsewhere() {
        Pipeline.Done done = Pipeline.builder("p")
                .from(NOTHING)
                .transform(VPC_LOGS)
                .mangle(LogStatusInPipelinesTest.<VpcFlowLog>byName())
                .sink((tag, records, now) -> {});

        assertThatThrownBy(done::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("pipeline.mangle.type: 'logstatus' needs records that tell their continuity, but"
                        + " pipeline.transform.type 'vpclogs' produces VpcFlowLog");
    }

    @SuppressWarnings("unchecked") // as the reader of configuration files does it
    private static <R> StageSpec<Mangler<R>> byName() {
        return (StageSpec<Mangler<R>>) (StageSpec<?>) LogStatus.TYPE;
    }

    @Test
    void doesNotCompileBehindAnotherTransform(@TempDir Path classes) {
        assertThat(compiled("Seen", classes)).isEmpty();
        assertThat(compiled("String", classes)).contains("mangle");
    }

    /** What the compiler says of a pipeline that gives such records to logstatus. */
    private static String compiled(String record, Path classes) {
        String code = """
                package io.flowexporter.core.mangle;
                import io.flowexporter.api.Pipeline;
                class Use {
                    Pipeline.ToStore<%1$s> of(Pipeline.ToMangle<%1$s> step) {
                        return step.mangle(LogStatus.records());
                    }
                }
                """.formatted(record);
        SimpleJavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Use.java"), SimpleJavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of("-d", classes.toString(), "-proc:none", "-cp", classPath());
        compiler.getTask(said, null, null, options, null, List.of(source)).call();
        return said.toString();
    }

    private static String classPath() {
        return Stream.of(LogStatus.class, Seen.class, Pipeline.class)
                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .reduce((one, other) -> one + System.getProperty("path.separator") + other)
                .orElseThrow();
    }

    /** Hands out a batch when it is told to, and tells when the pipeline is done with it. */
    private static final class Fed implements Source {
        private final SynchronousQueue<FlowBatch> batches = new SynchronousQueue<>();
        private final SynchronousQueue<FlowBatch> again = new SynchronousQueue<>();
        private Optional<FlowBatch> previous = Optional.empty();

        @Override
        public FlowBatch poll(Duration maxWait) throws InterruptedException {
            if (previous.isPresent()) {
                again.put(previous.get());
            }
            previous = Optional.of(batches.take());
            return previous.get();
        }

        void feed(FlowBatch batch) throws InterruptedException {
            assertThat(batches.offer(batch, 60, TimeUnit.SECONDS)).isTrue();
            assertThat(again.poll(60, TimeUnit.SECONDS)).isSameAs(batch);
        }
    }

    @Test
    void theEngineTellsOfGapsUntilFlowsComeAgain() throws Exception {
        Fed source = new Fed();
        ManualClock clock = new ManualClock(Instant.parse("2026-11-23T10:00:00Z"));
        List<Seen> stored = new CopyOnWriteArrayList<>();
        Pipeline pipeline = Pipeline.builder("p")
                .from(source)
                .transform(SEEN)
                .mangle(LogStatus.records())
                .sink((tag, records, now) -> stored.addAll(records))
                .build();
        Reports known = new Reports("a", "known").add(1, 1, 1, 1);
        Reports other = new Reports("b", "other").add(1, 1, 1, 1);

        try (PipelineRunner runner = PipelineRunner.with(clock, Limits.defaults());
                RunningPipeline running = runner.begin(pipeline)) {
            source.feed(FlowBatch.of(List.of(known.get(0))));
            source.feed(FlowBatch.empty().withGap(new Gap("disconnected", Instant.EPOCH, Instant.EPOCH)));
            clock.advance(Duration.ofSeconds(1_000));
            source.feed(FlowBatch.empty());
            assertThat(stored).extracting(Seen::status).containsExactly("OK");

            source.feed(FlowBatch.of(List.of(other.get(0))));
            clock.advance(Duration.ofSeconds(179));
            source.feed(FlowBatch.empty());
            assertThat(stored).extracting(Seen::status).containsExactly("OK", "OK");

            clock.advance(Duration.ofSeconds(1));
            source.feed(FlowBatch.empty());
            assertThat(stored.subList(2, stored.size()))
                    .containsExactly(Seen.noData("known", clock.instant()), Seen.noData("other", clock.instant()));
            assertThat(running.ledger().created()).isEqualTo(2);
        }
    }

    /** Leaves out flows that have not ended, as secadvisor does with those that started. */
    private static final StageType<Transform<Seen>> ENDED = StageType.transform(
            "ended",
            RecordType.of(Seen.class, Field.text("status", Seen::status)),
            (settings, context) -> (flow, out) -> {
                if (flow.finishType().ended()) {
                    out.emit(Seen.of(flow));
                } else {
                    out.drop(DropReason.leftOut("not_ended"));
                }
            });

    @Test
    void anInterfaceWhoseReportsTheTransformLeavesOutIsNotSilent() throws Exception {
        Fed source = new Fed();
        ManualClock clock = new ManualClock(Instant.parse("2026-11-23T10:00:00Z"));
        List<Seen> stored = new CopyOnWriteArrayList<>();
        Pipeline pipeline = Pipeline.builder("p")
                .from(source)
                .transform(ENDED)
                .mangle(LogStatus.records())
                .sink((tag, records, now) -> stored.addAll(records))
                .build();

        try (PipelineRunner runner = PipelineRunner.with(clock, Limits.defaults());
                RunningPipeline running = runner.begin(pipeline)) {
            source.feed(
                    FlowBatch.of(List.of(new Reports("a", "x").end(1, 1, 1, 1).get(0))));
            for (int minute = 1; minute <= 5; minute++) {
                clock.advance(Duration.ofMinutes(1));
                source.feed(FlowBatch.of(
                        List.of(new Reports("b" + minute, "x").add(1, 1, 1, 1).get(0))));
            }
            assertThat(stored).extracting(Seen::status).containsExactly("OK");

            clock.advance(Duration.ofSeconds(180));
            source.feed(FlowBatch.empty());
            assertThat(stored).extracting(Seen::status).containsExactly("OK", "NODATA");
            assertThat(running.ledger().leftOut()).isEqualTo(5);
        }
    }

    /** Tells what a pipeline tells a mangler. */
    private record Heard(BlockingQueue<String> calls) implements Mangler<Seen> {
        @Override
        public void mangle(List<Seen> records, Instant now, Output<Seen> out) {
            records.forEach(out::emit);
        }

        @Override
        public void gap(Instant now) {
            calls.add("gap");
        }

        @Override
        public void tick(Instant now, Output<Seen> out) {
            calls.add("tick");
        }
    }

    @Test
    void theEngineTellsOfTheTimeInWhichItCouldNotTakeFlows() throws Exception {
        Fed source = new Fed();
        ManualClock clock = new ManualClock(Instant.parse("2026-11-23T10:00:00Z"));
        BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.builder("p")
                .from(source)
                .transform(SEEN)
                .mangle(() -> new Heard(calls))
                .store(Direct.in("b"))
                .encode(Json.compact())
                .write(object -> {
                    throw new IOException("the store is down");
                })
                .build();
        Reports reports = new Reports("a", "known").add(1, 1, 1, 1);

        PipelineRunner runner = PipelineRunner.with(clock, Limits.defaults().withObjectBytes(1));
        RunningPipeline running = runner.begin(pipeline);
        try {
            assertThat(source.batches.offer(FlowBatch.of(List.of(reports.get(0))), 60, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(calls.poll(60, TimeUnit.SECONDS)).isEqualTo("tick");
            while (source.again.poll(3, TimeUnit.SECONDS) != null) {
                // The object is on its way out; as soon as it counts, the pipeline polls no more.
                assertThat(source.batches.offer(FlowBatch.empty(), 60, TimeUnit.SECONDS))
                        .isTrue();
            }
            calls.clear();
            clock.advance(Duration.ofSeconds(10));

            assertThat(calls.poll(60, TimeUnit.SECONDS)).isEqualTo("gap");
            assertThat(calls.poll(60, TimeUnit.SECONDS)).isEqualTo("tick");
        } finally {
            running.close(Duration.ZERO);
            runner.close();
        }
    }
}
