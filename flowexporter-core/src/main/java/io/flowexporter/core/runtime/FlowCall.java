package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Retained;
import io.flowexporter.api.topology.Lookup;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * A transform's call on one flow. Nearly always it emits one record and says no more, which needs neither lists nor entries;
 * whatever else it says is said to a {@link StageCall}, what was emitted before first. Used again for each flow.
 *
 * @param <R> the records put out
 */
final class FlowCall<R> implements Output<R> {
    private final StageCall<R> whole;
    private final int[] code = new int[1];
    private Tag tag = Tag.OTHER;
    private List<BatchHold> batches = List.of();
    private R emitted;
    private boolean told;

    /** Calls that say to that one whatever is more than a record. */
    FlowCall(StageCall<R> whole) {
        this.whole = whole;
    }

    /**
     * Begins a call.
     *
     * @param batch its flow's batch alone
     * @param flow which of that batch it is
     */
    void begin(Tag of, List<BatchHold> batch, int flow) {
        tag = of;
        batches = batch;
        code[0] = flow;
        emitted = null;
        told = false;
    }

    /** Whether one record was emitted and nothing else said. */
    boolean saidOneRecord() {
        return !told && emitted != null;
    }

    /** The one record. */
    R record() {
        return emitted;
    }

    /** The call as one that may have said anything. */
    StageCall<R> whole() {
        if (!told) {
            told = true;
            whole.begin(new InHand(tag, batches, code, List.of()));
            if (emitted != null) {
                whole.emit(emitted);
            }
        }
        return whole;
    }

    @Override
    public void emit(R record) {
        if (told || saidOneRecord() || record == null) {
            whole().emit(record);
        } else {
            emitted = record;
        }
    }

    @Override
    public void create(R record) {
        whole().create(record);
    }

    @Override
    public void absorb(int records) {
        whole().absorb(records);
    }

    @Override
    public void drop(DropReason reason) {
        whole().drop(reason);
    }

    @Override
    public void incomplete(String why) {
        whole().incomplete(why);
    }

    @Override
    public Retained retain() {
        return whole().retain();
    }

    @Override
    public Retained retain(Retained also) {
        return whole().retain(also);
    }

    @Override
    public void emit(R record, Retained kept) {
        whole().emit(record, kept);
    }

    @Override
    public void drop(DropReason reason, Retained kept) {
        whole().drop(reason, kept);
    }

    @Override
    public void absorb(Retained kept) {
        whole().absorb(kept);
    }

    @Override
    public void emitWhen(Lookup<?> lookup, Instant latest, Supplier<? extends R> record) {
        whole().emitWhen(lookup, latest, record);
    }
}
