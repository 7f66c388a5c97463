package io.flowexporter.core.runtime;

import io.flowexporter.api.Meters;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.api.stage.Tagged;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.core.continuity.FlowContinuity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes batches through the stages up to the store, or to a sink. Passive: it has no thread of its own; all of it is used
 * on the pipeline's.
 *
 * @param <R> the records
 */
final class Engine<R> {
    private static final DropReason STAGE_FAILED = DropReason.lost("stage_failed");
    private static final DropReason UNACCOUNTED = DropReason.lost("unaccounted_for");
    private static final Duration TICK = Duration.ofMillis(200);
    private static final int BYTES_OF_A_CREATED_RECORD = 256;
    /** Batches that wait shorter than this in front of a full engine are not late enough to be taken for missed. */
    private static final Duration DEAF_AFTER = Duration.ofSeconds(10);

    private final Stages<R> stages;
    private final Optional<ObjectOutput<R>> objects;
    private final Optional<FlowContinuity> continuity;
    private final Meters.Counter reportsLost;
    private final Books books;
    private final HeldBytes heldRaw;
    private final Limits limits;
    private final SteadyClock clock;
    private final System.Logger logger;
    private final Map<Tag, TagIntake<R>> intakes = new LinkedHashMap<>();
    private final StageCall<R> call = new StageCall<>();
    private final StageCall<Tagged<R>> callAcrossTags = new StageCall<>();
    private final List<Kept> usedByTransform = new ArrayList<>();
    private Instant lastTick = Instant.MIN;
    private boolean inGap;
    private Optional<Instant> unpolledSince = Optional.empty();
    private boolean saidTooManyTags;
    private boolean saidUnaccounted;

    Engine(
            Stages<R> stages,
            Optional<ObjectOutput<R>> objects,
            Optional<FlowContinuity> continuity,
            Meters meters,
            Books books,
            HeldBytes heldRaw,
            Limits limits,
            SteadyClock clock,
            System.Logger logger) {
        this.stages = stages;
        this.objects = objects;
        this.continuity = continuity;
        this.reportsLost = meters.counter("reports_lost");
        this.books = books;
        this.heldRaw = heldRaw;
        this.limits = limits;
        this.clock = clock;
        this.logger = logger;
    }

    /** Takes a batch as far as it goes now. */
    void accept(FlowBatch batch) {
        Instant now = clock.now();
        BatchHold hold = new BatchHold(batch, heldRaw);
        List<BatchHold> inHand = List.of(hold);
        if (batch.afterGap()) {
            objects.ifPresent(output -> batch.gaps().forEach(output::markIncomplete));
            inGap = true;
        }
        if (inGap) {
            tellManglersOfGap(now);
            // A gap that is not over yet is told by a batch without flows.
            inGap = batch.flows().isEmpty();
        }
        if (!batch.flows().isEmpty()) {
            books.received(batch.flows().size());
        }
        for (FlowBatch.Refused refused : batch.refused()) {
            books.received(refused.flows());
            books.dropped(StageKind.SUBSCRIBER, Tag.OTHER, refused.reason(), refused.flows(), "");
            objects.ifPresent(ObjectOutput::markIncomplete);
        }
        for (Flow flow : batch.flows()) {
            accept(flow, inHand, now);
        }
        drain(now, true);
        hold.release();
        relieve();
    }

    private void relieve() {
        objects.ifPresent(output -> output.relieve(heldRaw.sum() > limits.rawBytes() / 2));
    }

