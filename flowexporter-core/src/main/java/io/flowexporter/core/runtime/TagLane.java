package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.Chunk;
import io.flowexporter.api.object.ObjectInfo;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One tag's objects: the open ones, and the closed ones on their way into the store, which are written one after the
 * other in the order they were closed. Used on the pipeline's thread.
 */
final class TagLane<R> {
    private static final DropReason ENCODE_FAILED = DropReason.lost("encode_failed");
    private static final DropReason REJECTED = DropReason.lost("object_rejected");
    private static final DropReason NOT_WRITTEN = DropReason.lost("not_written_at_close");

    private final Tag tag;
    private final ObjectServices<R> services;
    private final List<GrowingObject<R>> open = new ArrayList<>();
    private final Deque<ClosedObject<R>> closed = new ArrayDeque<>();
    private final List<ClosedObject<R>> unassembled = new ArrayList<>();
    private int waiting;
    private boolean incomplete;
    private List<Gap> gaps;

    TagLane(Tag tag, ObjectServices<R> services, boolean incomplete, List<Gap> gaps) {
        this.tag = tag;
        this.services = services;
        this.incomplete = incomplete;
        this.gaps = gaps;
    }

    Tag tag() {
        return tag;
    }

    /** Records may be missing from what comes next. */
    void markIncomplete() {
        incomplete = true;
    }

    /** Records may be missing from what comes next, because of that. */
    void markIncomplete(Gap gap) {
        incomplete = true;
        gaps = Gap.add(gaps, gap);
    }

    List<Gap> takeGaps() {
        List<Gap> taken = gaps;
        gaps = List.of();
        return taken;
    }

    boolean takeComplete() {
        boolean complete = !incomplete;
        incomplete = false;
        return complete;
    }

    GrowingObject<R> open() {
        GrowingObject<R> object = new GrowingObject<>(this, services.parts());
        open.add(object);
        return object;
    }

    RecordChunk<R> own(Chunk chunk) {
        if (!chunk.tag().equals(tag)) {
            throw new IllegalStateException(
                    "A chunk of tag " + chunk.tag() + " was appended to an object of tag " + tag);
        }
        return services.own(chunk);
    }

    void closed(GrowingObject<R> object) {
        open.remove(object);
        ClosedObject<R> one = new ClosedObject<>(object);
        closed.add(one);
        unassembled.add(one);
        progress();
    }

    /** What the store put into its state since it was asked last. */
    Map<String, String> takeState() {
        return services.takeState();
    }

    void encodeFailed(Tally tally, int records, Optional<Exception> failure) {
        failure.ifPresent(cause -> services.books().stageFailed(StageKind.ENCODE, cause));
        services.books().passed(StageKind.STORE, 0, records, 0);
        services.books().passed(StageKind.ENCODE, records, 0, 0);
        services.books()
                .dropped(
                        StageKind.ENCODE,
                        tag,
                        tally,
                        ENCODE_FAILED,
                        records,
                        failure.map(Texts::of).orElse(""));
    }

    /** How many records are in open objects and in closed ones that are not in the store. */
    int waiting() {
        return waiting;
    }

    void waitingChanged(int records) {
        waiting += records;
    }

    boolean hasClosed() {
        return !closed.isEmpty();
    }

    int closedObjects() {
        return closed.size();
    }

    /** Where the time begins that the oldest closed object covers. */
    Optional<Instant> oldestClosed() {
        return Optional.ofNullable(closed.peek()).map(object -> object.draft().first());
    }

    List<GrowingObject<R>> openObjects() {
        return open;
    }

    /** Drops the oldest records: closed objects as a whole unless a write was tried, then of the open ones. */
    int dropOldest(int records, DropReason reason) {
        int dropped = 0;
        Provenance.Share lost =
                (tally, count) -> services.books().dropped(StageKind.STORE, tag, tally, reason, count, "too many wait");
        for (ClosedObject<R> object : List.copyOf(closed)) {
            if (dropped >= records) {
                break;
            }
            if (!object.assembled() || services.exit().withdraw(tag, object)) {
                if (object.isHandedOver()) {
                    passOn(-object.records());
                }
                dropped += object.records();
                object.share(lost);
                giveUp(object);
            }
        }
        for (GrowingObject<R> object : open) {
            if (dropped < records) {
                dropped += object.dropOldest(records - dropped, lost);
            }
        }
        if (dropped > 0) {
            markIncomplete();
        }
        return dropped;
    }

    private void giveUp(ClosedObject<R> object) {
        left(object);
        object.giveUp();
    }

    /** It is in the memory no more. */
    private void left(ClosedObject<R> object) {
        closed.remove(object);
        unassembled.remove(object);
        waiting -= object.records();
        if (object.assembled()) {
            services.heldObjects().add(-object.stored().size());
        }
    }

    /** An object has left the memory, and whoever brought its records may know. */
    void secured(ClosedObject<R> object) {
        left(object);
        object.release();
    }

    /** An object will never be stored. */
    void refused(ClosedObject<R> object, Exception cause) {
        object.share((tally, count) ->
                services.books().dropped(StageKind.WRITE, tag, tally, REJECTED, count, Texts.of(cause)));
        giveUp(object);
        markIncomplete();
    }

    /** Assembles what is ready. */
    void progress() {
        for (ClosedObject<R> object : List.copyOf(unassembled)) {
            if (object.startAssembly()) {
                unassembled.remove(object);
                assemble(object);
            }
        }
        handOver();
    }

    /** Objects are handed over in the order they were closed, though a later one may be assembled first. */
    private void handOver() {
        for (ClosedObject<R> object : List.copyOf(closed)) {
            if (!object.assembled()) {
                return;
            }
            if (object.startHandOver()) {
                passOn(object.records());
                services.exit().take(object);
            }
        }
    }

    private void passOn(int records) {
        services.books().passed(StageKind.STORE, 0, records, 0);
        services.books().passed(StageKind.ENCODE, records, records, 0);
        services.books().passed(StageKind.WRITE, records, 0, 0);
    }

    private void assemble(ClosedObject<R> object) {
        if (object.records() == 0) {
            giveUp(object);
            return;
        }
        ObjectInfo info = services.info(object.growing().draft(), object.growing());
        List<ObjectMaker.Piece> pieces = object.growing().pieces();
        services.assemble(info, pieces, (made, failure) -> {
            if (object.givenUp()) {
                return;
            }
            if (failure == null) {
                object.assembled(made);
                services.heldObjects().add(made.size());
            } else {
                Exception cause = Failures.survivable(failure);
                object.share((tally, count) -> encodeFailed(tally, count, Optional.of(cause)));
                giveUp(object);
                markIncomplete();
            }
            progress();
        });
    }

    /**
     * Gives up all that is in the memory.
     *
     * @param comesAgain whether its flows come again in the pipeline's next life, so that nothing is lost
     */
    void abandon(boolean comesAgain) {
        if (!comesAgain && waiting > 0) {
            int handedOver = closed.stream()
                    .filter(ClosedObject::isHandedOver)
                    .mapToInt(ClosedObject::records)
                    .sum();
            passOn(waiting - handedOver);
            services.books()
                    .dropped(
                            StageKind.WRITE,
                            tag,
                            Tally.NONE,
                            NOT_WRITTEN,
                            waiting,
                            "the pipeline's time to close is over");
            waiting = 0;
        }
        unassembled.clear();
        closed.forEach(ClosedObject::giveUpUnreleased);
        closed.clear();
        open.clear();
    }
}
