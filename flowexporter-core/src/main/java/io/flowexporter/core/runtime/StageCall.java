package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Retained;
import io.flowexporter.api.topology.Lookup;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Supplier;

/**
 * One call of a transform or mangler: collects what it puts out, so that all of it can be taken back if the call fails.
 * Used again for each call, on the pipeline's thread.
 *
 * <p>Which flow a record put out is of, is told by the record that the stage looked at last; see {@link #look}.
 *
 * @param <R> the records put out
 */
final class StageCall<R> implements Output<R> {
    /**
     * Something put out: a record, or one that waits for an answer.
     *
     * @param code which flow it is of, see {@link Provenance}
     * @param several its flows, if they are told one by one
     * @param source of which record in hand it was made; negative if of none
     * @param ordinal which of those made of it, see {@link FlowRef#child}
     */
    record Put<R>(
            R record,
            Waiting<R> waiting,
            Tag tag,
            List<BatchHold> batches,
            int code,
            List<FlowRef> several,
            int source,
            long ordinal) {
        /** One that no other was made beside. */
        Put(R record, Waiting<R> waiting, Tag tag, List<BatchHold> batches, int code, List<FlowRef> several) {
            this(record, waiting, tag, batches, code, several, -1, FlowRef.MAIN);
        }

        /** The same as one of several. */
        Put<R> of(List<FlowRef> flows) {
            return new Put<>(record, waiting, tag, batches, Provenance.SEVERAL, flows);
        }

        /** What it is of. */
        InHand origin(Tag of) {
            return new InHand(of, batches, new int[] {code}, List.of(several));
        }

        /** Whether an object of an earlier life holds it. */
        boolean isStored() {
            return code != Provenance.NO_FLOW && origin(tag).isStored(0);
        }

        Put<R> made() {
            return waiting == null
                    ? this
                    : new Put<>(waiting.make(), null, tag, batches, code, several, source, ordinal);
        }
    }

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

    /** Something to be written into the books, unless the call fails. */
    private interface Entry {
        void book(StageKind stage, Books books);
    }

    private static final int BITS_OF_AN_ORDINAL = 28;

    private final int shift;
    private final List<Put<R>> puts = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();
    private final List<Kept> used = new ArrayList<>();
    private final Map<FlowRef, Integer> keptFlows = new HashMap<>();
    private int[] goneOn = new int[1];
    private int[] madeBeside = new int[1];
    private boolean comesAgain;
    private boolean severalOfOne;
    private InHand inHand = InHand.nothing(Tag.OTHER);
    private boolean replayed;
    private int looking;
    private int created;
    private int emitted;
    private int absorbed;
    private int dropped;
    private boolean incomplete;
    private boolean ofAnyTag;

    private StageCall(int shift) {
        this.shift = shift;
    }

    /** For a transform. */
    static <R> StageCall<R> ofTransform() {
        return new StageCall<>(0);
    }

    /** For a mangler, behind a transform. */
    static <R> StageCall<R> ofMangler() {
        return new StageCall<>(BITS_OF_AN_ORDINAL);
    }

    /** Begins a call on what may be of any tag. */
    void beginOfAnyTag(InHand given) {
        begin(given);
        ofAnyTag = true;
    }

    /** Begins a call. */
    void begin(InHand given) {
        puts.clear();
        entries.clear();
        kept.clear();
        used.clear();
        if (given.batches() != inHand.batches()) {
            replayed = given.isReplayed();
            comesAgain = given.canComeAgain();
        }
        inHand = given;
        if (comesAgain) {
            forgetUses(given.size());
        }
        looking = 0;
        ofAnyTag = false;
        created = 0;
        emitted = 0;
        absorbed = 0;
        dropped = 0;
        incomplete = false;
    }

    private void forgetUses(int records) {
        keptFlows.clear();
        severalOfOne = false;
        if (goneOn.length < records) {
            goneOn = new int[records];
            madeBeside = new int[records];
        } else {
            Arrays.fill(goneOn, 0, records, 0);
            Arrays.fill(madeBeside, 0, records, 0);
        }
    }

    /** Something is made of the record in hand that goes on; returns which one it is. */
    private long goOn() {
        if (!comesAgain || looking >= inHand.size()) {
            return FlowRef.MAIN;
        }
        int number = ++goneOn[looking];
        severalOfOne |= uses(looking) > 1;
        return number == 1 ? FlowRef.MAIN : (long) number << 1 << shift;
    }

