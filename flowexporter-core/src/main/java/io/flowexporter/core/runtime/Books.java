package io.flowexporter.core.runtime;

import io.flowexporter.api.PipelineListener;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Counts what becomes of records, tells the listeners and logs what is lost. Written by the pipeline's thread; the ledger
 * can be read by any.
 */
final class Books {
    private static final DropReason FORGOTTEN = DropReason.lost("forgotten");

    private final System.Logger logger;
    private final List<PipelineListener> listeners;
    private final LossLog lossLog;
    private final Map<String, Long> drops = new TreeMap<>();
    private long received;
    private long created;
    private long filtered;
    private long leftOut;
    private long lost;
    private long absorbed;
    private long written;
    private long waiting;
    private long objects;
    private long bytes;
    private volatile Ledger ledger = new Ledger(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    private volatile Map<String, Long> published = Map.of();

    Books(System.Logger logger, List<PipelineListener> listeners, LossLog lossLog) {
        this.logger = logger;
        this.listeners = listeners;
        this.lossLog = lossLog;
    }

    /** Flows came in; they wait until something becomes of them. */
    void received(long flows) {
        received += flows;
        waiting += flows;
        tell(listener -> listener.received(flows));
    }

    void filtered(Tag tag, long flows) {
        filtered += flows;
        waiting -= flows;
        tell(listener -> listener.filtered(tag, flows));
    }

    void created(long records) {
        created += records;
        waiting += records;
    }

    void absorbed(long records) {
        absorbed += records;
        waiting -= records;
    }

    void dropped(StageKind stage, Tag tag, DropReason reason, long records, String detail) {
        if (records == 0) {
            return;
        }
        if (reason.lost()) {
            lost += records;
            lossLog.lost(stage, tag, reason, records, detail);
        } else {
            leftOut += records;
        }
        waiting -= records;
        drops.merge(stage.section() + '.' + reason.name(), records, Long::sum);
        tell(listener -> listener.dropped(stage, tag, reason, records));
    }

    void taken(long records) {
        written += records;
        waiting -= records;
    }

    void written(ObjectInfo object, long size) {
        taken(object.records());
        objects++;
        bytes += size;
        tell(listener -> listener.written(object, size));
    }

    /** How many objects are in the store. */
    long objects() {
        return objects;
    }

    /** Counts what nothing is said of at the very end as lost: records that a stage kept back and forgot. */
    void forgotten() {
        dropped(StageKind.MANGLE, Tag.OTHER, FORGOTTEN, waiting, "kept back and never given out");
    }

    void writeFailed(ObjectInfo object, Exception cause) {
        tell(listener -> listener.writeFailed(object, cause));
    }

    void stageFailed(StageKind stage, Exception cause) {
        tell(listener -> listener.stageFailed(stage, cause));
    }

    /** Lets other threads see the ledger as it is now, which adds up between two calls of stages only. */
    void publish() {
        ledger = new Ledger(received, created, filtered, leftOut, lost, absorbed, written, waiting, objects, bytes);
        if (drops.size() != published.size() || !drops.equals(published)) {
            published = Map.copyOf(drops);
        }
        lossLog.tick();
    }

    Ledger ledger() {
        return ledger;
    }

    /** Records dropped, by stage and reason. */
    Map<String, Long> drops() {
        return published;
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
