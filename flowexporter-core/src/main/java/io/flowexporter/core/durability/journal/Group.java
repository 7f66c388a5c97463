package io.flowexporter.core.durability.journal;

import io.flowexporter.api.Meters;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.FlowBatch;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Batches that go to the disk together, and what is to be done when they are there. For one thread. */
final class Group {
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LARGEST = 8 << 20;
    /**
     * Forcing costs as much as parsing several hundred flows, so it is not done for each message of a busy source. But half of them are to be
     * secured within 5 ms.
     */
    private static final long APART = TimeUnit.MILLISECONDS.toNanos(4);

    private static final int MANY = 4;
    /** Of many that come one after the other, half wait for no more than half of this. */
    private static final long APART_OF_MANY = TimeUnit.MILLISECONDS.toNanos(7);

    private final Journal journal;
    private final Tail tail;
    private final InstantSource clock;
    private final Meters.Counter entries;
    private final Meters.Counter forces;
    private final Meters.Counter forceMicros;
    private final List<FlowBatch> batches = new ArrayList<>();
    private final List<Runnable> receipts = new ArrayList<>();
    private long bytes;
    private long since;
    private long securedAt = System.nanoTime() - APART_OF_MANY;
    /** How many batches were secured last. */
    private int before;

    Group(Journal journal, Tail tail, StageContext context) {
        this.journal = journal;
        this.tail = tail;
        this.clock = context.clock();
        this.entries = context.meters().counter("journal_entries");
        this.forces = context.meters().counter("journal_forces");
        this.forceMicros = context.meters().counter("journal_force_microseconds");
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    /** Whether it has waited, or grown, long enough. */
    boolean isDue() {
        return !batches.isEmpty() && (bytes >= LARGEST || System.nanoTime() - since >= LONGEST);
    }

    /** How long it should wait for more, in nanoseconds, though its source has nothing at the moment; not while somebody waits for a receipt. */
    long patience() {
        if (batches.isEmpty() || !receipts.isEmpty()) {
            return 0;
        }
        long apart = Math.max(batches.size(), before) < MANY ? APART : APART_OF_MANY;
        return Math.max(0, securedAt + apart - System.nanoTime());
    }

    /** Adds a batch at the journal's next position. */
    void add(FlowBatch batch) throws IOException {
        if (batches.isEmpty()) {
            since = System.nanoTime();
        }
        long position = journal.append(clock.millis(), batch.afterGap(), out -> BatchFormat.write(batch, out));
        batches.add(batch.at(position));
        bytes += batch.bytes();
        entries.add(1);
    }

    /** Runs that as soon as all that was added is secured. */
    void whenSecured(Runnable receipt) {
        if (batches.isEmpty()) {
            receipt.run();
        } else {
            receipts.add(receipt);
        }
    }

    /** Secures all of them and hands them over; if that fails, they stay. */
    void secure() throws IOException {
        if (batches.isEmpty()) {
            return;
        }
        long begin = System.nanoTime();
        journal.force();
        forces.add(1);
        securedAt = System.nanoTime();
        forceMicros.add(TimeUnit.NANOSECONDS.toMicros(securedAt - begin));
        List<Runnable> due = List.copyOf(receipts);
        tail.secured(batches);
        before = batches.size();
        batches.clear();
        receipts.clear();
        bytes = 0;
        due.forEach(Runnable::run);
    }

    /** Takes them out as they are. */
    List<FlowBatch> abandon() {
        List<FlowBatch> all = List.copyOf(batches);
        batches.clear();
        receipts.clear();
        bytes = 0;
        return all;
    }
}
