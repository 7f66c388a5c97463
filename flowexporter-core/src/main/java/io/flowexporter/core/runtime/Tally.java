package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.core.durability.Totals;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of some records: of one batch's, as long as those can come again, or of all of a pipeline's. Used on the pipeline's
 * thread.
 */
final class Tally {
    /** Of records that can't come again; forgets all. */
    static final Tally NONE = new Tally();

    private final Map<String, Long> leftOut = new TreeMap<>();
    private final Map<String, Long> lost = new TreeMap<>();
    private final Map<String, Long> rejected = new TreeMap<>();
    private long received;
    private long created;
    private long filtered;
    private long absorbed;

    void received(long flows) {
        if (this != NONE) {
            received += flows;
        }
    }

    /** Negative for some that turn out to have been created in an earlier life. */
    void created(long records) {
        if (this != NONE) {
            created += records;
        }
    }

    void filtered(long flows) {
        if (this != NONE) {
            filtered += flows;
        }
    }

    void absorbed(long records) {
        if (this != NONE) {
            absorbed += records;
        }
    }

    void dropped(StageKind stage, DropReason reason, long records) {
        if (this != NONE) {
            of(reason.kind()).merge(key(stage, reason), records, Long::sum);
        }
    }

    private Map<String, Long> of(DropReason.Kind kind) {
        return switch (kind) {
            case LEFT_OUT -> leftOut;
            case LOST -> lost;
            case REJECTED -> rejected;
        };
    }

    static String key(StageKind stage, DropReason reason) {
        return stage.section() + '.' + reason.name();
    }

    Totals totals() {
        return new Totals(received, created, filtered, absorbed, leftOut, lost, rejected);
    }

    void add(Totals totals) {
        if (this == NONE) {
            return;
        }
        received += totals.received();
        created += totals.created();
        filtered += totals.filtered();
        absorbed += totals.absorbed();
        totals.leftOut().forEach((key, count) -> leftOut.merge(key, count, Long::sum));
        totals.lost().forEach((key, count) -> lost.merge(key, count, Long::sum));
        totals.rejected().forEach((key, count) -> rejected.merge(key, count, Long::sum));
    }
}
