package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Retained;
import io.flowexporter.api.topology.Lookup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One call of a transform or mangler: collects what it puts out, so that all of it can be taken back if the call fails.
 * Used again for each call, on the pipeline's thread.
 *
 * @param <R> the records put out
 */
final class StageCall<R> implements Output<R> {
    /** Something put out: a record, or one that waits for an answer. */
    record Put<R>(R record, Waiting<R> waiting, Tag tag, List<BatchHold> batches) {}

    /** A record to be made when an answer is there. */
    record Waiting<R>(Lookup<?> lookup, Instant latest, Supplier<? extends R> record) {
        Waiting {
            Objects.requireNonNull(lookup, "lookup");
            Objects.requireNonNull(latest, "latest");
            Objects.requireNonNull(record, "record");
        }

        boolean isDue(Instant now) {
            return lookup.done() || !now.isBefore(latest);
        }

        /** The record, made now. */
        R make() {
            return checked(record.get());
        }
    }

    private record Drop(DropReason reason, Tag tag, int records) {}

    private final List<Put<R>> puts = new ArrayList<>();
    private final List<Drop> drops = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();
    private final List<Kept> used = new ArrayList<>();
    private List<BatchHold> inHand = List.of();
    private Tag tag = Tag.OTHER;
    private int given;
    private int created;
    private int emitted;
    private int absorbed;
    private int dropped;
    private boolean incomplete;
    private boolean ofAnyTag;

    /** Begins a call on what may be of any tag. */
    void begin(int records, List<BatchHold> batches) {
        begin(Tag.OTHER, records, batches);
        ofAnyTag = true;
    }

    /**
     * Begins a call.
     *
     * @param callTag the tag of what is in hand
     * @param records how many records are in hand
     * @param batches the batches that those are of
     */
    void begin(Tag callTag, int records, List<BatchHold> batches) {
        puts.clear();
        drops.clear();
        kept.clear();
        used.clear();
        tag = callTag;
        ofAnyTag = false;
        given = records;
        inHand = batches;
        created = 0;
        emitted = 0;
        absorbed = 0;
        dropped = 0;
        incomplete = false;
    }

    @Override
    public void emit(R record) {
        emitted++;
        puts.add(new Put<>(checked(record), null, tag, inHand));
    }

    @Override
    public void create(R record) {
        created++;
        emit(record);
    }

    @Override
    public void absorb(int records) {
        absorbed += records;
    }

    @Override
    public void drop(DropReason reason) {
        dropped++;
        drops.add(new Drop(reason, tag, 1));
    }

    @Override
    public void incomplete(String why) {
        incomplete = true;
    }

    @Override
    public Retained retain() {
        return keep(1, List.copyOf(inHand));
    }

    @Override
    public Retained retain(Retained also) {
        Kept other = Kept.of(also);
        take(other);
        if (other.batches().containsAll(inHand)) {
            return keep(other.records() + 1, other.batches());
        }
        Set<BatchHold> batches = new LinkedHashSet<>(other.batches());
        batches.addAll(inHand);
        return keep(other.records() + 1, List.copyOf(batches));
    }

    private Kept keep(int records, List<BatchHold> batches) {
        Kept one = new Kept(tag, records, batches);
        kept.add(one);
        return one;
    }

    @Override
    public void emit(R record, Retained retained) {
        Kept one = Kept.of(retained);
        take(one);
        emitted++;
        if (one.records() == 0) {
            created++;
        } else {
            absorbed += one.records() - 1;
        }
        puts.add(new Put<>(checked(record), null, one.tag(), one.batches()));
    }

    @Override
    public void drop(DropReason reason, Retained retained) {
        Kept one = Kept.of(retained);
        take(one);
        dropped += one.records();
        drops.add(new Drop(reason, one.tag(), one.records()));
    }

    @Override
    public void absorb(Retained retained) {
        Kept one = Kept.of(retained);
        take(one);
        absorbed += one.records();
    }

    private void take(Kept one) {
        one.use();
        used.add(one);
    }

    @Override
    public void emitWhen(Lookup<?> lookup, Instant latest, Supplier<? extends R> record) {
        Waiting<R> waiting = new Waiting<>(lookup, latest, record);
        emitted++;
        puts.add(new Put<>(null, waiting, tag, inHand));
    }

    /** Makes the records that wait for answers now, for a stage that has nothing behind it to wait in. */
    void waitForNothing() {
        puts.replaceAll(
                put -> put.waiting() == null ? put : new Put<>(put.waiting().make(), null, put.tag(), put.batches()));
    }

    private static <R> R checked(R record) {
        if (record == null) {
            throw new IllegalArgumentException("Cannot emit null: drop the record instead, with a reason");
        }
        return record;
    }

    /** Whether no record came of what was in hand, and none is to come. */
    boolean madeNothing() {
        return puts.isEmpty() && kept.isEmpty();
    }

    List<Put<R>> puts() {
        return puts;
    }

    /** Settles the call: books what was dropped, holds what is kept. */
    void settle(StageKind stage, Books books) {
        books.created(created);
        books.absorbed(absorbed);
        for (Drop drop : drops) {
            books.dropped(stage, drop.tag(), drop.reason(), drop.records(), "");
        }
        for (Kept one : kept) {
            if (!one.used()) {
                one.hold();
            }
        }
    }

    /** Lets go of the batches of what earlier calls kept and this one used; called when its records hold them. */
    void releaseUsed() {
        used.forEach(Kept::release);
    }

    /** Hands over what earlier calls kept and this one used, to be released later. */
    List<Kept> takeUsed() {
        return List.copyOf(used);
    }

    Tag tag() {
        return tag;
    }

    /** Whether what is in hand may be of any tag; {@link #tag()} is {@code other} then. */
    boolean isOfAnyTag() {
        return ofAnyTag;
    }

    /**
     * Takes all back: what was in hand is lost, and so is what earlier calls kept and this one used. Returns how many
     * records that is.
     */
    int fail(StageKind stage, DropReason reason, Books books, String detail) {
        int lost = given;
        books.dropped(stage, tag, reason, given, detail);
        for (Kept one : used) {
            // What this very call kept is among what was given.
            if (!kept.contains(one)) {
                books.dropped(stage, one.tag(), reason, one.records(), detail);
                lost += one.records();
            }
            one.lose();
        }
        kept.forEach(Kept::lose);
        puts.clear();
        return lost;
    }

    /** How many of the records in hand, and of those used from earlier calls, nothing is said of; 0 if all is well. */
    int unaccounted() {
        int keptNow = 0;
        for (Kept one : kept) {
            keptNow += one.records();
        }
        int usedNow = 0;
        for (Kept one : used) {
            usedNow += one.records();
        }
        return given + created + usedNow - emitted - absorbed - dropped - keptNow;
    }

    boolean isIncomplete() {
        return incomplete;
    }
}
