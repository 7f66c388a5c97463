package io.flowexporter.core.runtime;

import io.flowexporter.api.PipelineListener;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.core.durability.Totals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Counts what becomes of records, tells the listeners and logs what is lost. Written by the pipeline's thread; the ledger
 * can be read by any. What can come again is counted in its batch's tally, too.
 */
final class Books {
    private static final DropReason FORGOTTEN = DropReason.lost("forgotten");
    private static final DropReason KILLED = DropReason.lost("killed");

    private final System.Logger logger;
    private final List<PipelineListener> listeners;
    private final LossLog lossLog;
    private final Map<String, Long> drops = new TreeMap<>();
    /** By the stage's ordinal, which is quickest: several are asked for with each flow. */
    private final StageCounts[] stages = new StageCounts[StageKind.values().length];

    private final Tally all = new Tally();
    private long received;
    private long created;
    private long filtered;
    private long leftOut;
    private long lost;
    private long rejected;
    private long absorbed;
    private long written;
    private long objects;
    private long bytes;
    private volatile long unaccounted;
    private volatile Ledger ledger = Ledger.EMPTY;
    private volatile Map<String, Long> published = Map.of();

    /** One stage's counts. */
    private static final class StageCounts {
        private long in;
        private long created;
        private long emitted;
        private long absorbed;
        private long leftOut;
        private long lost;
        private long retained;

        /** What is open, or on its way into the store, is not told record by record. */
        long retained(StageKind stage) {
            return stage == StageKind.STORE || stage == StageKind.WRITE
                    ? in + created - emitted - absorbed - leftOut - lost
                    : retained;
        }
    }

    Books(System.Logger logger, List<PipelineListener> listeners, LossLog lossLog) {
        this.logger = logger;
        this.listeners = listeners;
        this.lossLog = lossLog;
    }

    /**
     * Goes on where an earlier life ended.
     *
     * @param totals what became of all but what is secured
     * @param storedRecords records that are in the store
     * @param storedObjects in so many objects
     * @param storedBytes of so many bytes
     */
    void restore(Totals totals, long storedRecords, long storedObjects, long storedBytes) {
        all.add(totals);
        received = totals.received();
        created = totals.created();
        filtered = totals.filtered();
        absorbed = totals.absorbed();
        totals.leftOut().forEach((key, count) -> leftOut += restored(key, count));
        totals.lost().forEach((key, count) -> lost += restored(key, count));
        totals.rejected().forEach((key, count) -> rejected += restored(key, count));
        written = storedRecords;
        objects = storedObjects;
        bytes = storedBytes;
    }

    private long restored(String key, long count) {
        drops.put(key, count);
        return count;
    }

    /** What became of all records that neither are secured nor wait. */
    Totals totals() {
        return all.totals();
    }

    private StageCounts of(StageKind stage) {
        StageCounts known = stages[stage.ordinal()];
        if (known == null) {
            known = new StageCounts();
            stages[stage.ordinal()] = known;
        }
        return known;
    }

    /** Flows came in; they wait until something becomes of them. */
    void received(Tally tally, long flows) {
        received += flows;
        all.received(flows);
        tally.received(flows);
        tell(listener -> listener.received(flows));
    }

    void filtered(Tag tag, Tally tally, long flows) {
        filtered += flows;
        all.filtered(flows);
        tally.filtered(flows);
        of(StageKind.FILTER).leftOut += flows;
        tell(listener -> listener.filtered(tag, flows));
    }

    void created(StageKind stage, Tally tally, long records) {
        created += records;
        all.created(records);
        tally.created(records);
        of(stage).created += records;
    }

    void absorbed(StageKind stage, Tally tally, long records) {
        absorbed += records;
        all.absorbed(records);
        tally.absorbed(records);
        of(stage).absorbed += records;
    }

    /**
     * A stage's call is over.
     *
     * @param in how many records it was given
     * @param emitted how many it put out
     * @param retained how many more it keeps back now
     */
    void passed(StageKind stage, long in, long emitted, long retained) {
        StageCounts counts = of(stage);
        counts.in += in;
        counts.emitted += emitted;
        counts.retained += retained;
    }

    /**
     * A record turns out to be in an object of an earlier life: it was counted then.
     *
     * @param parts of how many flows it is that other records were made of, too
     */
    void storedBefore(Tally tally, long parts) {
        created -= parts;
        all.created(-parts);
        tally.created(-parts);
        absorbed -= parts - 1;
        all.absorbed(1 - parts);
        tally.absorbed(1 - parts);
    }