    /** Something more is made of the record in hand. It is numbered by itself: it may not be made again in a later life. */
    private long makeBeside() {
        if (!comesAgain || looking >= inHand.size()) {
            return FlowRef.MAIN;
        }
        int number = ++madeBeside[looking];
        severalOfOne |= uses(looking) > 1;
        return ((long) number << 1 | 1) << shift;
    }

    private int uses(int record) {
        return goneOn[record] + madeBeside[record];
    }

    /** The records as the stage gets them: each that it looks at is what it speaks of next. */
    <T> List<T> look(List<T> records) {
        return new Looked<>(records);
    }

    private final class Looked<T> extends AbstractList<T> implements RandomAccess {
        private final List<T> records;

        Looked(List<T> records) {
            this.records = records;
        }

        @Override
        public T get(int index) {
            T record = records.get(index);
            looking = index;
            return record;
        }

        @Override
        public int size() {
            return records.size();
        }
    }

    /** Whether what is in hand counts no more: it is in an object of an earlier life. */
    private boolean isStored() {
        return replayed && inHand.isStored(looking);
    }

    private void enter(Entry entry) {
        entries.add(entry);
    }

    @Override
    public void emit(R record) {
        put(checked(record), null, goOn());
    }

    private void put(R record, Waiting<R> waiting, long ordinal) {
        emitted++;
        puts.add(new Put<>(
                record,
                waiting,
                inHand.tag(),
                inHand.batches(),
                inHand.code(looking),
                inHand.several(looking),
                looking,
                ordinal));
    }

    @Override
    public void create(R record) {
        created++;
        if (!isStored()) {
            Tally tally = inHand.tally(looking);
            enter((stage, books) -> books.created(stage, tally, 1));
        }
        put(checked(record), null, makeBeside());
    }

    @Override
    public void absorb(int records) {
        absorbed += records;
        if (!isStored()) {
            Tally tally = inHand.tally(looking);
            enter((stage, books) -> books.absorbed(stage, tally, records));
        }
    }

    @Override
    public void drop(DropReason reason) {
        dropped++;
        if (!isStored()) {
            Tag tag = inHand.tag();
            Tally tally = inHand.tally(looking);
            enter((stage, books) -> books.dropped(stage, tag, tally, reason, 1, ""));
        }
    }

    @Override
    public void incomplete(String why) {
        incomplete = true;
    }

    @Override
    public Retained retain() {
        keepFlows();
        Kept one = new Kept(inHand.tag(), 1, isStored() ? 0 : 1, flowsInHand(), inHand.batches());
        kept.add(one);
        return one;
    }

    @Override
    public Retained retain(Retained also) {
        Kept other = Kept.of(also);
        take(other);
        keepFlows();
        Kept one = Kept.joined(inHand.tag(), other, !isStored(), flowsInHand(), inHand.batches());
        kept.add(one);
        return one;
    }

    /** At once: a stage may look at what it keeps back even when the call fails after that. */
    private void keepFlows() {
        inHand.batches().forEach(BatchHold::keepFlows);
    }

    private List<FlowRef> flowsInHand() {
        if (!comesAgain) {
            return List.of();
        }
        long ordinal = goOn();
        List<FlowRef> flows =
                inHand.flows(looking).stream().map(flow -> flow.child(ordinal)).toList();
        flows.forEach(flow -> keptFlows.put(flow, looking));
        return flows;
    }

    @Override
    public void emit(R record, Retained retained) {
        Kept one = Kept.of(retained);
        take(one);
        emitted++;
        if (one.records() == 0) {
            created++;
            enter((stage, books) -> books.created(stage, Tally.NONE, 1));
        } else {
            absorbed += one.records() - 1;
            int counted = one.counted();
            if (counted > 1) {
                enter((stage, books) -> absorbAllButTheLast(stage, books, one, counted));
            }
        }
        puts.add(put(checked(record), one));
    }

    private static void absorbAllButTheLast(StageKind stage, Books books, Kept one, int counted) {
        int left = counted - 1;
        for (FlowRef flow : one.flows()) {
            if (left > 0 && !flow.isStored()) {
                books.absorbed(stage, flow.batch().tally(), 1);
                left--;
            }
        }
        books.absorbed(stage, Tally.NONE, left);
    }

    private static <R> Put<R> put(R record, Kept one) {
        List<FlowRef> flows = one.flows();
        if (flows.isEmpty()) {
            return new Put<>(record, null, one.tag(), one.batches(), Provenance.NO_FLOW, List.of());
        }
        return new Put<>(record, null, one.tag(), one.batches(), Provenance.SEVERAL, List.copyOf(flows));
    }

