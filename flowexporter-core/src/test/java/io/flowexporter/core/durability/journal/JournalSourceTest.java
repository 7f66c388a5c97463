package io.flowexporter.core.durability.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.durability.FaultyFiles;
import io.flowexporter.core.durability.FaultyFiles.Fault;
import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.durability.ForwardingFiles;
import io.flowexporter.core.durability.LocalFiles;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.internal.LogLines;
import io.flowexporter.testkit.TestContext;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(240)
class JournalSourceTest {
    private static final Gap GAP =
            new Gap("disconnected", Instant.parse("2026-11-23T10:00:00Z"), Instant.parse("2026-11-23T10:00:07.5Z"));

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final DropReason FULL = DropReason.lost("journal_full");

    @TempDir
    Path directory;

    private final TestContext context = new TestContext();
    private final LogLines log = new LogLines();

    /** Gives what a test puts there. */
    private static final class Given implements Source {
        private final LinkedBlockingQueue<FlowBatch> queue = new LinkedBlockingQueue<>();
        private final boolean live;
        private final AtomicInteger polled = new AtomicInteger();
        private volatile RuntimeException failure;
        private volatile boolean stopped;
        private volatile boolean closed;

        Given(boolean live) {
            this.live = live;
        }

        @Override
        public FlowBatch poll(Duration maxWait) throws InterruptedException {
            if (failure != null && queue.isEmpty()) {
                throw failure;
            }
            FlowBatch batch = queue.poll(maxWait.toNanos(), TimeUnit.NANOSECONDS);
            if (batch == null) {
                return stopped ? FlowBatch.end() : FlowBatch.empty();
            }
            polled.incrementAndGet();
            return batch;
        }

        @Override
        public boolean live() {
            return live;
        }

