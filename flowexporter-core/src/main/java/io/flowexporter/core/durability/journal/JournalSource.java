package io.flowexporter.core.durability.journal;

import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.stage.Source;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/**
 * A source around another one: whatever that gives is on the disk before anybody works on it, and is given again to the next life if this one
 * has not finished it. The batches have their positions, and no receipts: those of the other source run as soon as its flows are secured.
 *
 * <p>First comes what earlier lives left, then the new. What the pipeline is too slow for stays on the disk alone and is read back, so that the
 * memory it takes does not grow. It does not close the journal.
 */
public final class JournalSource implements Source {
    private static final long TAIL_BYTES = 32 << 20;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final Source inner;
    private final Journal journal;
    private final StageContext context;
    private final long from;
    private final Tail tail;
    private final Replay replay;
    private final Recorder recorder;
    private final Thread thread;
    private final BatchFormat format = new BatchFormat();
    private Optional<JournalReader> reader = Optional.empty();

    /**
     * A source that is not started.
     *
     * @param journal where what the source gives goes; nobody else may append to it
     * @param from the position that is given first; what lies before it was finished by an earlier life
     */
    public JournalSource(Source inner, Journal journal, long from, StageContext context) {
        this(inner, journal, from, context, TAIL_BYTES);
    }

    JournalSource(Source inner, Journal journal, long from, StageContext context, long tailBytes) {
        this.inner = inner;
        this.journal = journal;
        this.context = context;
        // What is new must be given, whatever the caller knows.
        this.from = Math.max(1, Math.min(from, journal.next()));
        this.tail = new Tail(tailBytes, this.from, journal.secured());
        this.replay = new Replay(journal, journal.marks(), context.logger(), System::nanoTime);
        this.recorder = new Recorder(inner, journal, tail, replay::look, context);
        this.thread = new Thread(recorder, "flowexporter-" + context.pipeline() + "-journal");
        context.meters().gauge("journal_bytes", journal::bytes);
        context.meters().gauge("journal_damaged", journal::damaged);
        context.meters()
                .gauge("journal_quarantined", () -> journal.quarantined().size());
    }

    @Override
    public void start() throws Exception {
        replay.removePoison();
        tail.miss(
                Replay.QUARANTINED,
                replay.quarantinedFlows(from),
                context.clock().instant());
        inner.start();
        thread.start();
    }

    /** What is not polled lies in the journal. */
    @Override
    public boolean live() {
        return false;
    }

    @Override
    public FlowBatch poll(Duration maxWait) throws Exception {
        replay.cameBack();
        while (true) {
            replay.look();
            Tail.Step step = tail.next(maxWait);
            if (step instanceof Tail.Step.Give give) {
                closeReader();
                if (give.batch().ended()) {
                    replay.stop();
                }
                return give.batch();
            }
            Optional<FlowBatch> batch = readBack((Tail.Step.ReadBack) step);
            if (batch.isPresent()) {
                return batch.get();
            }
        }
    }

    /** The next batch that is on the disk alone; empty if no more of them can be read. */
    private Optional<FlowBatch> readBack(Tail.Step.ReadBack what) throws IOException, InterruptedException {
        JournalReader open = reader.orElseGet(() -> journal.read(what.from()));
        reader = Optional.of(open);
        // Reading it may be what nobody survives, or what the disk refuses each time.
        replay.giving(open.position());
        Optional<JournalEntry> entry = read(open);
        long missing = open.takeMissing();
        tail.miss(BatchFormat.UNREADABLE, missing, context.clock().instant());
        if (entry.isEmpty()) {
            // It may know of more than was to be read; what it says is missing must not be read again.
            long end = Math.max(what.to(), open.position());
            closeReader();
            replay.given(end);
            if (missing > 0) {
                // With a position, so that it is counted for no later life again that begins behind it.
                return Optional.of(tail.read(end, FlowBatch.empty().at(end - 1)));
            }
            tail.readUpTo(end);
            return Optional.empty();
        }
        long position = entry.get().position();
        replay.giving(position);
        replay.given(position + 1);
        return Optional.of(tail.read(position + 1, format.read(entry.get())));
    }

    private Optional<JournalEntry> read(JournalReader open) throws IOException, InterruptedException {
        boolean done = false;
        try {
            Optional<JournalEntry> entry = open.next();
            done = true;
            return entry;
        } catch (CannotUnpackHereException e) {
            replay.endsForAnotherReason();
            throw e;
        } finally {
            if (!done) {
                closeReader();
            }
        }
    }

    private void closeReader() throws IOException {
        if (reader.isPresent()) {
            JournalReader open = reader.get();
            reader = Optional.empty();
            open.close();
        }
    }

    /** Stops the other source and journals what it has taken in. What is on the disk alone waits for the next life. */
    @Override
    public boolean stop() {
        replay.stop();
        tail.stop();
        recorder.stop();
        try {
            tail.awaitEnd(LONGEST_STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        recorder.stop();
        try {
            thread.join(LONGEST_CLOSE.toMillis());
            recorder.hurry();
            thread.join(LONGEST_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            context.logger()
                    .log(
                            Level.WARNING,
                            "The journal's thread does not end: its source or the disk hangs; what they still hold is lost");
        }
        try {
            closeReader();
            replay.close();
        } finally {
            inner.close();
        }
    }
}
