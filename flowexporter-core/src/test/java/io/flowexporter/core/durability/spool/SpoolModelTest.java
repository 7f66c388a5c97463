package io.flowexporter.core.durability.spool;

import static io.flowexporter.core.durability.spool.Objects.bytes;
import static io.flowexporter.core.durability.spool.Objects.object;
import static io.flowexporter.core.durability.spool.Objects.totals;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.durability.CommitNote;
import io.flowexporter.core.durability.QuickFiles;
import io.flowexporter.core.internal.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever is done to a spool in whatever order, it remembers what a few maps in memory remember. */
class SpoolModelTest {
    private enum What {
        NOTE,
        COMMIT,
        STORE,
        DROP,
        QUARANTINE,
        MOVE,
        CHECKPOINT,
        REPLAY,
        REOPEN
    }

    /** Something done to one of those objects that it can be done to. */
    private record Action(What what, int which) {}

    private enum Fate {
        READY,
        STORED,
        DROPPED,
        QUARANTINED
    }

    @Provide
    Arbitrary<List<Action>> lives() {
        Arbitrary<What> what = Arbitraries.of(
                What.NOTE,
                What.NOTE,
                What.NOTE,
                What.COMMIT,
                What.COMMIT,
                What.COMMIT,
                What.STORE,
                What.STORE,
                What.DROP,
                What.QUARANTINE,
                What.MOVE,
                What.CHECKPOINT,
                What.REPLAY,
                What.REOPEN);
        return Combinators.combine(what, Arbitraries.integers().between(0, 1000))
                .as(Action::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(60);
    }

    /** What should be known. */
    private static final class Model {
        private final List<CommitNote> made = new ArrayList<>();
        private final Map<Long, Fate> fates = new TreeMap<>();
        private final Map<Long, String> keys = new TreeMap<>();
        private final Map<String, Put> state = new TreeMap<>();
        private final Map<String, Put> given = new TreeMap<>();
        private long next = 1;
        private long latest;

        /** A number is a position too; every flow more than three below it is done. */
        private static long lowWater(long number) {
            return Math.max(1, number - 3);
        }

        CommitNote note() {
            long number = next++;
            Map<String, String> puts = Map.of("last", "" + number, "of/" + number % 4, "" + number);
            given.putAll(Put.all(puts, number));
            return new CommitNote(
                    number, lowWater(number), totals(number), Objects.coverage(number), (int) (number % 3), puts);
        }

        List<Long> numbers(Fate fate) {
            return fates.entrySet().stream()
                    .filter(each -> each.getValue() == fate)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        Sum sum(Fate fate) {
            return numbers(fate).stream()
                    .map(number -> new Sum(1, 3, number % 3, object(number).size()))
                    .reduce(Sum.NONE, Sum::plus);
        }

        void check(Spool spool) throws IOException {
            Recovered recovered = spool.recovered();
            assertThat(recovered.ready()).extracting(Spooled::number).isEqualTo(numbers(Fate.READY));
            for (Spooled each : recovered.ready()) {
                assertThat(each.info().key()).isEqualTo(keys.get(each.number()));
                assertThat(bytes(spool.read(each))).isEqualTo(bytes(object(each.number())));
            }
            long lowWater = latest == 0 ? 0 : lowWater(latest);
            assertThat(recovered.lowWater()).isEqualTo(lowWater);
            assertThat(recovered.totals().created()).isEqualTo(latest);
            assertThat(recovered.covered().stream()
                            .sorted(Comparator.comparing(Covered::number))
                            .map(Covered::coverage))
                    .isEqualTo(fates.keySet().stream()
                            .filter(number -> number >= lowWater)
                            .map(Objects::coverage)
                            .toList());
            assertThat(recovered.state())
                    .isEqualTo(state.entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey, put -> put.getValue().value())));
            assertThat(recovered.waiting()).isEqualTo(sum(Fate.READY));
            assertThat(recovered.stored()).isEqualTo(sum(Fate.STORED));
            assertThat(recovered.dropped()).isEqualTo(sum(Fate.DROPPED));
            assertThat(recovered.quarantined()).isEqualTo(sum(Fate.QUARANTINED));
            assertThat(recovered.nextNumber()).isLessThanOrEqualTo(next).isGreaterThan(latest);
        }
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void remembersWhatAModelRemembers(@ForAll("lives") List<Action> actions) throws IOException {
        Path home = Files.createTempDirectory("spool");
        Model model = new Model();
        Map<Long, Spooled> ready = new TreeMap<>();
        Spool spool = open(home);
        try {
            for (Action action : actions) {
                if (action.what == What.REPLAY || action.what == What.REOPEN) {
                    spool.close();
                    if (action.what == What.REPLAY) {
                        assertThat(Spool.replay(home, new QuickFiles(), new LogLines()))
                                .isEqualTo(model.numbers(Fate.QUARANTINED).size());
                        model.fates.replaceAll((number, fate) -> fate == Fate.QUARANTINED ? Fate.READY : fate);
                    }
                    spool = open(home);
                    model.check(spool);
                    ready.clear();
                    spool.recovered().ready().forEach(each -> ready.put(each.number(), each));
                } else {
                    act(spool, action, model, ready);
                }
            }
            spool.close();
            spool = open(home);
            model.check(spool);
        } finally {
            spool.close();
            try (Stream<Path> all = Files.walk(home)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static Spool open(Path home) throws IOException {
        return Spool.open(home, "s3", 1L << 30, new QuickFiles(), new LogLines());
    }

    private static void act(Spool spool, Action action, Model model, Map<Long, Spooled> ready) throws IOException {
        switch (action.what) {
            case NOTE -> model.made.add(model.note());
            case COMMIT -> {
                if (!model.made.isEmpty()) {
                    CommitNote note = model.made.remove(action.which % model.made.size());
                    Spooled object = spool.commit(object(note.number()), note);
                    ready.put(note.number(), object);
                    model.fates.put(note.number(), Fate.READY);
                    model.keys.put(note.number(), object.info().key());
                    model.latest = Math.max(model.latest, note.number());
                    Put.merge(model.state, Put.all(note.state(), note.number()), 0);
                }
            }
            case CHECKPOINT -> {
                long number = model.next++;
                Map<String, String> values = new TreeMap<>();
                model.given.forEach((key, put) -> values.put(key, put.value()));
                spool.checkpoint(number, Model.lowWater(number), totals(number), values);
                model.latest = number;
                Put.merge(model.state, Put.all(values, number), 0);
            }
            default -> {
                if (!ready.isEmpty()) {
                    Spooled object = List.copyOf(ready.values()).get(action.which % ready.size());
                    move(spool, action.what, object, model, ready);
                }
            }
        }
    }

    private static void move(Spool spool, What what, Spooled object, Model model, Map<Long, Spooled> ready)
            throws IOException {
        long number = object.number();
        if (what == What.MOVE) {
            long at = model.next++;
            Map<String, String> puts = Map.of("last", "moved " + at);
            model.given.putAll(Put.all(puts, at));
            ready.put(number, spool.rekey(object, Objects.info(at), at, puts));
            model.keys.put(number, Objects.info(at).key());
            Put.merge(model.state, Put.all(puts, at), 0);
            return;
        }
        ready.remove(number);
        if (what == What.STORE) {
            spool.stored(object);
            model.fates.put(number, Fate.STORED);
        } else if (what == What.DROP) {
            spool.dropOldest(List.of(object));
            model.fates.put(number, Fate.DROPPED);
        } else {
            spool.quarantine(object, "not wanted");
            model.fates.put(number, Fate.QUARANTINED);
        }
    }
}