    private void accept(Flow received, List<BatchHold> inHand, Instant now) {
        StageKind stage = StageKind.CLASSIFY;
        // Before the filter, so that a flow whose tag changes is not taken for one that lost reports.
        Flow flow = continuity
                .map(known -> received.withContinuity(known.next(received)))
                .orElse(received);
        Tag tag = Tag.OTHER;
        try {
            if (stages.classifier().isPresent()) {
                tag = Objects.requireNonNull(stages.classifier().get().classify(flow), "the flow's tag");
            }
            stage = StageKind.FILTER;
            if (stages.filter().isPresent() && !stages.filter().get().keep(tag, flow)) {
                books.filtered(tag, 1);
                return;
            }
        } catch (Throwable e) {
            Exception cause = Failures.survivable(e);
            books.stageFailed(stage, cause);
            books.dropped(stage, tag, STAGE_FAILED, 1, detail(flow, cause));
            if (stage == StageKind.CLASSIFY) {
                objects.ifPresent(ObjectOutput::markIncomplete);
            } else {
                markIncomplete(intake(tag).tag());
            }
            return;
        }
        TagIntake<R> intake = intake(tag);
        if (flow.continuity() == Continuity.LOST) {
            reportsLost.add(1);
            markIncomplete(intake.tag(), reportsLost(flow));
        }
        if (stages.transform().isPresent()) {
            transform(stages.transform().get(), flow, intake, inHand);
            if (call.madeNothing()) {
                intake.mangler().ifPresent(mangler -> guarded(StageKind.MANGLE, () -> mangler.leftOut(flow, now)));
            }
        } else {
            @SuppressWarnings("unchecked") // without a transform the records are flows
            R record = (R) flow;
            intake.add(record, flow.size(), inHand);
        }
    }

    private Gap reportsLost(Flow flow) {
        long until = flow.lastUpdateMetric().start();
        long from = continuity.map(FlowContinuity::lastBefore).orElse(until);
        return new Gap("reports_lost", Instant.ofEpochMilli(from), Instant.ofEpochMilli(until));
    }

    private void transform(Transform<R> transform, Flow flow, TagIntake<R> intake, List<BatchHold> inHand) {
        call.begin(intake.tag(), 1, inHand);
        try {
            transform.transform(flow, call);
        } catch (Throwable e) {
            Exception cause = Failures.survivable(e);
            books.stageFailed(StageKind.TRANSFORM, cause);
            call.fail(StageKind.TRANSFORM, STAGE_FAILED, books, detail(flow, cause));
            markIncomplete(intake.tag());
            return;
        }
        settle(StageKind.TRANSFORM, call, flow.size());
    }

    private static String detail(Flow flow, Exception cause) {
        return "flow " + Texts.clean(flow.uuid()) + ": " + Texts.of(cause);
    }

    /** Books a call of the transform and passes on what it put out. */
    private void settle(StageKind stage, StageCall<R> settled, long bytes) {
        settled.settle(stage, books);
        account(stage, settled);
        for (StageCall.Put<R> put : settled.puts()) {
            TagIntake<R> intake = intake(put.tag());
            if (put.waiting() == null) {
                intake.add(put.record(), bytes, put.batches());
            } else {
                intake.add(put.waiting(), bytes, put.batches());
            }
        }
        // The records of what was kept are drained by this same call of the engine; until then their batches stay held.
        usedByTransform.addAll(settled.takeUsed());
    }

    private void account(StageKind stage, StageCall<?> settled) {
        int unaccounted = settled.unaccounted();
        if (settled.isIncomplete()) {
            markIncomplete(settled);
        }
        if (unaccounted == 0) {
            return;
        }
        if (unaccounted > 0) {
            books.dropped(
                    stage, settled.tag(), UNACCOUNTED, unaccounted, "neither emitted, absorbed, dropped nor retained");
        } else {
            books.created(-unaccounted);
        }
        if (!saidUnaccounted) {
            saidUnaccounted = true;
            logger.log(
                    System.Logger.Level.WARNING,
                    "Stage {0} does not say what became of each record: of one call {1} more went in than came out; "
                            + "counted, said once",
                    stage,
                    Integer.toString(unaccounted));
        }
    }

    private void markIncomplete(StageCall<?> call) {
        if (call.isOfAnyTag()) {
            objects.ifPresent(ObjectOutput::markIncomplete);
        } else {
            markIncomplete(call.tag());
        }
    }

    private void markIncomplete(Tag tag) {
        objects.ifPresent(output -> output.markIncomplete(tag));
    }

