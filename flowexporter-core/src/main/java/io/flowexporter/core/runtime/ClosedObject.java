package io.flowexporter.core.runtime;

import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import java.time.Instant;
import java.util.Optional;

/** A closed object until it is in the store. Used on the pipeline's thread. */
final class ClosedObject<R> {
    private enum State {
        ENCODING,
        ASSEMBLING,
        WAITING,
        WRITING,
        GIVEN_UP
    }

    private final GrowingObject<R> growing;
    private ObjectDraft draft;
    private State state = State.ENCODING;
    private Optional<StoredObject> stored = Optional.empty();
    private Optional<Instant> retryAt = Optional.empty();
    private int tries;
    private int refusals;
    private long takenBefore;

    ClosedObject(GrowingObject<R> growing) {
        this.growing = growing;
        this.draft = growing.draft();
    }

    GrowingObject<R> growing() {
        return growing;
    }

    ObjectDraft draft() {
        return draft;
    }

    int records() {
        return growing.records();
    }

    /** Whether assembly may begin; if so, it has. */
    boolean startAssembly() {
        if (state != State.ENCODING || !growing.ready()) {
            return false;
        }
        state = State.ASSEMBLING;
        return true;
    }

    void assembled(StoredObject object) {
        stored = Optional.of(object);
        state = State.WAITING;
    }

    boolean assembled() {
        return stored.isPresent();
    }

    StoredObject stored() {
        return stored.orElseThrow();
    }

    /** Whether a write may begin; if so, it has. */
    boolean startWrite(Instant now) {
        if (state != State.WAITING || retryAt.isPresent() && now.isBefore(retryAt.get())) {
            return false;
        }
        state = State.WRITING;
        retryAt = Optional.empty();
        tries++;
        return true;
    }

    boolean tried() {
        return tries > 0;
    }

    int tries() {
        return tries;
    }

    /** The store refused it for good, as it says. */
    void refused(long objectsTaken) {
        if (refusals++ == 0) {
            takenBefore = objectsTaken;
        }
    }

    int refusals() {
        return refusals;
    }

    /** How many objects the store had taken when it first refused this one. */
    long takenBefore() {
        return takenBefore;
    }

    void retryAt(Instant time) {
        state = State.WAITING;
        retryAt = Optional.of(time);
    }

    /** The same bytes under another key. */
    void moveTo(ObjectDraft moved, ObjectInfo info) {
        draft = moved;
        stored = stored.map(object -> object.as(info));
        state = State.WAITING;
    }

    boolean givenUp() {
        return state == State.GIVEN_UP;
    }

    void giveUp() {
        giveUpUnreleased();
        release();
    }

    /** Gives it up without telling the batches: what they brought is not secured. */
    void giveUpUnreleased() {
        state = State.GIVEN_UP;
        growing.forgetParts();
    }

    void release() {
        growing.release();
    }
}