        @Override
        public boolean stop() {
            stopped = true;
            return true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static FlowBatch flows(int... numbers) {
        List<Flow> flows = new ArrayList<>();
        for (int number : numbers) {
            byte[] json = ("{\"UUID\":\"" + number + "\"}").getBytes(StandardCharsets.US_ASCII);
            try {
                flows.add(new MessageParser().parseFlow(json, 0, json.length));
            } catch (MalformedMessageException e) {
                throw new AssertionError(e);
            }
        }
        return FlowBatch.of(flows);
    }

    /** A flow of somebody else's. */
    private static Flow foreign(String json) {
        return (Flow) Proxy.newProxyInstance(
                Flow.class.getClassLoader(),
                new Class<?>[] {Flow.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "json" -> json.getBytes(StandardCharsets.UTF_8);
                    case "size" -> json.length();
                    case "continuity" -> Continuity.UNKNOWN;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static String uuids(FlowBatch batch) {
        return batch.flows().stream().map(Flow::uuid).collect(Collectors.joining(" "));
    }

    private Journal journal() throws IOException {
        return journal(1 << 20, new LocalFiles());
    }

    private Journal journal(long maxBytes, FileOperations files) throws IOException {
        return Journal.open(directory, maxBytes, 1, files, log);
    }

    /** The next batch that has something to tell. */
    private static FlowBatch next(JournalSource source) throws Exception {
        FlowBatch batch = source.poll(LONG);
        assertThat(batch).as("something within a long time").isNotSameAs(FlowBatch.empty());
        return batch;
    }

    @Test
    void batchesAreGivenWithTheirPositionsAndAllTheyTell() throws Exception {
        Given inner = new Given(true);
        List<String> order = new ArrayList<>();
        inner.queue.add(
                flows(1, 2).whenDone(() -> order.add(Thread.currentThread().getName())));
        inner.queue.add(flows(3).withGap(GAP).withRefused(DropReason.lost("malformed_flow"), 2));
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();

            FlowBatch first = next(source);
            assertThat(uuids(first)).isEqualTo("1 2");
            assertThat(first.position()).isEqualTo(1);
            assertThat(first.afterGap()).isFalse();
            FlowBatch second = next(source);
            assertThat(uuids(second)).isEqualTo("3");
            assertThat(second.position()).isEqualTo(2);
            assertThat(second.afterGap()).isTrue();
            assertThat(second.refused()).containsExactly(new FlowBatch.Refused(DropReason.lost("malformed_flow"), 2));
            assertThat(source.live()).isFalse();
        }
        assertThat(order).containsExactly("flowexporter-test-journal");
        assertThat(inner.closed).isTrue();
    }

    /** It has a message each time it is asked, but nothing more at that moment. */
    private static final class Dripping implements Source {
        private final int messages;
        private final boolean live;
        private final UnaryOperator<FlowBatch> with;
        private int asked;

        Dripping(int messages, boolean live, UnaryOperator<FlowBatch> with) {
            this.messages = messages;
            this.live = live;
            this.with = with;
        }

        @Override
        public FlowBatch poll(Duration maxWait) {
            int turn = asked++;
            return turn % 2 == 1 || turn >= 2 * messages ? FlowBatch.empty() : with.apply(flows(turn / 2));
        }

        @Override
        public boolean live() {
            return live;
        }
    }

    /** How often those messages were forced to the disk. */
    private long forces(Dripping inner) throws Exception {
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            for (int i = 0; i < inner.messages; i++) {
                assertThat(uuids(next(source))).isEqualTo(Integer.toString(i));
            }
        }
        return context.meter("journal_forces");
    }

    @Test
    void aLiveSourceThatIsNeverIdleForLongIsNotForcedToTheDiskForEachMessage() throws Exception {
        long begin = System.nanoTime();
        long forces = forces(new Dripping(300, true, batch -> batch));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertThat(forces).isBetween(1L, 2 + millis / 4);
    }

    @Test
    void aSourceThatCanWaitIsNotSlowedDown() throws Exception {
        assertThat(forces(new Dripping(300, false, batch -> batch))).isEqualTo(300);
    }

    @Test
    void whoeverWaitsForAReceiptIsNotSlowedDown() throws Exception {
        assertThat(forces(new Dripping(300, true, batch -> batch.whenDone(() -> {}))))
                .isEqualTo(300);
    }

    @Test
    void theNextLifeIsGivenTheSameAgainAndThenTheNew() throws Exception {
        Given inner = new Given(true);
        inner.queue.add(flows(1, 2));
        inner.queue.add(flows(3).withGap(GAP).withRefused(DropReason.leftOut("odd"), 2));
        inner.queue.add(flows(4));
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            for (int i = 0; i < 3; i++) {
                next(source);
            }
        }
        Given later = new Given(true);
        later.queue.add(flows(5));
        try (Journal journal = journal();
                JournalSource source = new JournalSource(later, journal, 2, context)) {
            source.start();
            FlowBatch second = next(source);
            assertThat(uuids(second)).isEqualTo("3");
            assertThat(second.position()).isEqualTo(2);
            assertThat(second.afterGap()).isTrue();
            assertThat(second.refused()).containsExactly(new FlowBatch.Refused(DropReason.leftOut("odd"), 2));
            assertThat(uuids(next(source))).isEqualTo("4");
            FlowBatch fresh = next(source);
            assertThat(uuids(fresh)).isEqualTo("5");
            assertThat(fresh.position()).isEqualTo(4);
        }
    }

    /** A disk whose next force waits until it is let go. */
    private static final class StallingDisk extends ForwardingFiles {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);
        private final AtomicInteger forces = new AtomicInteger();
        private volatile boolean failing;
        private final Semaphore failures = new Semaphore(0);

        StallingDisk() {
            super(new LocalFiles());
        }

        @Override
        public Appender create(Path file) throws IOException {
            return new ForwardingAppender(super.create(file)) {
                @Override
                public void force() throws IOException {
                    forces.incrementAndGet();
                    entered.countDown();
                    try {
                        letGo.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    if (failing) {
                        failures.release();
                        throw new IOException("Input/output error");
                    }
                    super.force();
                }
            };
        }
    }

    @Test
    void aPollDoesNotWaitForTheDiskAndAllThatCameMeanwhileIsForcedTogether() throws Exception {
        StallingDisk disk = new StallingDisk();
        Given inner = new Given(true);
        try (Journal journal = journal(1 << 20, disk);
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            inner.queue.add(flows(0));
            disk.entered.await();
            for (int i = 1; i <= 50; i++) {
                inner.queue.add(flows(i));
            }
            assertThat(source.poll(SHORT)).isSameAs(FlowBatch.empty());
            disk.letGo.countDown();
            for (int i = 0; i <= 50; i++) {
                assertThat(uuids(next(source))).isEqualTo(Integer.toString(i));
            }
            assertThat(disk.forces).as("forces for 51 batches").hasValueLessThan(20);
            assertThat(context.meter("journal_forces")).isEqualTo(disk.forces.get());
            assertThat(context.meter("journal_entries")).isEqualTo(51);
            assertThat(context.meter("journal_bytes")).isEqualTo(journal.bytes());
        }
    }

    @Test
    void whatTheEngineIsTooSlowForIsReadBackInOrder() throws Exception {
        Given inner = new Given(true);
        CountDownLatch journaled = new CountDownLatch(1);
        for (int i = 1; i < 500; i++) {
            inner.queue.add(flows(i));
        }
        inner.queue.add(flows(500).whenDone(journaled::countDown));
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context, 1000)) {
            source.start();
            journaled.await();
            for (int i = 1; i <= 500; i++) {
                FlowBatch batch = next(source);
                assertThat(uuids(batch)).isEqualTo(Integer.toString(i));
                assertThat(batch.position()).isEqualTo(i);
            }
            inner.queue.add(flows(501));
            assertThat(uuids(next(source))).isEqualTo("501");
            assertThat(source.poll(SHORT)).isSameAs(FlowBatch.empty());
        }
    }

