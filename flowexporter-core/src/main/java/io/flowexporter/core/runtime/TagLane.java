package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.Chunk;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One tag's objects: the open ones, and the closed ones on their way into the store, which are written one after the
 * other in the order they were closed. Used on the pipeline's thread.
 */
final class TagLane<R> {
    private static final DropReason ENCODE_FAILED = DropReason.lost("encode_failed");
    private static final DropReason REJECTED = DropReason.lost("object_rejected");
    private static final int REFUSALS_UNTIL_OTHERS_GO_FIRST = 5;
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

    void encodeFailed(int records, Optional<Exception> failure) {
        failure.ifPresent(cause -> services.books().stageFailed(StageKind.ENCODE, cause));
        services.books()
                .dropped(
                        StageKind.ENCODE,
                        tag,
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

    List<GrowingObject<R>> openObjects() {
        return open;
    }

    /** Drops the oldest records: closed objects as a whole unless a write was tried, then of the open ones. */
    int dropOldest(int records, DropReason reason) {
        int dropped = 0;
        for (ClosedObject<R> object : List.copyOf(closed)) {
            if (dropped >= records) {
                break;
            }
            if (!object.tried()) {
                dropped += object.records();
                giveUp(object);
            }
        }
        for (GrowingObject<R> object : open) {
            if (dropped < records) {
                dropped += object.dropOldest(records - dropped);
            }
        }
        if (dropped > 0) {
            markIncomplete();
            services.books().dropped(StageKind.STORE, tag, reason, dropped, "too many wait");
        }
        return dropped;
    }

    private void giveUp(ClosedObject<R> object) {
        closed.remove(object);
        unassembled.remove(object);
        waiting -= object.records();
        if (object.assembled()) {
            services.heldObjects().add(-object.stored().size());
        }
        object.giveUp();
    }

    /** Does what can be done next: assembles what is ready, writes the oldest. */
    void progress() {
        for (ClosedObject<R> object : List.copyOf(unassembled)) {
            if (object.startAssembly()) {
                unassembled.remove(object);
                assemble(object);
            }
        }
        if (services.writesNoMore()) {
            return;
        }
        next().filter(object -> object.assembled() && object.startWrite(services.now()))
                .ifPresent(this::write);
    }

    /** The oldest that is in the way of the others; if they are all refused again and again, the oldest of those. */
    private Optional<ClosedObject<R>> next() {
        for (ClosedObject<R> object : closed) {
            if (!isSetAside(object) || othersWereTaken(object)) {
                return Optional.of(object);
            }
        }
        return Optional.ofNullable(closed.peek());
    }

    private boolean othersWereTaken(ClosedObject<R> object) {
        return services.books().objects() > object.takenBefore();
    }

    private static boolean isSetAside(ClosedObject<?> object) {
        return object.refusals() >= REFUSALS_UNTIL_OTHERS_GO_FIRST;
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
                object.growing().forgetParts();
            } else {
                int lost = object.records();
                giveUp(object);
                encodeFailed(lost, Optional.of(Failures.survivable(failure)));
                markIncomplete();
            }
            progress();
        });
    }

    private void write(ClosedObject<R> object) {
        services.write(object.stored(), (ignored, failure) -> {
            if (failure == null) {
                closed.remove(object);
                waiting -= object.records();
                services.heldObjects().add(-object.stored().size());
                services.books().written(object.stored().info(), object.stored().size());
                object.release();
            } else {
                failed(object, Failures.survivable(failure));
            }
            progress();
        });
    }

    private void failed(ClosedObject<R> object, Exception cause) {
        WriteFailure failure = WriteFailure.of(cause);
        services.books().writeFailed(object.stored().info(), cause);
        services.writeLog().failed(object.stored().info(), failure, object.tries());
        switch (failure.kind()) {
            case KEY_TAKEN -> {
                ObjectDraft moved = services.rekey(object.draft());
                object.moveTo(moved, services.info(moved, object.growing()));
                if (object.tries() > 1) {
                    // A store that says so of each key would be hammered.
                    object.retryAt(services.now().plus(services.backoff().delay(object.tries(), failure)));
                }
            }
            case REJECTED -> refused(object, cause);
            case AGAIN -> object.retryAt(services.now().plus(services.backoff().delay(object.tries(), failure)));
        }
    }

    /**
     * If the store takes other objects meanwhile, the fault is this one's, and it is lost. If it takes none, the fault may
     * be the store's or the configuration's, and nothing is lost for it.
     */
    private void refused(ClosedObject<R> object, Exception cause) {
        object.refused(services.books().objects());
        if (isSetAside(object) && othersWereTaken(object)) {
            int lost = object.records();
            giveUp(object);
            services.books().dropped(StageKind.WRITE, tag, REJECTED, lost, Texts.of(cause));
            markIncomplete();
        } else {
            object.retryAt(services.now().plus(services.backoff().delay(1)));
        }
    }

    /** Gives up all that is not in the store. */
    void abandon() {
        int lost = waiting;
        waiting = 0;
        unassembled.clear();
        for (ClosedObject<R> object : closed) {
            object.giveUpUnreleased();
        }
        closed.clear();
        open.clear();
        if (lost > 0) {
            services.books().dropped(StageKind.WRITE, tag, NOT_WRITTEN, lost, "the pipeline's time to close is over");
        }
    }
}
