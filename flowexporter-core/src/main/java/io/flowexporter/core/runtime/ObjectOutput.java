package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.Chunk;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectEmitter;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.OpenObject;
import io.flowexporter.api.object.StoredObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The part of a pipeline from the store on: lets the store decide, makes objects and has them written. Used on the
 * pipeline's thread.
 */
final class ObjectOutput<R> implements ObjectEmitter, ObjectServices<R> {
    private final Stages.Objects<R> stages;
    private final ObjectMaker<R> maker;
    private final PartFactory<R> parts;
    private final Workers workers;
    private final Executor encoding;
    private final Books books;
    private final HeldBytes heldParts;
    private final HeldBytes heldObjects = new HeldBytes();
    private final SteadyClock clock;
    private final DurableState state;
    private final long mostBytes;
    private final Map<Tag, TagLane<R>> lanes = new LinkedHashMap<>();
    private final System.Logger logger;
    private final Exit<R> exit;
    private boolean gapSeen;
    private List<Gap> gapsSeen = List.of();
    private boolean saidClosedEarly;

    /**
     * The part of a pipeline from the store on.
     *
     * @param exit makes the way out of the memory
     */
    ObjectOutput(
            Stages.Objects<R> stages,
            Workers workers,
            Executor encoding,
            Books books,
            HeldBytes heldRaw,
            Limits limits,
            SteadyClock clock,
            DurableState state,
            System.Logger logger,
            Function<ObjectOutput<R>, Exit<R>> exit) {
        this.stages = stages;
        this.workers = workers;
        this.encoding = encoding;
        this.books = books;
        this.logger = logger;
        this.clock = clock;
        this.state = state;
        this.heldParts = new HeldBytes();
        this.mostBytes = limits.objectBytes();
        this.maker = new ObjectMaker<>(stages.encoder(), stages.compressor(), stages.header(), stages.type());
        this.parts = new PartFactory<>(maker, workers, encoding, limits.partBytes(), heldRaw, heldParts);
        this.exit = exit.apply(this);
    }

    void add(RecordChunk<R> chunk, Instant now) {
        lane(chunk.tag());
        decide(() -> {
            stages.store().add(chunk, now, this);
            if (!chunk.isWhollyUsed()) {
                throw new IllegalStateException(
                        "The store neither appended, split nor dropped a chunk, or part of one, of tag " + chunk.tag());
            }
        });
    }

    void tick(Instant now) {
        decide(() -> stages.store().tick(now, this));
        for (TagLane<R> lane : lanes.values()) {
            lane.progress();
        }
        exit.progress();
    }

    void flush(Instant now) {
        decide(() -> stages.store().flush(now, this));
    }

    private void decide(Runnable decision) {
        try {
            decision.run();
        } catch (EngineFailure e) {
            throw e;
        } catch (Throwable e) {
            throw new EngineFailure(StageKind.STORE, Failures.survivable(e));
        }
    }

    private TagLane<R> lane(Tag tag) {
        return lanes.computeIfAbsent(tag, key -> new TagLane<>(key, this, gapSeen, gapsSeen));
    }

    /** Records of any tag may be missing from what comes next. */
    void markIncomplete() {
        gapSeen = true;
        lanes.values().forEach(TagLane::markIncomplete);
    }

    /** Records of any tag may be missing from what comes next, because of that. */
    void markIncomplete(Gap gap) {
        gapSeen = true;
        gapsSeen = Gap.add(gapsSeen, gap);
        lanes.values().forEach(lane -> lane.markIncomplete(gap));
    }

    void markIncomplete(Tag tag, Gap gap) {
        lane(tag).markIncomplete(gap);
    }

    void markIncomplete(Tag tag) {
        lane(tag).markIncomplete();
    }

    /** Has all that waits encoded, if memory is short and no part is being made already. */
    void relieve(boolean memoryIsShort) {
        if (memoryIsShort && !parts.busy()) {
            for (TagLane<R> lane : lanes.values()) {
                lane.openObjects().forEach(GrowingObject::seal);
            }
        }
    }

    /** Closes the open objects, if they alone fill the memory: no flow comes to fill them, and nothing else makes room. */
    void unblock(Instant now) {
        if (full() && !busy()) {
            if (!saidClosedEarly) {
                saidClosedEarly = true;
                logger.log(
                        System.Logger.Level.WARNING,
                        "Open objects fill the {0} bytes that parts and objects may have; they are closed early, which "
                                + "makes them smaller than asked for; said once",
                        Long.toString(mostBytes));
            }
            flush(now);
        }
    }