    @Test
    void aRaceBetweenBothSidesNeitherLosesNorRepeatsNorReorders() throws Exception {
        int batches = 5000;
        Given inner = new Given(true);
        Thread producer = new Thread(() -> {
            for (int i = 1; i <= batches; i++) {
                inner.queue.add(flows(i));
                if (i % 64 == 0) {
                    Thread.yield();
                }
            }
        });
        try (Journal journal = journal(64 << 20, new LocalFiles());
                JournalSource source = new JournalSource(inner, journal, 1, context, 2000)) {
            source.start();
            producer.start();
            for (int i = 1; i <= batches; i++) {
                FlowBatch batch = next(source);
                assertThat(batch.position()).isEqualTo(i);
                assertThat(uuids(batch)).isEqualTo(Integer.toString(i));
            }
        }
    }

    private static long refused(FlowBatch batch, DropReason reason) {
        return batch.refused().stream()
                .filter(each -> each.reason().equals(reason))
                .mapToLong(FlowBatch.Refused::flows)
                .sum();
    }

    private Journal small() throws IOException {
        return Journal.open(directory, 2000, 400, 1, new LocalFiles(), log);
    }

    @Test
    void aLiveSourceIsDrainedWhenTheJournalIsFullAndEachFlowIsCounted() throws Exception {
        Given inner = new Given(true);
        try (Journal journal = small();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            long given = 0;
            long dropped = 0;
            int number = 0;
            while (dropped < 10) {
                inner.queue.add(flows(number++));
                FlowBatch batch = source.poll(SHORT);
                given += batch.flows().size();
                dropped += refused(batch, FULL);
                assertThat(batch.afterGap()).isFalse();
            }
            while (given + dropped < number) {
                FlowBatch batch = next(source);
                given += batch.flows().size();
                dropped += refused(batch, FULL);
            }
            assertThat(given).isGreaterThan(10);
            assertThat(context.meter("journal_dropped")).isEqualTo(dropped);

            journal.deleteBelow(Long.MAX_VALUE);
            FlowBatch first = FlowBatch.empty();
            while (first.flows().isEmpty()) {
                inner.queue.add(flows(number++));
                first = source.poll(SHORT);
                dropped += refused(first, FULL);
            }
            assertThat(first.afterGap()).isTrue();
            given++;
            while (given + dropped < number) {
                FlowBatch batch = next(source);
                given += batch.flows().size();
                dropped += refused(batch, FULL);
            }
            assertThat(given + dropped).isEqualTo(number);
        }
    }

    @Test
    void aSourceThatCanWaitIsNotPolledWhenTheJournalIsFull() throws Exception {
        Given inner = new Given(false);
        for (int i = 0; i < 200; i++) {
            inner.queue.add(flows(i));
        }
        inner.queue.add(FlowBatch.end());
        try (Journal journal = small();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            List<String> given = new ArrayList<>();
            FlowBatch batch = source.poll(LONG);
            while (!batch.ended()) {
                assertThat(batch.refused()).isEmpty();
                assertThat(journal.bytes()).isLessThan(2600);
                if (!batch.flows().isEmpty()) {
                    given.add(uuids(batch));
                    journal.deleteBelow(batch.position() + 1);
                }
                batch = source.poll(LONG);
            }
            assertThat(given).hasSize(200).startsWith("0", "1").endsWith("198", "199");
        }
        assertThat(context.meter("journal_dropped")).isZero();
    }