    private void markIncomplete(Tag tag, Gap gap) {
        objects.ifPresent(output -> output.markIncomplete(tag, gap));
    }

    private TagIntake<R> intake(Tag tag) {
        TagIntake<R> known = intakes.get(tag);
        if (known != null) {
            return known;
        }
        if (intakes.size() >= limits.maxTags() && !tag.equals(Tag.OTHER)) {
            if (!saidTooManyTags) {
                saidTooManyTags = true;
                logger.log(
                        System.Logger.Level.WARNING,
                        "More than {0} tags: flows of tag {1} and of any further one are stored under {2}; said once",
                        Integer.toString(limits.maxTags()),
                        tag,
                        Tag.OTHER);
            }
            return intake(Tag.OTHER);
        }
        TagIntake<R> intake = new TagIntake<>(tag, mangler(tag));
        intakes.put(tag, intake);
        return intake;
    }

    private Optional<Mangler<R>> mangler(Tag tag) {
        if (stages.manglers().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(stages.manglers().get().forTag(tag));
        } catch (Throwable e) {
            throw new EngineFailure(StageKind.MANGLE, Failures.survivable(e));
        }
    }

    /** Takes the records that can go on through mangler and store. */
    private void drain(Instant now, boolean patient) {
        List<TagIntake.Run<R>> runs = new ArrayList<>();
        List<Tagged<R>> together = new ArrayList<>();
        TagIntake.Run<R> all = new TagIntake.Run<>();
        for (TagIntake<R> intake : List.copyOf(intakes.values())) {
            TagIntake.Run<R> run = intake.take(now, patient, failure -> lookedUpInVain(intake.tag(), failure));
            if (!run.records().isEmpty()) {
                if (stages.manglerAcrossTags().isPresent()) {
                    run.records().forEach(record -> together.add(new Tagged<>(intake.tag(), record)));
                    run.batches().forEach(all::addBatch);
                } else if (intake.mangler().isPresent()) {
                    mangle(intake, run, now);
                } else {
                    deliver(intake.tag(), run.records(), run.bytes(), run.batches(), now);
                }
            }
            runs.add(run);
        }
        if (!together.isEmpty()) {
            long bytes = runs.stream().mapToLong(TagIntake.Run::bytes).sum();
            mangleAcrossTags(together, bytes, all.batches(), now);
        }
        runs.forEach(TagIntake.Run::releaseHeld);
        usedByTransform.forEach(Kept::release);
        usedByTransform.clear();
    }

    private void lookedUpInVain(Tag tag, Throwable failure) {
        Exception cause = Failures.survivable(failure);
        books.stageFailed(StageKind.TRANSFORM, cause);
        books.dropped(StageKind.TRANSFORM, tag, STAGE_FAILED, 1, Texts.of(cause));
        markIncomplete(tag);
    }

    private void mangle(TagIntake<R> intake, TagIntake.Run<R> run, Instant now) {
        List<R> records = Collections.unmodifiableList(run.records());
        mangle(intake, run, records.size(), mangler -> mangler.mangle(records, now, call), now);
    }

    private interface ManglerCall<M> {
        void on(M mangler);
    }

    private void mangle(
            TagIntake<R> intake, TagIntake.Run<R> run, int given, ManglerCall<Mangler<R>> action, Instant now) {
        call.begin(intake.tag(), given, run.batches());
        try {
            action.on(intake.mangler().orElseThrow());
            call.waitForNothing();
        } catch (Throwable e) {
            failed(call, Failures.survivable(e));
            return;
        }
        call.settle(StageKind.MANGLE, books);
        account(StageKind.MANGLE, call);
        Outcome<R> outcome = new Outcome<>();
        for (StageCall.Put<R> put : call.puts()) {
            outcome.add(put.tag(), put.record(), put.batches());
        }
        deliver(outcome, each(run.bytes(), given), now);
        call.releaseUsed();
    }

