package io.flowexporter.core.durability.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.durability.LocalFiles;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.internal.LogLines;
import io.flowexporter.testkit.TestContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalSourceTest {
    private static final Duration LONG = Duration.ofSeconds(30);
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
        inner.queue.add(flows(3).withGapBefore().withRefused(DropReason.lost("malformed_flow"), 2));
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

    @Test
    void theNextLifeIsGivenTheSameAgainAndThenTheNew() throws Exception {
        Given inner = new Given(true);
        inner.queue.add(flows(1, 2));
        inner.queue.add(flows(3).withGapBefore().withRefused(DropReason.leftOut("odd"), 2));
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
}