    void dropped(StageKind stage, Tag tag, Tally tally, DropReason reason, long records, String detail) {
        if (records == 0) {
            return;
        }
        String key = Tally.key(stage, reason);
        switch (reason.kind()) {
            case LEFT_OUT -> {
                leftOut += records;
                of(stage).leftOut += records;
            }
            case LOST -> {
                lost += records;
                of(stage).lost += records;
            }
            case REJECTED -> {
                rejected += records;
                of(stage).lost += records;
            }
        }
        if (reason.lost()) {
            lossLog.lost(stage, tag, reason, records, detail);
        }
        drops.merge(key, records, Long::sum);
        all.dropped(stage, reason, records);
        tally.dropped(stage, reason, records);
        tell(listener -> listener.dropped(stage, tag, reason, records));
    }

    /** A stage did not say what became of so many records, which are counted as lost; or put out more than it had. */
    void unaccounted(long records) {
        unaccounted += Math.abs(records);
    }

    /** What was on its way in the memory of a process that was killed. */
    void killed(long records) {
        dropped(StageKind.STORE, Tag.OTHER, Tally.NONE, KILLED, records, "the process ended before they were secured");
    }

    void taken(long records) {
        written += records;
        passed(StageKind.STORE, records, records, 0);
    }

    /** An object is on the disk. */
    void secured(ObjectInfo object, long size) {
        tell(listener -> listener.secured(object, size));
    }

    void written(ObjectInfo object, long size) {
        written += object.records();
        objects++;
        bytes += size;
        of(StageKind.WRITE).emitted += object.records();
        tell(listener -> listener.written(object, size));
    }

    /** Counts what a stage kept back to the very end as lost: it forgot it. */
    void forgotten() {
        for (StageKind stage : List.of(StageKind.TRANSFORM, StageKind.MANGLE)) {
            long forgotten = retained(stage);
            if (forgotten != 0) {
                of(stage).retained = 0;
                dropped(stage, Tag.OTHER, Tally.NONE, FORGOTTEN, forgotten, "kept back and never given out");
            }
        }
    }

    private long retained(StageKind stage) {
        StageCounts counts = stages[stage.ordinal()];
        return counts == null ? 0 : counts.retained;
    }

    /** How many records transforms and manglers keep back. */
    long retained() {
        return retained(StageKind.TRANSFORM) + retained(StageKind.MANGLE);
    }

    void writeFailed(ObjectInfo object, Exception cause) {
        tell(listener -> listener.writeFailed(object, cause));
    }

    void stageFailed(StageKind stage, Exception cause) {
        tell(listener -> listener.stageFailed(stage, cause));
    }

    /**
     * Lets other threads see the ledger as it is now.
     *
     * @param waiting how many records are found to be on their way
     */
    void publish(long waiting) {
        ledger = new Ledger(
                received, created, filtered, leftOut, lost, rejected, absorbed, written, waiting, objects, bytes);
        if (drops.size() != published.size() || !drops.equals(published)) {
            published = Map.copyOf(drops);
        }
        lossLog.tick();
    }

    /** How many records came in of which neither is known what became of them, nor that they wait. */
    long missing(long waiting) {
        return received + created - filtered - leftOut - lost - rejected - absorbed - written - waiting;
    }

    /** How many records the books do not add up by, in sum or in any call of a stage. */
    long conservationError() {
        return Math.abs(ledger.difference()) + unaccounted;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Records dropped, by stage and reason. */
    Map<String, Long> drops() {
        return published;
    }

    /**
     * What a stage did with its records since the pipeline started; empty if it had none.
     *
     * @param type the stage's type
     */
    Optional<PipelineStatus.StageNumbers> numbers(StageKind stage, String type) {
        return Optional.ofNullable(stages[stage.ordinal()])
                .map(counts -> new PipelineStatus.StageNumbers(
                        stage.section(),
                        type,
                        counts.in,
                        counts.created,
                        counts.emitted,
                        counts.absorbed,
                        counts.leftOut,
                        counts.lost,
                        counts.retained(stage)));
    }

    private void tell(Consumer<PipelineListener> event) {
        for (PipelineListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable e) {
                logger.log(System.Logger.Level.WARNING, "A listener failed: " + Texts.of(Failures.survivable(e)));
            }
        }
    }
}
