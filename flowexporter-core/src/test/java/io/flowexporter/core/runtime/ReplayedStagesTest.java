package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Retained;
import io.flowexporter.api.stage.Tagged;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.store.Buffered;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stages that multiply, merge, keep back and lose records make of flows that come again after a kill. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplayedStagesTest {
    private static final int KILLS = 6;
    private static final DropReason ODD = DropReason.leftOut("odd");
    private static final Transform<Named> NAMES = (flow, out) -> out.emit(new Named(flow.uuid()));
    private static final Transform<Named> HALVES = (flow, out) -> {
        out.emit(new Named(flow.uuid() + "x"));
        out.create(new Named(flow.uuid() + "y"));
    };

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();

    /** A record; one whose name ends so can't be written. */
    public record Named(String name) {
        private static final String UNWRITABLE = "!";

        @Override
        public String name() {
            if (name.endsWith(UNWRITABLE)) {
                throw new IllegalStateException("unwritable");
            }
            return name;
        }
    }

    /** Whose record the pair of it and its neighbour is. */
    private static int pair(String name) {
        return Integer.parseInt(name.replaceAll("[xy]$", ""), 16) / 2;
    }

    /** Merges records of neighbours, whichever batches and tags they come in. */
    private static class Pairs implements Mangler<Tagged<Named>> {
        private final Map<Integer, Waiting> waiting = new LinkedHashMap<>();

        private record Waiting(Tagged<Named> record, Retained kept) {}

        private static Named together(String one, String other) {
            boolean inOrder =
                    one.length() < other.length() || one.length() == other.length() && one.compareTo(other) < 0;
            return new Named(inOrder ? one + '+' + other : other + '+' + one);
        }

        /** What else comes of a record. */
        void also(Tagged<Named> record, Output<Tagged<Named>> out) {}

        /** What a merged record becomes. */
        void emit(Tagged<Named> merged, Retained kept, Output<Tagged<Named>> out) {
            out.emit(merged, kept);
        }

        @Override
        public void mangle(List<Tagged<Named>> records, Instant now, Output<Tagged<Named>> out) {
            for (Tagged<Named> record : records) {
                Waiting first = waiting.remove(pair(record.record().name));
                if (first == null) {
                    waiting.put(pair(record.record().name), new Waiting(record, out.retain()));
                } else {
                    Named both = together(first.record.record().name, record.record().name);
                    emit(new Tagged<>(record.tag(), both), out.retain(first.kept), out);
                }
                also(record, out);
            }
        }

        @Override
        public void flush(Instant now, Output<Tagged<Named>> out) {
            waiting.values().forEach(left -> out.emit(left.record, left.kept));
            waiting.clear();
        }
    }

    private static final class PairsAndCopies extends Pairs {
        @Override
        void also(Tagged<Named> record, Output<Tagged<Named>> out) {
            out.create(new Tagged<>(record.tag(), new Named("copy of " + record.record().name)));
        }
    }

    /** Makes two records of each, of which the first is of another tag. */
    private static final class Twice implements Mangler<Tagged<Named>> {
        @Override
        public void mangle(List<Tagged<Named>> records, Instant now, Output<Tagged<Named>> out) {
            for (Tagged<Named> record : records) {
                out.create(new Tagged<>(Tag.of("other"), new Named("1 of " + record.record().name)));
                out.emit(new Tagged<>(record.tag(), new Named("2 of " + record.record().name)));
            }
        }
    }

    private interface Names {
        /** The names of the records that are to be stored of so many flows. */
        List<String> of(int flows);
    }

    private static String hex(int flow) {
        return Integer.toHexString(flow);
    }

    private static Names each(String... patterns) {
        return flows -> {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < flows; i++) {
                for (String pattern : patterns) {
                    names.add(pattern.replace("#", hex(i)));
                }
            }
            return names;
        };
    }

    private static Names pairs(String... patterns) {
        return flows -> {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < flows; i += 2) {
                for (String pattern : patterns) {
                    names.add(pattern.replace("#", hex(i)).replace("~", hex(i + 1)));
                }
            }
            return names;
        };
    }

    private static Names both(Names some, Names others) {
        return flows -> {
            List<String> names = new ArrayList<>(some.of(flows));
            names.addAll(others.of(flows));
            return names;
        };
    }

    static List<Arguments> stages() {
        Transform<Named> firstUnwritable = (flow, out) -> {
            out.emit(new Named(flow.uuid() + "!"));
            out.create(new Named(flow.uuid()));
        };
        Transform<Named> late = (flow, out) -> {
            out.emitWhen(
                    new Lookup<String>() {
                        private int left = Integer.parseInt(flow.uuid(), 16) % 5;

                        @Override
                        public boolean done() {
                            return left-- <= 0;
                        }

                        @Override
                        public Optional<String> value() {
                            return Optional.empty();
                        }
                    },
                    Instant.MAX,
                    () -> new Named(flow.uuid()));
        };
        Transform<Named> even = (flow, out) -> {
            if (Integer.parseInt(flow.uuid(), 16) % 2 == 0) {
                out.emit(new Named(flow.uuid()));
            } else {
                out.drop(ODD);
            }
        };
        return List.of(
                stages("two records of each", HALVES, Optional.empty(), each("#x", "#y")),
                stages("two records, the first unwritable", firstUnwritable, Optional.empty(), each("#")),
                stages("late answers", late, Optional.empty(), each("#")),
                stages("left out", even, Optional.empty(), pairs("#")),
                stages("merged", NAMES, Optional.of(new Made(Pairs::new)), pairs("#+~")),
                stages(
                        "merged and copied",
                        NAMES,
                        Optional.of(new Made(PairsAndCopies::new)),
                        both(pairs("#+~"), each("copy of #"))),
                stages(
                        "two of two",
                        HALVES,
                        Optional.of(new Made(Twice::new)),
                        each("1 of #x", "2 of #x", "1 of #y", "2 of #y")),
                stages("halves merged", HALVES, Optional.of(new Made(Pairs::new)), pairs("#x+#y", "~x+~y")),
                stages(
                        "late answers merged and copied",
                        late,
                        Optional.of(new Made(PairsAndCopies::new)),
                        both(pairs("#+~"), each("copy of #"))));
    }

    private interface Making {
        Mangler<Tagged<Named>> make();
    }

    /** A mangler with a life of its own in each life of the pipeline. */
    private record Made(Making making) {}

    private static Arguments stages(String what, Transform<Named> transform, Optional<Made> mangler, Names names) {
        return Arguments.of(what, transform, mangler, names);
    }

    private static Tag tagOf(Flow flow) {
        return Tag.of("t" + Integer.parseInt(flow.uuid(), 16) % 3);
    }

    private static Pipeline pipeline(
            Batches source, Transform<Named> transform, Optional<Made> mangler, ObjectWriter writer) {
        var transformed = Pipeline.builder("edge")
                .from(source)
                .classify(ReplayedStagesTest::tagOf)
                .transform(RecordType.of(Named.class), transform);
        return mangler.map(made -> transformed.mangleAcrossTags(StageType.mangleAcrossTags(
                        "given",
                        Named.class,
                        (settings, context) -> made.making().make())))
                .orElse(transformed)
                .store(Buffered.in("bucket")
                        .prefix("logs")
                        .maxFlowsPerObject(5)
                        .maxTimePerObject(Duration.ofSeconds(600)))
                .encode(Json.compact())
                .compress(Gzip.level(1))
                .write(writer)
                .build();
    }

    private List<String> names() {
        return store.records().stream()
                .map((JsonNode record) -> record.get("name").asText())
                .toList();
    }

    private static void addsUp(RunningPipeline running) {
        assertThat(running.ledger().difference()).as("%s", running.ledger()).isZero();
        assertThat(running.meters()).containsEntry("pipeline.conservation_error", 0L);
        assertThat(running.status().numbers())
                .allSatisfy(
                        stage -> assertThat(stage.difference()).as("%s", stage).isZero());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stages")
    void aKillLeavesNeitherAHoleNorADuplicate(
            String what, Transform<Named> transform, Optional<Made> mangler, Names names) throws Exception {
        for (long seed = 1; seed <= 4; seed++) {
            Path lives = directory.resolve(Long.toString(seed));
            kill(new Random(seed), lives, transform, mangler, names);
            store.clear();
        }
    }

    private void kill(Random random, Path lives, Transform<Named> transform, Optional<Made> mangler, Names names)
            throws Exception {
        Path life = lives.resolve("0");
        int next = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            Batches source = new Batches(true);
            int until = next + 10 + 2 * random.nextInt(15);
            while (next < until) {
                int size = Math.min(until - next, 1 + random.nextInt(9));
                source.add(Batches.numbered(next, next + size));
                next += size;
            }
            Life writer = new Life(store, random.nextInt(4) == 0);
            RunningPipeline running =
                    PipelineRunner.start(pipeline(source, transform, mangler, writer), Durability.journal(life));
            long received = next;
            DurabilityTest.until(() -> running.ledger().received() >= received);
            Thread.sleep(random.nextInt(40));
            writer.kill();
            Path copied = lives.resolve(Integer.toString(kill));
            DurabilityTest.copy(life, copied);
            running.close(Duration.ZERO);
            addsUp(running);
            life = copied;
        }
        RunningPipeline last = PipelineRunner.start(
                pipeline(new Batches().add(Batches.numbered(next, next + 10)).end(), transform, mangler, store),
                Durability.journal(life));
        Ledger ledger = last.join().ledger();
        int flows = next + 10;
        assertThat(names()).containsExactlyInAnyOrderElementsOf(names.of(flows));
        assertThat(ledger.waiting()).isZero();
        assertThat(ledger.written()).isEqualTo(names().size());
        assertThat(ledger.received()).isEqualTo(flows);
        addsUp(last);
    }
}