    @Test
    void aStopGivesWhatTheSourceHasTakenInAndThenTheEnd() throws Exception {
        Given inner = new Given(true);
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            for (int i = 1; i <= 20; i++) {
                inner.queue.add(flows(i));
            }
            assertThat(source.stop()).isTrue();
            assertThat(inner.stopped).isTrue();
            for (int i = 1; i <= 20; i++) {
                assertThat(uuids(next(source))).isEqualTo(Integer.toString(i));
            }
            assertThat(source.poll(LONG).ended()).isTrue();
        }
    }

    @Test
    void aStopLeavesToTheNextLifeWhatIsOnTheDiskAlone() throws Exception {
        Given inner = new Given(true);
        CountDownLatch journaled = new CountDownLatch(1);
        for (int i = 1; i < 100; i++) {
            inner.queue.add(flows(i));
        }
        inner.queue.add(flows(100).whenDone(journaled::countDown));
        int given = 0;
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context, 1)) {
            source.start();
            journaled.await();
            source.stop();
            FlowBatch batch = source.poll(LONG);
            while (!batch.ended()) {
                assertThat(uuids(batch)).isEqualTo(Integer.toString(++given));
                batch = source.poll(LONG);
            }
            assertThat(batch.flows()).isEmpty();
        }
        assertThat(given).isLessThan(100);
        Given later = new Given(false);
        later.queue.add(FlowBatch.end());
        try (Journal journal = journal();
                JournalSource source = new JournalSource(later, journal, given + 1, context)) {
            source.start();
            FlowBatch batch = next(source);
            while (!batch.ended()) {
                assertThat(uuids(batch)).isEqualTo(Integer.toString(++given));
                batch = next(source);
            }
        }
        assertThat(given).isEqualTo(100);
    }

    @Test
    void aCloseWithoutAStopStillJournalsWhatTheSourceHasTakenIn() throws Exception {
        Given inner = new Given(true);
        inner.queue.add(flows(1));
        try (Journal journal = journal()) {
            JournalSource source = new JournalSource(inner, journal, 1, context);
            source.start();
            next(source);
            inner.queue.add(flows(2));
            source.close();
            assertThat(journal.secured()).isEqualTo(3);
        }
        assertThat(inner.closed).isTrue();
    }

    @Test
    void theEndComesAfterAllOtherEntriesWhereverTheyAre() throws Exception {
        Given inner = new Given(false);
        for (int i = 1; i <= 100; i++) {
            inner.queue.add(flows(i));
        }
        inner.queue.add(flows(101).withEnd());
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context, 1)) {
            source.start();
            for (int i = 1; i <= 101; i++) {
                FlowBatch batch = next(source);
                assertThat(uuids(batch)).isEqualTo(Integer.toString(i));
                assertThat(batch.ended()).isFalse();
            }
            assertThat(source.poll(LONG).ended()).isTrue();
        }
    }

    @Test
    void aFailureOfTheSourceComesAfterAllThatItGave() throws Exception {
        Given inner = new Given(true);
        inner.queue.add(flows(1));
        inner.queue.add(flows(2));
        inner.failure = new IllegalStateException("made to fail");
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            assertThat(uuids(next(source))).isEqualTo("1");
            assertThat(uuids(next(source))).isEqualTo("2");
            assertThatThrownBy(() -> source.poll(LONG)).isSameAs(inner.failure);
        }
    }

    @Test
    void anErrorOnItsThreadReachesWhoeverPolls() throws Exception {
        Error error = new NoClassDefFoundError("made to fail");
        Source inner = maxWait -> {
            throw error;
        };
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            assertThatThrownBy(() -> source.poll(LONG)).isSameAs(error);
        }
    }

    @Test
    void aReceiptThatFailsEndsThePipelineAndLosesNothing() throws Exception {
        RuntimeException bad = new IllegalStateException("made to fail");
        Given inner = new Given(true);
        inner.queue.add(flows(1).whenDone(() -> {
            throw bad;
        }));
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            assertThat(uuids(next(source))).isEqualTo("1");
            assertThatThrownBy(() -> source.poll(LONG)).isSameAs(bad);
        }
    }

    @Test
    void aSourceThatCannotStartIsNotPolled() throws Exception {
        Source inner = new Source() {
            @Override
            public void start() throws IOException {
                throw new IOException("made to fail");
            }

            @Override
            public FlowBatch poll(Duration maxWait) {
                throw new AssertionError("polled");
            }
        };
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            assertThatThrownBy(source::start).hasMessage("made to fail");
        }
    }

    @Test
    void aMereGapIsToldAtOnceAndByTheNextBatchAndItsReceiptIsRun() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        Given inner = new Given(true);
        inner.queue.add(FlowBatch.empty().withGap(GAP).whenDone(done::countDown));
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            done.await();
            FlowBatch told = next(source);
            assertThat(told.flows()).isEmpty();
            assertThat(told.gaps()).containsExactly(GAP);
            assertThat(told.position()).isZero();
            inner.queue.add(flows(1));
            FlowBatch batch = next(source);
            assertThat(uuids(batch)).isEqualTo("1");
            assertThat(batch.gaps()).containsExactly(GAP);
            assertThat(batch.position()).isEqualTo(1);
        }
    }

    @Test
    void aDiskThatFailsForAWhileCostsASourceThatCanWaitNothing() throws Exception {
        StallingDisk disk = new StallingDisk();
        disk.letGo.countDown();
        disk.failing = true;
        Given inner = new Given(false);
        inner.queue.add(flows(1));
        try (Journal journal = journal(1 << 20, disk);
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            disk.failures.acquire(2);
            inner.queue.add(flows(2));
            disk.failing = false;
            assertThat(uuids(next(source))).isEqualTo("1");
            assertThat(uuids(next(source))).isEqualTo("2");
        }
        try (Journal journal = journal()) {
            assertThat(journal.secured()).isEqualTo(3);
        }
    }

    @Test
    void aDiskThatFailsForAWhileCostsALiveSourceWhatItIsToldOf() throws Exception {
        StallingDisk disk = new StallingDisk();
        disk.letGo.countDown();
        disk.failing = true;
        Given inner = new Given(true);
        inner.queue.add(flows(1));
        try (Journal journal = journal(1 << 20, disk);
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            disk.failures.acquire(2);
            inner.queue.add(flows(2, 3).withRefused(DropReason.lost("malformed_flow"), 5));
            FlowBatch told = next(source);
            assertThat(told.flows()).isEmpty();
            assertThat(told.refused())
                    .containsExactly(
                            new FlowBatch.Refused(DropReason.lost("malformed_flow"), 5),
                            new FlowBatch.Refused(FULL, 2));
            disk.failing = false;
            FlowBatch first = next(source);
            assertThat(uuids(first)).as("it was taken before the disk failed").isEqualTo("1");
            assertThat(first.afterGap()).isFalse();
            inner.queue.add(flows(4));
            FlowBatch fourth = next(source);
            assertThat(uuids(fourth)).isEqualTo("4");
            assertThat(fourth.afterGap()).isTrue();
        }
    }

    @Test
    void whatNeverGetsToTheDiskIsGivenAtTheStopNevertheless() throws Exception {
        StallingDisk disk = new StallingDisk();
        disk.letGo.countDown();
        disk.failing = true;
        List<String> receipts = new ArrayList<>();
        Given inner = new Given(false);
        inner.queue.add(flows(1).whenDone(() -> receipts.add("run")));
        try (Journal journal = journal(1 << 20, disk);
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            disk.failures.acquire(2);
            source.stop();
            FlowBatch batch = next(source);
            assertThat(uuids(batch)).isEqualTo("1");
            assertThat(batch.position()).isEqualTo(1);
            assertThat(source.poll(LONG).ended()).isTrue();
        }
        assertThat(receipts).isEmpty();
    }

    @Test
    void whatIsDamagedIsRefusedByTheBatchBehindIt() throws Exception {
        Given inner = new Given(true);
        for (int i = 1; i <= 3; i++) {
            inner.queue.add(flows(i));
        }
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            for (int i = 1; i <= 3; i++) {
                next(source);
            }
        }
        Path segment = directory.resolve(SegmentHeader.fileName(1));
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
        try (Journal journal = journal();
                JournalSource source = new JournalSource(new Given(true), journal, 1, context)) {
            source.start();
            assertThat(uuids(next(source))).isEqualTo("1");
            FlowBatch third = next(source);
            assertThat(uuids(third)).isEqualTo("3");
            assertThat(third.afterGap()).isTrue();
            assertThat(third.refused()).containsExactly(new FlowBatch.Refused(DropReason.lost("journal_corrupt"), 1));
            assertThat(context.meter("journal_damaged")).isEqualTo(1);
        }
    }

    @Test
    void damageAtTheEndOfWhatIsBeingWrittenIsToldOnceAndWhatComesLaterIsGiven() throws Exception {
        DropReason corrupt = DropReason.lost("journal_corrupt");
        Given inner = new Given(true);
        CountDownLatch journaled = new CountDownLatch(1);
        inner.queue.add(flows(1));
        inner.queue.add(flows(2));
        inner.queue.add(flows(3).whenDone(journaled::countDown));
        List<FlowBatch> given = new ArrayList<>();
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context, 1)) {
            source.start();
            journaled.await();
            Path segment = directory.resolve(SegmentHeader.fileName(1));
            byte[] bytes = Files.readAllBytes(segment);
            try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[] {(byte) ~bytes[bytes.length - 1]}), bytes.length - 1);
            }
            assertThat(uuids(next(source))).isEqualTo("1");
            assertThat(uuids(next(source))).isEqualTo("2");
            given.add(source.poll(SHORT));
            inner.queue.add(flows(4));
            while (!uuids(given.get(given.size() - 1)).equals("4")) {
                given.add(next(source));
            }
        }
        FlowBatch told = given.get(0);
        assertThat(told.refused()).containsExactly(new FlowBatch.Refused(corrupt, 1));
        assertThat(told.gaps()).hasSize(1);
        assertThat(told.position())
                .as("so that it is counted for no later life again")
                .isEqualTo(3);
        assertThat(given).extracting(batch -> refused(batch, corrupt)).containsExactly(1L, 0L);
        assertThat(given.get(1).afterGap()).isFalse();
        assertThat(context.meter("journal_damaged")).isEqualTo(1);
        assertThat(log.texts()).hasSize(1).first().asString().contains("Cannot read 1 entries");

        TestContext later = new TestContext();
        try (Journal journal = journal();
                JournalSource source = new JournalSource(new Given(true), journal, 4, later)) {
            source.start();
            FlowBatch fourth = next(source);
            assertThat(uuids(fourth)).isEqualTo("4");
            assertThat(fourth.refused()).isEmpty();
            assertThat(later.meter("journal_damaged")).isZero();
        }
    }

    @Test
    void anEntryThatEndsThreeStartsGoesToQuarantineWithItsSegment() throws Exception {
        Given inner = new Given(true);
        CountDownLatch journaled = new CountDownLatch(1);
        for (int i = 1; i < 40; i++) {
            inner.queue.add(flows(i));
        }
        inner.queue.add(flows(40).whenDone(journaled::countDown));
        try (Journal journal = Journal.open(directory, 1 << 20, 400, 1, new LocalFiles(), log);
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            journaled.await();
        }
        for (int life = 1; life <= 3; life++) {
            replayUntil(20);
        }
        TestContext last = new TestContext();
        try (Journal journal = Journal.open(directory, 1 << 20, 400, 1, new LocalFiles(), log);
                JournalSource source = new JournalSource(new Given(true), journal, 1, last)) {
            source.start();
            int given = 0;
            long refused = 0;
            FlowBatch batch = FlowBatch.empty();
            while (!uuids(batch).equals("40")) {
                batch = next(source);
                assertThat(uuids(batch)).isNotEqualTo("20");
                given += batch.flows().size();
                refused += refused(batch, DropReason.lost("journal_quarantined"));
            }
            assertThat(given + refused).isEqualTo(40);
            assertThat(refused).isBetween(1L, 10L);
            assertThat(last.meter("journal_quarantined")).isEqualTo(1);
            assertThat(last.meter("journal_damaged")).isZero();
        }
        try (Stream<Path> files = Files.list(directory.resolve(Journal.QUARANTINE))) {
            assertThat(files).hasSize(1);
        }
    }

    /** A life that ends without a stop while that batch is worked on. */
    private void replayUntil(int number) throws Exception {
        try (Journal journal = Journal.open(directory, 1 << 20, 400, 1, new LocalFiles(), log);
                JournalSource source = new JournalSource(new Given(true), journal, 1, context)) {
            source.start();
            while (!uuids(next(source)).equals(Integer.toString(number))) {
                assertThat(context.meter("journal_quarantined")).isZero();
            }
        }
    }

    @Test
    void flowsOfAnotherKindAreGivenAsTheyWouldBeReadAgain() throws Exception {
        Flow good = foreign("{ \"UUID\" : \"7\" }");
        Flow bad = foreign("{\"UUID\":7}");
        Given inner = new Given(true);
        inner.queue.add(FlowBatch.of(List.of(bad, good)));
        FlowBatch first;
        try (Journal journal = journal();
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            first = next(source);
            assertThat(uuids(first)).isEqualTo("7");
            assertThat(first.refused())
                    .containsExactly(new FlowBatch.Refused(DropReason.rejected("malformed_flow"), 1));
        }
        try (Journal journal = journal();
                JournalSource source = new JournalSource(new Given(true), journal, 1, context)) {
            source.start();
            FlowBatch again = next(source);
            assertThat(again.flows()).isEqualTo(first.flows());
            assertThat(again.refused()).isEqualTo(first.refused());
        }
    }

    @Test
    void aVeryLargeBatchIsSeveralEntries() throws Exception {
        int[] numbers = IntStream.range(0, 120_000).toArray();
        List<String> receipts = new ArrayList<>();
        Given inner = new Given(false);
        inner.queue.add(flows(numbers)
                .withGap(GAP)
                .withRefused(DropReason.leftOut("odd"), 3)
                .whenDone(() -> receipts.add("run"))
                .withEnd());
        try (Journal journal = Journal.open(directory, 64 << 20, 1, new LocalFiles(), log);
                JournalSource source = new JournalSource(inner, journal, 1, context)) {
            source.start();
            int given = 0;
            int batches = 0;
            FlowBatch batch = next(source);
            while (!batch.ended()) {
                batches++;
                assertThat(batch.position()).isEqualTo(batches);
                assertThat(batch.afterGap()).isEqualTo(batches == 1);
                assertThat(batch.refused()).hasSize(batches == 1 ? 1 : 0);
                assertThat(batch.flows().get(0).uuid()).isEqualTo(Integer.toString(given));
                given += batch.flows().size();
                batch = next(source);
            }
            assertThat(given).isEqualTo(numbers.length);
            assertThat(batches).isEqualTo(3);
        }
        assertThat(receipts).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void whateverFailsAFlowWhoseReceiptHasRunIsGivenToTheNextLifeOnce(Fault fault) throws Exception {
        int operations = faultyLife(0, fault);
        assertThat(operations).isGreaterThan(8);
        for (int failing = 1; failing <= operations; failing++) {
            faultyLife(failing, fault);
        }
    }

    private int faultyLife(int failing, Fault fault) throws Exception {
        Path own = directory.resolve(fault + "-" + failing);
        FaultyFiles files = new FaultyFiles(failing, fault);
        List<Integer> receipts = new CopyOnWriteArrayList<>();
        List<Integer> given = new ArrayList<>();
        Given inner = new Given(false);
        for (int i = 1; i <= 5; i++) {
            int number = i;
            inner.queue.add(flows(i).whenDone(() -> receipts.add(number)));
        }
        try (Journal journal = Journal.open(own, 1 << 20, 200, 1, files, log);
                JournalSource source = new JournalSource(inner, journal, 1, context, 1)) {
            source.start();
            addNumbers(source.poll(SHORT), given);
            source.stop();
            FlowBatch batch = source.poll(LONG);
            while (!batch.ended()) {
                addNumbers(batch, given);
                batch = source.poll(LONG);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith("Cannot ");
        }
        assertThat(given)
                .isEqualTo(IntStream.rangeClosed(1, given.size()).boxed().toList());

        List<Integer> again = new ArrayList<>();
        Given ended = new Given(false);
        ended.queue.add(FlowBatch.end());
        try (Journal journal = Journal.open(own, 1 << 20, 200, 1, FaultyFiles.sound(), log);
                JournalSource source = new JournalSource(ended, journal, 1, context)) {
            source.start();
            FlowBatch batch = next(source);
            while (!batch.ended()) {
                addNumbers(batch, again);
                batch = next(source);
            }
        }
        assertThat(again)
                .isEqualTo(IntStream.rangeClosed(1, again.size()).boxed().toList());
        assertThat(again).containsAll(receipts);
        return files.operations();
    }

    private static void addNumbers(FlowBatch batch, List<Integer> numbers) {
        batch.flows().forEach(flow -> numbers.add(Integer.valueOf(flow.uuid())));
    }
}
