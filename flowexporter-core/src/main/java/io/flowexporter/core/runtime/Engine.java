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
import io.flowexporter.api.stage.Sink;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.core.continuity.FlowContinuity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
    private static final DropReason IN_HAND = DropReason.lost("in_hand");
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
    private final Replay replay;
    private final LowWater lowWater;
    private final Mangling<R> mangling;
    private final boolean keepsFlows;
    private final Map<Tag, TagIntake<R>> intakes = new LinkedHashMap<>();
    private TagIntake<R> latestIntake;
    private final StageCall<R> call = StageCall.ofTransform();
    private final FlowCall<R> flowCall = new FlowCall<>(call);
    private final List<Kept> usedByTransform = new ArrayList<>();
    private Instant lastTick = Instant.MIN;
    private boolean inGap;
    private Optional<Instant> unpolledSince = Optional.empty();
    private boolean saidTooManyTags;
    private boolean saidUnaccounted;
    /** Records that were in hand when a stage failed that ends the pipeline. */
    private long inHandAtTheEnd;

    Engine(
            Stages<R> stages,
            Optional<ObjectOutput<R>> objects,
            Optional<FlowContinuity> continuity,
            Replay replay,
            LowWater lowWater,
            Meters meters,
            Books books,
            HeldBytes heldRaw,
            Limits limits,
            SteadyClock clock,
            System.Logger logger) {
        this.stages = stages;
        this.objects = objects;
        this.continuity = continuity;
        this.replay = replay;
        this.lowWater = lowWater;
        this.reportsLost = meters.counter("reports_lost");
        this.books = books;
        this.heldRaw = heldRaw;
        this.limits = limits;
        this.clock = clock;
        this.logger = logger;
        this.keepsFlows = stages.keepFlows();
        this.mangling = new Mangling<>(
                stages.manglerAcrossTags(),
                books,
                mine -> account(StageKind.MANGLE, mine),
                this::markIncomplete,
                tag -> intake(tag).tag(),
                this::deliver);
    }

    /** Takes a batch as far as it goes now. */
    void accept(FlowBatch batch) {
        Instant now = clock.now();
        BatchHold hold = new BatchHold(batch, heldRaw, replay.of(batch.position()));
        if (keepsFlows) {
            hold.keepFlows();
        }
        lowWater.follow(hold);
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
        int flows = batch.flows().size() - hold.covered().flows();
        if (flows > 0) {
            books.received(hold.tally(), flows);
            books.passed(StageKind.SUBSCRIBER, flows, flows, 0);
        }
        Tally refusals = hold.position() > 0 ? hold.tally() : lowWater.done();
        for (FlowBatch.Refused refused : batch.refused()) {
            books.received(refusals, refused.flows());
            books.passed(StageKind.SUBSCRIBER, refused.flows(), 0, 0);
            books.dropped(StageKind.SUBSCRIBER, Tag.OTHER, refusals, refused.reason(), refused.flows(), "");
            objects.ifPresent(ObjectOutput::markIncomplete);
        }
        for (int i = 0; i < batch.flows().size(); i++) {
            accept(batch.flows().get(i), i, hold, inHand, now);
        }
        drain(now, true);
        hold.passed();
        hold.release();
        relieve();
    }

    private void relieve() {
        objects.ifPresent(output -> output.relieve(heldRaw.sum() > limits.rawBytes() / 2));
    }

    private void accept(Flow received, int index, BatchHold hold, List<BatchHold> inHand, Instant now) {
        StageKind stage = StageKind.CLASSIFY;
        // What is in an object of an earlier life goes through the stages for their memory's sake, but counts no more.
        boolean counts = !hold.covered().wholly(index);
        // Before the filter, so that a flow whose tag changes is not taken for one that lost reports.
        Flow flow = continuity.isPresent()
                ? received.withContinuity(continuity.get().next(received))
                : received;
        Tag tag = Tag.OTHER;
        try {
            if (stages.classifier().isPresent()) {
                tag = Objects.requireNonNull(stages.classifier().get().classify(flow), "the flow's tag");
                books.passed(stage, counts ? 1 : 0, counts ? 1 : 0, 0);
            }
            stage = StageKind.FILTER;
            if (stages.filter().isPresent()) {
                boolean kept = stages.filter().get().keep(tag, flow);
                books.passed(stage, counts ? 1 : 0, counts && kept ? 1 : 0, 0);
                if (!kept) {
                    if (counts) {
                        books.filtered(tag, hold.tally(), 1);
                    }
                    return;
                }
            }
        } catch (Throwable e) {
            failed(stage, tag, flow, hold, counts, Failures.survivable(e));
            return;
        }
        TagIntake<R> intake = intake(tag);
        if (flow.continuity() == Continuity.LOST) {
            reportsLost.add(1);
            markIncomplete(intake.tag(), reportsLost(flow));
        }
        if (stages.transform().isPresent()) {
            boolean made = transform(stages.transform().get(), flow, index, intake, inHand);
            if (!made) {
                intake.mangler().ifPresent(mangler -> guarded(StageKind.MANGLE, () -> mangler.leftOut(flow, now)));
            }
        } else {
            @SuppressWarnings("unchecked") // without a transform the records are flows
            R record = (R) flow;
            intake.add(record, flow.size(), inHand, index);
        }
    }

    private Gap reportsLost(Flow flow) {
        long until = flow.lastUpdateMetric().start();
        long from = continuity.map(FlowContinuity::lastBefore).orElse(until);
        return new Gap("reports_lost", Instant.ofEpochMilli(from), Instant.ofEpochMilli(until));
    }

    private void failed(StageKind stage, Tag tag, Flow flow, BatchHold hold, boolean counts, Exception cause) {
        books.stageFailed(stage, cause);
        if (counts) {
            books.passed(stage, 1, 0, 0);
            books.dropped(stage, tag, hold.tally(), STAGE_FAILED, 1, detail(flow, cause));
        }
        if (stage == StageKind.CLASSIFY) {
            objects.ifPresent(ObjectOutput::markIncomplete);
        } else {
            markIncomplete(intake(tag).tag());
        }
    }

    /** Returns whether a record was made of the flow, or is to come. */
    private boolean transform(
            Transform<R> transform, Flow flow, int index, TagIntake<R> intake, List<BatchHold> batch) {
        flowCall.begin(intake.tag(), batch, index);
        try {
            transform.transform(flow, flowCall);
        } catch (Throwable e) {
            Exception cause = Failures.survivable(e);
            books.stageFailed(StageKind.TRANSFORM, cause);
            flowCall.whole().fail(StageKind.TRANSFORM, STAGE_FAILED, books, detail(flow, cause));
            markIncomplete(intake.tag());
            return !call.madeNothing();
        }
        if (flowCall.saidOneRecord() && batch.get(0).covered() == Covered.NONE) {
            books.passed(StageKind.TRANSFORM, 1, 1, 0);
            intake.add(flowCall.record(), flow.size(), batch, index);
            return true;
        }
        settle(StageKind.TRANSFORM, flowCall.whole(), flow.size());
        return !call.madeNothing();
    }

    private static String detail(Flow flow, Exception cause) {
        return "flow " + Texts.clean(flow.uuid()) + ": " + Texts.of(cause);
    }

    /** Books a call of the transform and passes on what it put out. */
    private void settle(StageKind stage, StageCall<R> settled, long bytes) {
        settled.settle(stage, books);
        account(stage, settled);
        for (StageCall.Put<R> put : settled.puts()) {
            intake(put.tag()).add(put, bytes);
        }
        // The records of what was kept are drained by this same call of the engine; until then their batches stay held.
        settled.handOverUsed(usedByTransform);
    }

    private void account(StageKind stage, StageCall<?> settled) {
        int unaccounted = settled.unaccounted();
        if (settled.isIncomplete()) {
            markIncomplete(settled);
        }
        if (unaccounted == 0) {
            return;
        }
        books.unaccounted(unaccounted);
        Tally tally = settled.inHand().tally(0);
        if (unaccounted > 0) {
            books.dropped(
                    stage,
                    settled.tag(),
                    tally,
                    UNACCOUNTED,
                    unaccounted,
                    "neither emitted, absorbed, dropped nor retained");
        } else {
            books.created(stage, tally, -unaccounted);
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
        // Asked for several times a flow, mostly for the same.
        if (latestIntake == null || !latestIntake.tag().equals(tag)) {
            latestIntake = intakeOf(tag);
        }
        return latestIntake;
    }

    private TagIntake<R> intakeOf(Tag tag) {
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
            return intakeOf(Tag.OTHER);
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
        List<TagIntake.Taken<R>> all = new ArrayList<>();
        List<Run<R>> together = new ArrayList<>();
        for (TagIntake<R> intake : List.copyOf(intakes.values())) {
            TagIntake.Taken<R> taken = intake.take(now, patient, this::lookedUpInVain);
            for (Run<R> run : taken.runs()) {
                if (stages.manglerAcrossTags().isPresent()) {
                    together.add(run);
                } else if (intake.mangler().isPresent()) {
                    mangling.mangle(intake.mangler().get(), run, now);
                } else {
                    deliver(run, now);
                }
            }
            all.add(taken);
        }
        for (List<Run<R>> runs : byBatches(together)) {
            mangling.mangleAcrossTags(runs, now);
        }
        all.forEach(TagIntake.Taken::releaseHeld);
        usedByTransform.forEach(Kept::release);
        usedByTransform.clear();
    }

    /** A mangler across tags gets what came together at once. */
    private static <R> Collection<List<Run<R>>> byBatches(List<Run<R>> runs) {
        Map<List<BatchHold>, List<Run<R>>> together = new LinkedHashMap<>();
        for (Run<R> run : runs) {
            together.computeIfAbsent(run.batches(), key -> new ArrayList<>()).add(run);
        }
        return together.values();
    }

    private void lookedUpInVain(InHand lookedUpFor, Throwable failure) {
        Exception cause = Failures.survivable(failure);
        books.stageFailed(StageKind.TRANSFORM, cause);
        if (!lookedUpFor.isStored(0)) {
            books.dropped(
                    StageKind.TRANSFORM, lookedUpFor.tag(), lookedUpFor.tally(0), STAGE_FAILED, 1, Texts.of(cause));
            // It had left the stage, and did not after all.
            books.passed(StageKind.TRANSFORM, 0, -1, 0);
        }
        markIncomplete(lookedUpFor.tag());
    }

    /** Behind the last stage that has a memory: what an object of an earlier life holds goes no further. */
    private void deliver(Run<R> run, Instant now) {
        Run<R> news = replay.isOver() ? run : replay.withoutStored(run, books);
        if (news.size() == 0) {
            return;
        }
        if (stages.sink().isPresent()) {
            take(stages.sink().get(), news, now);
        } else {
            books.passed(StageKind.STORE, news.size(), 0, 0);
            objects.orElseThrow().add(new RecordChunk<>(news), now);
        }
    }

    private void take(Sink<R> sink, Run<R> run, Instant now) {
        try {
            sink.take(run.tag(), Collections.unmodifiableList(run.records()), now);
            books.taken(run.size());
        } catch (Throwable e) {
            Exception cause = Failures.survivable(e);
            books.stageFailed(StageKind.STORE, cause);
            books.passed(StageKind.STORE, run.size(), 0, 0);
            books.dropped(StageKind.STORE, run.tag(), Tally.NONE, STAGE_FAILED, run.size(), Texts.of(cause));
        }
    }

    /** Lets time pass: looks at answers, timers and finished work. */
    void tick() {
        Instant now = clock.now();
        boolean due = lastTick.equals(Instant.MIN) || !now.isBefore(lastTick.plus(TICK));
        if (due) {
            lastTick = now;
            stages.transform().ifPresent(transform -> timed(mine -> transform.tick(now, mine)));
        }
        if (due || waits()) {
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
            intake.mangler().ifPresent(mangler -> mangling.tick(mangler, intake.tag(), now));
        }
        mangling.tickAcrossTags(now);
    }

    private interface TransformCall<R> {
        void on(StageCall<R> mine);
    }

    private void timed(TransformCall<R> action) {
        call.begin(InHand.nothing(Tag.OTHER));
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
            intake.mangler().ifPresent(mangler -> mangling.flush(mangler, intake.tag(), now));
        }
        mangling.flushAcrossTags(now);
        stages.sink().ifPresent(sink -> guarded(StageKind.STORE, () -> sink.flush(now)));
        objects.ifPresent(output -> output.flush(now));
    }

    /**
     * A stage failed, and the pipeline ends: what it had in hand got no further.
     *
     * @param comesAgain whether that comes again in the pipeline's next life, so that nothing is lost
     */
    void failed(boolean comesAgain) {
        long inHand = books.missing(waiting());
        if (comesAgain) {
            inHandAtTheEnd = inHand;
        } else if (inHand > 0) {
            books.passed(StageKind.STORE, inHand, 0, 0);
            books.dropped(StageKind.STORE, Tag.OTHER, Tally.NONE, IN_HAND, inHand, "the pipeline stopped by itself");
        }
    }

    /** How many records are found on their way: waiting for answers, kept back by stages, or on their way into the store. */
    long waiting() {
        long late = 0;
        for (TagIntake<R> intake : intakes.values()) {
            late += intake.waiting();
        }
        return inHandAtTheEnd
                + late
                + books.retained()
                + objects.map(output -> output.waiting()).orElse(0L);
    }

    /** Whether records wait for answers. */
    boolean waits() {
        for (TagIntake<R> intake : intakes.values()) {
            if (intake.waits()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the source must not be polled now. */
    boolean full() {
        return heldRaw.sum() > limits.rawBytes()
                || objects.map(output -> output.full() || output.encodingFull()).orElse(false);
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