    private void mangleAcrossTags(List<Tagged<R>> records, long bytes, List<BatchHold> batches, Instant now) {
        List<Tagged<R>> given = Collections.unmodifiableList(records);
        mangleAcrossTags(given.size(), bytes, batches, mangler -> mangler.mangle(given, now, callAcrossTags), now);
    }

    private void mangleAcrossTags(
            int given, long bytes, List<BatchHold> batches, ManglerCall<Mangler<Tagged<R>>> action, Instant now) {
        callAcrossTags.begin(given, batches);
        try {
            action.on(stages.manglerAcrossTags().orElseThrow());
            callAcrossTags.waitForNothing();
        } catch (Throwable e) {
            failed(callAcrossTags, Failures.survivable(e));
            return;
        }
        callAcrossTags.settle(StageKind.MANGLE, books);
        account(StageKind.MANGLE, callAcrossTags);
        Outcome<R> outcome = new Outcome<>();
        for (StageCall.Put<Tagged<R>> put : callAcrossTags.puts()) {
            Tagged<R> tagged = put.record();
            outcome.add(intake(tagged.tag()).tag(), tagged.record(), put.batches());
        }
        deliver(outcome, each(bytes, given), now);
        callAcrossTags.releaseUsed();
    }

    private void failed(StageCall<?> failedCall, Exception cause) {
        books.stageFailed(StageKind.MANGLE, cause);
        if (failedCall.fail(StageKind.MANGLE, STAGE_FAILED, books, Texts.of(cause)) > 0) {
            markIncomplete(failedCall);
        }
    }

    private static long each(long bytes, int given) {
        return given == 0 ? BYTES_OF_A_CREATED_RECORD : bytes / given;
    }

    /** What a mangler put out, by tag. */
    private static final class Outcome<R> {
        private final Map<Tag, TagIntake.Run<R>> runs = new LinkedHashMap<>();

        void add(Tag tag, R record, List<BatchHold> batches) {
            runs.computeIfAbsent(tag, key -> new TagIntake.Run<>()).add(record, 0, batches);
        }
    }

    private void deliver(Outcome<R> outcome, long bytesEach, Instant now) {
        outcome.runs.forEach((tag, run) ->
                deliver(tag, run.records(), bytesEach * run.records().size(), run.batches(), now));
    }

    private void deliver(Tag tag, List<R> records, long bytes, List<BatchHold> batches, Instant now) {
        if (stages.sink().isPresent()) {
            try {
                stages.sink().get().take(tag, Collections.unmodifiableList(records), now);
                books.taken(records.size());
            } catch (Throwable e) {
                Exception cause = Failures.survivable(e);
                books.stageFailed(StageKind.STORE, cause);
                books.dropped(StageKind.STORE, tag, STAGE_FAILED, records.size(), Texts.of(cause));
            }
        } else {
            objects.orElseThrow().add(chunk(tag, records, bytes, batches), now);
        }
    }

    /** A chunk; views of a message are copied out of it if they are less than half of it. */
    private RecordChunk<R> chunk(Tag tag, List<R> records, long bytes, List<BatchHold> batches) {
        boolean views = stages.transform().isEmpty() && batches.size() == 1;
        if (views && bytes * 2 < batches.get(0).bytes()) {
            records.replaceAll(Engine::copy);
            return new RecordChunk<>(tag, records, bytes, batches, true);
        }
        return new RecordChunk<>(tag, records, bytes, batches, false);
    }

    @SuppressWarnings("unchecked") // without a transform the records are flows
    private static <R> R copy(R flow) {
        return (R) ((Flow) flow).copy();
    }

    /** Lets time pass: looks at answers, timers and finished work. */
    void tick() {
        Instant now = clock.now();
        boolean due = lastTick.equals(Instant.MIN) || !now.isBefore(lastTick.plus(TICK));
        if (due) {
            lastTick = now;
            stages.transform().ifPresent(transform -> timed(mine -> transform.tick(now, mine)));
        }
        if (due || intakes.values().stream().anyMatch(TagIntake::waits)) {
            drain(now, true);
        }
        if (due) {
            tickManglers(now);
            stages.sink().ifPresent(sink -> guarded(StageKind.STORE, () -> sink.tick(now)));
            objects.ifPresent(output -> output.tick(now));
        }
        objects.ifPresent(output -> output.unblock(now));
        relieve();
    }

