package io.flowexporter.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.Chunk;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectEmitter;
import io.flowexporter.api.object.OpenObject;
import io.flowexporter.api.stage.Store;
import io.flowexporter.testkit.TestContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The limits of {@code buffered}, on a clock that stands still until it is moved. */
class BufferedStoreTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00.500Z");

    private final TestContext context = new TestContext();
    private final Objects objects = new Objects();
    private Instant now = START;

    private Store store(Buffered settings) throws Exception {
        return settings.create(context);
    }

    private static Buffered defaults() {
        return Buffered.in("bucket").prefix("logs");
    }

    private void add(Store store, int records) {
        store.add(new Records(Tag.INGRESS, records), now, objects);
    }

    private void pass(Store store, Duration time) {
        now = now.plus(time);
        store.tick(now, objects);
    }

    @Test
    void makesAnObjectAsSoonAsEnoughRecordsWaitAndKeepsTheRest() throws Exception {
        Store store = store(defaults().maxFlowsPerObject(10));
        add(store, 7);
        assertThat(objects.closed).isEmpty();
        add(store, 28);
        assertThat(objects.closed).extracting(Made::records).containsExactly(10, 10, 10);
        assertThat(objects.waitingOpen(Tag.INGRESS)).isEqualTo(5);
        store.flush(now, objects);
        assertThat(objects.closed).extracting(Made::records).containsExactly(10, 10, 10, 5);
    }

    @Test
    void anObjectThatIsJustFullIsMadeAtOnce() throws Exception {
        Store store = store(defaults().maxFlowsPerObject(10));
        add(store, 10);
        assertThat(objects.closed).extracting(Made::records).containsExactly(10);
        store.flush(now, objects);
        assertThat(objects.closed).hasSize(1);
    }

    @Test
    void namesObjectsByPrefixTagStreamAndSequence() throws Exception {
        Store store = store(defaults().maxFlowsPerObject(2));
        add(store, 4);
        assertThat(objects.closed)
                .extracting(made -> made.draft().toString())
                .containsExactly(
                        "bucket/logs/ingress/20261123T100000Z/00000000",
                        "bucket/logs/ingress/20261123T100000Z/00000001");
    }

    @Test
    void anEmptyPrefixLeavesItsSlash() throws Exception {
        Store store = store(Buffered.in("bucket").maxFlowsPerObject(1));
        add(store, 1);
        assertThat(objects.closed.get(0).draft().key()).isEqualTo("/ingress/20261123T100000Z/00000000");
    }

    @Test
    void whatWaitsBecomesAnObjectWhenItsTimeHasPassed() throws Exception {
        Store store = store(defaults().maxTimePerObject(Duration.ofSeconds(60)));
        add(store, 3);
        pass(store, Duration.ofMillis(59_999));
        assertThat(objects.closed).isEmpty();
        pass(store, Duration.ofMillis(1));
        assertThat(objects.closed).extracting(Made::records).containsExactly(3);
        assertThat(objects.closed.get(0).draft().first()).isEqualTo(START);
        assertThat(objects.closed.get(0).draft().last()).isEqualTo(START.plusSeconds(60));
    }

    @Test
    void afterAnIdleTimeTheFirstBatchWaitsForTheTimerAndIsNoObjectAtOnce() throws Exception {
        Store store = store(defaults().maxTimePerObject(Duration.ofSeconds(60)));
        add(store, 1);
        pass(store, Duration.ofSeconds(60));
        pass(store, Duration.ofSeconds(60));
        pass(store, Duration.ofSeconds(30));
        add(store, 1);
        pass(store, Duration.ofSeconds(1));
        assertThat(objects.closed).hasSize(1);
        pass(store, Duration.ofSeconds(29));
        assertThat(objects.closed).hasSize(2);
        assertThat(objects.closed.get(1).draft().first())
                .as("when the tag's previous object was made")
                .isEqualTo(START.plusSeconds(60));
    }

    @Test
    void theTimeOfAnObjectCountsFromTheOneBefore() throws Exception {
        Store store = store(defaults().maxFlowsPerObject(5).maxTimePerObject(Duration.ofSeconds(60)));
        add(store, 3);
        pass(store, Duration.ofSeconds(50));
        add(store, 4);
        assertThat(objects.closed).hasSize(1);
        pass(store, Duration.ofSeconds(59));
        assertThat(objects.closed).hasSize(1);
        pass(store, Duration.ofSeconds(1));
        assertThat(objects.closed).hasSize(2);
    }

    @Test
    void objectsOfOneRoundCoverTheSameTime() throws Exception {
        Store store = store(defaults().maxFlowsPerObject(2));
        add(store, 1);
        now = now.plusSeconds(5);
        add(store, 5);
        assertThat(objects.closed).hasSize(3).allSatisfy(made -> {
            assertThat(made.draft().first()).isEqualTo(START);
            assertThat(made.draft().last()).isEqualTo(START.plusSeconds(5));
        });
        now = now.plusSeconds(5);
        add(store, 2);
        assertThat(objects.closed.get(3).draft().first()).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void withoutTimeEveryBatchIsAnObject() throws Exception {
        Store store = store(defaults().maxTimePerObject(Duration.ZERO));
        add(store, 3);
        add(store, 4);
        assertThat(objects.closed).extracting(Made::records).containsExactly(3, 4);
    }

    @Test
    void aNewStreamBeginsWithTheFirstObjectAfterItsTime() throws Exception {
        Store store = store(defaults().maxFlowsPerObject(1).maxTimePerStream(Duration.ofSeconds(100)));
        add(store, 1);
        now = now.plusMillis(99_499);
        add(store, 1);
        now = now.plusMillis(1);
        add(store, 1);
        add(store, 1);
        assertThat(objects.closed)
                .extracting(made -> made.draft().key())
                .containsExactly(
                        "logs/ingress/20261123T100000Z/00000000",
                        "logs/ingress/20261123T100000Z/00000001",
                        "logs/ingress/20261123T100140Z/00000000",
                        "logs/ingress/20261123T100140Z/00000001");
    }

    @Test
    void withoutStreamTimeEveryObjectHasAStreamOfItsOwnEvenWithinOneSecond() throws Exception {
        Store store = store(defaults().maxFlowsPerObject(1).maxTimePerStream(Duration.ZERO));
        add(store, 3);
        assertThat(objects.closed)
                .extracting(made -> made.draft().key())
                .containsExactly(
                        "logs/ingress/20261123T100000Z/00000000",
                        "logs/ingress/20261123T100001Z/00000000",
                        "logs/ingress/20261123T100002Z/00000000");
    }

    @Test
    void aTakenKeyMovesThisAndLaterObjectsToANewStream() throws Exception {
        Store store = store(defaults().maxFlowsPerObject(1));
        add(store, 2);
        ObjectDraft first = store.rekey(objects.closed.get(0).draft(), now);
        ObjectDraft second = store.rekey(objects.closed.get(1).draft(), now);
        add(store, 1);
        assertThat(List.of(
                        first.key(), second.key(), objects.closed.get(2).draft().key()))
                .containsExactly(
                        "logs/ingress/20261123T100001Z/00000000",
                        "logs/ingress/20261123T100001Z/00000001",
                        "logs/ingress/20261123T100001Z/00000002");
    }

    @Test
    void aRestartWithKeptStateGoesOnInTheSameStream() throws Exception {
        add(store(defaults().maxFlowsPerObject(1)), 2);
        add(store(defaults().maxFlowsPerObject(1)), 1);
        assertThat(objects.closed.get(2).draft().key()).isEqualTo("logs/ingress/20261123T100000Z/00000002");
    }

    @Test
    void dropsTheOldestOverTheLimitAfterObjectsWereMade() throws Exception {
        Store store = store(defaults().maxFlowsPerObject(10).maxFlowArraySize(25));
        add(store, 24);
        assertThat(objects.dropped).isZero();
        add(store, 24);
        assertThat(objects.closed).hasSize(4);
        assertThat(objects.dropped).isEqualTo(23);
    }

    @Test
    void tellsASourceThatCanWaitToDoSoBeforeItDrops() throws Exception {
        Store store = store(defaults().maxFlowsPerObject(10).maxFlowArraySize(40));
        add(store, 29);
        assertThat(store.full(objects)).isFalse();
        add(store, 1);
        assertThat(store.full(objects)).isTrue();
        objects.secureAll();
        assertThat(store.full(objects)).isFalse();
    }

    @Test
    void doesNotWaitForWhatOnlyItsOwnTimerCanStore() throws Exception {
        Store store = store(defaults().maxFlowsPerObject(1_000).maxFlowArraySize(40));
        add(store, 40);
        assertThat(store.full(objects)).isFalse();
    }

    @Test
    void closesAnObjectThatHasEnoughBytes() throws Exception {
        Store store = store(defaults().maxBytesPerObject(1_000));
        add(store, 9);
        assertThat(objects.closed).isEmpty();
        add(store, 1);
        assertThat(objects.closed).extracting(Made::records).containsExactly(10);
    }

    @Test
    void refusesLimitsThatWouldLoseEverything() {
        assertThatThrownBy(() -> defaults().maxFlowsPerObject(0))
                .hasMessage("Cannot set 'max_flows_per_object': must be positive (records), but was '0'");
        assertThatThrownBy(() -> defaults().maxFlowArraySize(-1))
                .hasMessage("Cannot set 'max_flow_array_size': must be positive (records), but was '-1'");
    }

    private record Made(ObjectDraft draft, int records) {}

    private record Records(Tag tag, int size) implements Chunk {
        @Override
        public long bytes() {
            return size * 100L;
        }

        @Override
        public Split split(int records) {
            assertThat(records).isPositive().isLessThan(size);
            return new Split(new Records(tag, records), new Records(tag, size - records));
        }
    }

    /** Counts what a store does. */
    private static final class Objects implements ObjectEmitter {
        private final List<Made> closed = new ArrayList<>();
        private final List<Open> open = new ArrayList<>();
        private int unsecured;
        private int dropped;

        private final class Open implements OpenObject {
            private int records;

            @Override
            public void append(Chunk chunk) {
                records += chunk.size();
            }

            @Override
            public int records() {
                return records;
            }

            @Override
            public long bytes() {
                return records * 100L;
            }

            @Override
            public void close(ObjectDraft draft) {
                open.remove(this);
                unsecured += records;
                closed.add(new Made(draft, records));
            }
        }

        void secureAll() {
            unsecured = 0;
        }

        int waitingOpen(Tag tag) {
            return open.stream().mapToInt(Open::records).sum();
        }

        @Override
        public OpenObject open(Tag tag) {
            Open object = new Open();
            open.add(object);
            return object;
        }

        @Override
        public void drop(Chunk chunk, DropReason reason) {
            dropped += chunk.size();
        }

        @Override
        public int waiting(Tag tag) {
            return unsecured + waitingOpen(tag);
        }

        @Override
        public int dropOldest(Tag tag, int records, DropReason reason) {
            dropped += records;
            return records;
        }
    }
}