    @Override
    public void drop(DropReason reason, Retained retained) {
        Kept one = Kept.of(retained);
        take(one);
        dropped += one.records();
        enter((stage, books) ->
                leave(one, (tally, records) -> books.dropped(stage, one.tag(), tally, reason, records, "")));
    }

    @Override
    public void absorb(Retained retained) {
        Kept one = Kept.of(retained);
        take(one);
        absorbed += one.records();
        enter((stage, books) -> leave(one, (tally, records) -> books.absorbed(stage, tally, records)));
    }

    private interface Leaving {
        void leave(Tally tally, int records);
    }

    /** Counts what was kept back, each record where it belongs. */
    private static void leave(Kept one, Leaving leaving) {
        int left = one.counted();
        for (FlowRef flow : one.flows()) {
            if (left > 0 && !flow.isStored()) {
                leaving.leave(flow.batch().tally(), 1);
                left--;
            }
        }
        if (left > 0) {
            leaving.leave(Tally.NONE, left);
        }
    }

    private void take(Kept one) {
        one.use();
        used.add(one);
    }

    @Override
    public void emitWhen(Lookup<?> lookup, Instant latest, Supplier<? extends R> record) {
        put(null, new Waiting<>(lookup, latest, record), goOn());
    }

    /** Makes the records that wait for answers now, for a stage that has nothing behind it to wait in. */
    void waitForNothing() {
        puts.replaceAll(Put::made);
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

    /** Settles the call: books what it says, holds what is kept. */
    void settle(StageKind stage, Books books) {
        if (comesAgain && severalOfOne) {
            tellSharedFlows();
        }
        for (Entry entry : entries) {
            entry.book(stage, books);
        }
        int keptNow = 0;
        for (Kept one : kept) {
            if (!one.used()) {
                one.hold();
                keptNow += one.counted();
            }
        }
        for (Kept one : used) {
            if (!kept.contains(one)) {
                keptNow -= one.counted();
            }
        }
        books.passed(stage, counted(), emittedAndCounted(), keptNow);
    }

    /** Marks the flows that several records were made of: one of those alone does not stand for its flow. */
    private void tellSharedFlows() {
        puts.replaceAll(put -> isOneOfSeveral(put.source()) ? put.of(parts(put)) : put);
        keptFlows.forEach((flow, record) -> {
            if (isOneOfSeveral(record)) {
                flow.oneOfSeveral();
            }
        });
    }

    private boolean isOneOfSeveral(int record) {
        return record >= 0 && record < inHand.size() && uses(record) > 1 && inHand.code(record) != Provenance.NO_FLOW;
    }

    private List<FlowRef> parts(Put<R> put) {
        return inHand.flows(put.source()).stream()
                .map(flow -> flow.child(put.ordinal()).oneOfSeveral())
                .toList();
    }

    /** How many of the records in hand count. */
    private int counted() {
        int count = inHand.size();
        for (int i = 0; replayed && i < inHand.size(); i++) {
            count -= inHand.isStored(i) ? 1 : 0;
        }
        return count;
    }

    private int emittedAndCounted() {
        if (!replayed && used.isEmpty()) {
            return emitted;
        }
        int count = 0;
        for (Put<R> put : puts) {
            count += put.isStored() ? 0 : 1;
        }
        return count;
    }

    /** Lets go of the batches of what earlier calls kept and this one used; called when its records hold them. */
    void releaseUsed() {
        used.forEach(Kept::release);
    }

    /** Hands over what earlier calls kept and this one used, to be released later. */
    void handOverUsed(List<Kept> to) {
        for (Kept one : used) {
            to.add(one);
        }
    }

    Tag tag() {
        return inHand.tag();
    }

    InHand inHand() {
        return inHand;
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
        int counted = counted();
        int lost = counted;
        if (comesAgain) {
            for (int i = 0; i < inHand.size(); i++) {
                if (!inHand.isStored(i)) {
                    books.dropped(stage, inHand.tag(), inHand.tally(i), reason, 1, detail);
                }
            }
        } else {
            books.dropped(stage, inHand.tag(), Tally.NONE, reason, counted, detail);
        }
        int usedBefore = 0;
        for (Kept one : used) {
            // What this very call kept is among what was given.
            if (!kept.contains(one)) {
                leave(one, (tally, records) -> books.dropped(stage, one.tag(), tally, reason, records, detail));
                usedBefore += one.counted();
            }
            one.lose();
        }
        kept.forEach(Kept::lose);
        puts.clear();
        books.passed(stage, counted, 0, -usedBefore);
        return lost + usedBefore;
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
        return inHand.size() + created + usedNow - emitted - absorbed - dropped - keptNow;
    }

    boolean isIncomplete() {
        return incomplete;
    }
}