    /** Whether the source is polled; what it has is not missing then, but late. */
    void polled(boolean polled) {
        unpolledSince = polled ? Optional.empty() : Optional.of(unpolledSince.orElseGet(clock::now));
    }

    private boolean isDeaf(Instant now) {
        return inGap
                || unpolledSince
                        .filter(since -> !now.isBefore(since.plus(DEAF_AFTER)))
                        .isPresent();
    }

    private void tellManglersOfGap(Instant now) {
        for (Mangler<R> mangler : manglers()) {
            guarded(StageKind.MANGLE, () -> mangler.gap(now));
        }
        stages.manglerAcrossTags().ifPresent(mangler -> guarded(StageKind.MANGLE, () -> mangler.gap(now)));
    }

    private void tickManglers(Instant now) {
        if (isDeaf(now)) {
            tellManglersOfGap(now);
        }
        for (TagIntake<R> intake : List.copyOf(intakes.values())) {
            intake.mangler()
                    .ifPresent(present ->
                            mangle(intake, new TagIntake.Run<>(), 0, mangler -> mangler.tick(now, call), now));
        }
        stages.manglerAcrossTags()
                .ifPresent(present ->
                        mangleAcrossTags(0, 0, List.of(), mangler -> mangler.tick(now, callAcrossTags), now));
    }

    private interface TransformCall<R> {
        void on(StageCall<R> mine);
    }

    private void timed(TransformCall<R> action) {
        call.begin(0, List.of());
        try {
            action.on(call);
        } catch (Throwable e) {
            Exception cause = Failures.survivable(e);
            books.stageFailed(StageKind.TRANSFORM, cause);
            if (call.fail(StageKind.TRANSFORM, STAGE_FAILED, books, Texts.of(cause)) > 0) {
                markIncomplete(call);
            }
            return;
        }
        settle(StageKind.TRANSFORM, call, BYTES_OF_A_CREATED_RECORD);
    }

    private void guarded(StageKind stage, Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            Exception cause = Failures.survivable(e);
            books.stageFailed(stage, cause);
            logger.log(System.Logger.Level.WARNING, "Stage {0} failed: {1}", stage, Texts.of(cause));
        }
    }

    /** Brings all that stages keep back on its way: no batch comes any more. */
    void flush() {
        Instant now = clock.now();
        stages.transform().ifPresent(transform -> timed(mine -> transform.flush(now, mine)));
        drain(now, false);
        for (TagIntake<R> intake : List.copyOf(intakes.values())) {
            intake.mangler()
                    .ifPresent(present ->
                            mangle(intake, new TagIntake.Run<>(), 0, mangler -> mangler.flush(now, call), now));
        }
        stages.manglerAcrossTags()
                .ifPresent(present ->
                        mangleAcrossTags(0, 0, List.of(), mangler -> mangler.flush(now, callAcrossTags), now));
        stages.sink().ifPresent(sink -> guarded(StageKind.STORE, () -> sink.flush(now)));
        objects.ifPresent(output -> output.flush(now));
    }

    /** Whether records wait for answers. */
    boolean waits() {
        return intakes.values().stream().anyMatch(TagIntake::waits);
    }

    /** Whether the source must not be polled now. */
    boolean full() {
        return heldRaw.sum() > limits.rawBytes()
                || objects.map(ObjectOutput::full).orElse(false);
    }

    /** Whether a source that can wait should. */
    boolean storeFull() {
        return objects.map(ObjectOutput::storeFull).orElse(false);
    }

    /** The manglers that were made for tags. */
    List<Mangler<R>> manglers() {
        return intakes.values().stream()
                .flatMap(intake -> intake.mangler().stream())
                .toList();
    }
}
