package io.flowexporter.api.stage;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.topology.Lookup;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Where a transform or mangler puts its records, and where it says what became of those that it does not emit. For each
 * call, records in + created = emitted + absorbed + dropped + retained; what is missing is counted as lost,
 * {@code unaccounted_for}, and what is too much as created.
 *
 * @param <R> the record
 */
public interface Output<R> {
    /** Emits a record made of one that came in. */
    void emit(R record);

    /** Emits a record that none came in for. */
    void create(R record);

    /** Says that so many records in hand went into others. */
    void absorb(int records);

    /** Drops one record in hand. */
    void drop(DropReason reason);

    /** Says that records may be missing just before this one: the object that is being made is not complete. */
    void incomplete(String why);

    /** Keeps one record in hand back. */
    Retained retain();

    /** Keeps one record in hand back together with others, because one record will be made of all. */
    Retained retain(Retained also);

    /** Emits one record made of what was kept back; if that was several, the others count as absorbed. */
    void emit(R record, Retained kept);

    /** Drops what was kept back. */
    void drop(DropReason reason, Retained kept);

    /**
     * Says that what was kept back went into other records. It is done then: where a kill must not lose it, join it to that record
     * by {@link #retain(Retained)}, and emit that one with it.
     */
    void absorb(Retained kept);

    /**
     * Emits a record once an answer is there, or when it is too late to wait on. Records of a tag keep their order: later
     * ones wait. In a mangler the answer is not waited for.
     *
     * @param latest when to go on without an answer; a pipeline that closes waits 2 s at most
     * @param record makes the record, on the pipeline's thread
     */
    void emitWhen(Lookup<?> lookup, Instant latest, Supplier<? extends R> record);
}
