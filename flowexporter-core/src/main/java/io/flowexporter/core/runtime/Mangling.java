package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.Tagged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Calls manglers, and passes on what they put out, by tag. Used on the pipeline's thread.
 *
 * @param <R> the records
 */
final class Mangling<R> {
    private static final DropReason STAGE_FAILED = DropReason.lost("stage_failed");
    private static final int BYTES_OF_A_CREATED_RECORD = 256;

    private final Optional<Mangler<Tagged<R>>> acrossTags;
    private final Books books;
    private final Consumer<StageCall<?>> account;
    private final Consumer<StageCall<?>> incomplete;
    private final UnaryOperator<Tag> knownTag;
    private final Next<R> next;
    private final StageCall<R> call = StageCall.ofMangler();
    private final StageCall<Tagged<R>> callAcrossTags = StageCall.ofMangler();

    /** What comes behind mangle. */
    interface Next<R> {
        void deliver(Run<R> run, Instant now);
    }

    /**
     * Calls manglers.
     *
     * @param account looks at what a call said of its records
     * @param incomplete is told of calls that lost records
     * @param knownTag the tag that records of a tag are stored under
     */
    Mangling(
            Optional<Mangler<Tagged<R>>> acrossTags,
            Books books,
            Consumer<StageCall<?>> account,
            Consumer<StageCall<?>> incomplete,
            UnaryOperator<Tag> knownTag,
            Next<R> next) {
        this.acrossTags = acrossTags;
        this.books = books;
        this.account = account;
        this.incomplete = incomplete;
        this.knownTag = knownTag;
        this.next = next;
    }

    private interface Call<M> {
        void on(M mangler);
    }

    /** Gives a tag's mangler the records of a run. */
    void mangle(Mangler<R> mangler, Run<R> run, Instant now) {
        InHand inHand = run.inHand();
        call.begin(inHand);
        List<R> records = call.look(run.records());
        mangle(mangler, inHand, run.bytes(), with -> with.mangle(records, now, call), now);
    }

    /** Tells a tag's mangler that time passes. */
    void tick(Mangler<R> mangler, Tag tag, Instant now) {
        timed(mangler, tag, with -> with.tick(now, call), now);
    }

    /** Has a tag's mangler give out what it keeps back. */
    void flush(Mangler<R> mangler, Tag tag, Instant now) {
        timed(mangler, tag, with -> with.flush(now, call), now);
    }

    private void timed(Mangler<R> mangler, Tag tag, Call<Mangler<R>> action, Instant now) {
        InHand nothing = InHand.nothing(tag);
        call.begin(nothing);
        mangle(mangler, nothing, 0, action, now);
    }

    private void mangle(Mangler<R> mangler, InHand inHand, long bytes, Call<Mangler<R>> action, Instant now) {
        if (called(mangler, call, action)) {
            Outcome outcome = new Outcome(each(bytes, inHand.size()));
            for (StageCall.Put<R> put : call.puts()) {
                outcome.add(put.tag(), put.record(), put);
            }
            outcome.deliver(now);
            call.releaseUsed();
        }
    }

    /** Gives the mangler across tags runs of the same batches. */
    void mangleAcrossTags(List<Run<R>> runs, Instant now) {
        int size = runs.stream().mapToInt(Run::size).sum();
        Run<R> all = new Run<>(Tag.OTHER, runs.get(0).batches(), size);
        List<Tagged<R>> tagged = new ArrayList<>(size);
        for (Run<R> run : runs) {
            for (int i = 0; i < run.size(); i++) {
                tagged.add(new Tagged<>(run.tag(), run.records().get(i)));
                all.add(run.records().get(i), 0, run.code(i), run.several(i));
            }
        }
        long bytes = runs.stream().mapToLong(Run::bytes).sum();
        InHand inHand = all.inHand();
        callAcrossTags.beginOfAnyTag(inHand);
        List<Tagged<R>> given = callAcrossTags.look(tagged);
        mangleAcrossTags(inHand, bytes, mangler -> mangler.mangle(given, now, callAcrossTags), now);
    }

    /** Tells the mangler across tags that time passes. */
    void tickAcrossTags(Instant now) {
        timedAcrossTags(mangler -> mangler.tick(now, callAcrossTags), now);
    }

    /** Has the mangler across tags give out what it keeps back. */
    void flushAcrossTags(Instant now) {
        timedAcrossTags(mangler -> mangler.flush(now, callAcrossTags), now);
    }

    private void timedAcrossTags(Call<Mangler<Tagged<R>>> action, Instant now) {
        if (acrossTags.isPresent()) {
            InHand nothing = InHand.nothing(Tag.OTHER);
            callAcrossTags.beginOfAnyTag(nothing);
            mangleAcrossTags(nothing, 0, action, now);
        }
    }

    private void mangleAcrossTags(InHand inHand, long bytes, Call<Mangler<Tagged<R>>> action, Instant now) {
        if (called(acrossTags.orElseThrow(), callAcrossTags, action)) {
            Outcome outcome = new Outcome(each(bytes, inHand.size()));
            for (StageCall.Put<Tagged<R>> put : callAcrossTags.puts()) {
                Tagged<R> tagged = put.record();
                outcome.add(knownTag.apply(tagged.tag()), tagged.record(), put);
            }
            outcome.deliver(now);
            callAcrossTags.releaseUsed();
        }
    }

    private <M> boolean called(M mangler, StageCall<?> mine, Call<M> action) {
        try {
            action.on(mangler);
            mine.waitForNothing();
        } catch (Throwable e) {
            Exception cause = Failures.survivable(e);
            books.stageFailed(StageKind.MANGLE, cause);
            if (mine.fail(StageKind.MANGLE, STAGE_FAILED, books, Texts.of(cause)) > 0) {
                incomplete.accept(mine);
            }
            return false;
        }
        mine.settle(StageKind.MANGLE, books);
        account.accept(mine);
        return true;
    }

    private static long each(long bytes, int given) {
        return given == 0 ? BYTES_OF_A_CREATED_RECORD : bytes / given;
    }

    /** What a mangler put out, by tag and batches. */
    private final class Outcome {
        private final Map<Tag, List<Run<R>>> runs = new LinkedHashMap<>();
        private final long bytesEach;

        Outcome(long bytesEach) {
            this.bytesEach = bytesEach;
        }

        void add(Tag tag, R record, StageCall.Put<?> put) {
            List<Run<R>> ofTag = runs.computeIfAbsent(tag, key -> new ArrayList<>());
            Run<R> last = ofTag.isEmpty() ? null : ofTag.get(ofTag.size() - 1);
            if (last == null || !last.isOf(put.batches())) {
                last = new Run<>(tag, put.batches());
                ofTag.add(last);
            }
            last.add(record, bytesEach, put.code(), put.several());
        }

        void deliver(Instant now) {
            runs.values().forEach(ofTag -> ofTag.forEach(run -> next.deliver(run, now)));
        }
    }
}