    /** Whether the workers have enough to do. */
    boolean encodingFull() {
        return parts.full();
    }

    boolean full() {
        return heldParts.sum() + heldObjects.sum() > mostBytes;
    }

    boolean storeFull() {
        return stages.store().full(this);
    }

    /** Whether objects are on their way into the store. */
    boolean busy() {
        return exit.busy() || hasClosed();
    }

    /** Whether closed objects are in the memory. */
    boolean hasClosed() {
        return lanes.values().stream().anyMatch(TagLane::hasClosed);
    }

    /** How many records are on their way: in the memory, or secured and not in the store. */
    long waiting() {
        long waiting = exit.secured();
        for (TagLane<R> lane : lanes.values()) {
            waiting += lane.waiting();
        }
        return waiting;
    }

    int closedObjects() {
        return lanes.values().stream().mapToInt(TagLane::closedObjects).sum();
    }

    /** How many records wait, by tag. */
    Map<String, Long> waitingByTag() {
        Map<String, Long> waiting = new TreeMap<>();
        lanes.forEach((tag, lane) -> waiting.put(tag.text(), (long) lane.waiting()));
        exit.addWaiting(waiting);
        return waiting;
    }

    /** Where the time begins that the oldest closed object covers. */
    Optional<Instant> oldestClosed() {
        return Stream.concat(
                        exit.oldest().stream(), lanes.values().stream().flatMap(lane -> lane.oldestClosed().stream()))
                .min(Instant::compareTo);
    }

    /**
     * Gives up all that is in the memory.
     *
     * @param comesAgain whether its flows come again in the pipeline's next life, so that nothing is lost
     */
    void abandon(boolean comesAgain) {
        lanes.values().forEach(lane -> lane.abandon(comesAgain));
    }

    @Override
    public OpenObject open(Tag tag) {
        return lane(tag).open();
    }

    @Override
    public void drop(Chunk chunk, DropReason reason) {
        RecordChunk<R> own = own(chunk);
        own.use();
        own.provenance()
                .share(
                        own.size(),
                        record -> true,
                        (tally, count) -> books.dropped(StageKind.STORE, own.tag(), tally, reason, count, ""));
        own.release();
        markIncomplete(own.tag());
    }

    @Override
    public int waiting(Tag tag) {
        return lane(tag).waiting();
    }

    @Override
    public int dropOldest(Tag tag, int records, DropReason reason) {
        return lane(tag).dropOldest(records, reason);
    }

    @Override
    public PartFactory<R> parts() {
        return parts;
    }

    @Override
    public Books books() {
        return books;
    }

    @Override
    public Exit<R> exit() {
        return exit;
    }

    @Override
    public Map<String, String> takeState() {
        return state.take();
    }

    @Override
    public HeldBytes heldObjects() {
        return heldObjects;
    }

    @Override
    @SuppressWarnings("unchecked") // the store gets no chunks but this pipeline's
    public RecordChunk<R> own(Chunk chunk) {
        if (!(chunk instanceof RecordChunk<?> own)) {
            throw new IllegalArgumentException("Cannot use a chunk that this pipeline did not make");
        }
        return (RecordChunk<R>) own;
    }

    @Override
    public ObjectInfo info(ObjectDraft draft, GrowingObject<R> object) {
        return ObjectInfo.at(
                        draft.bucket(),
                        draft.key() + maker.suffix(),
                        object.lane().tag())
                .records(object.records())
                .covers(draft.first(), draft.last())
                .complete(object.complete())
                .gaps(object.gaps())
                .content(maker.contentType(), maker.contentEncoding())
                .build();
    }

    /** Another key for an object of this or an earlier life whose key is taken. */
    ObjectDraft rekey(ObjectDraft taken) {
        try {
            return stages.store().rekey(taken, clock.now());
        } catch (Throwable e) {
            throw new EngineFailure(StageKind.STORE, Failures.survivable(e));
        }
    }

    /** What the names of all objects end with. */
    String suffix() {
        return maker.suffix();
    }

    @Override
    public void assemble(ObjectInfo info, List<ObjectMaker.Piece> pieces, BiConsumer<StoredObject, Throwable> done) {
        workers.run(encoding, () -> maker.assemble(info, pieces), done);
    }
}
