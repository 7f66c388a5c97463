package io.flowexporter.core.runtime;

import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.core.durability.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A closed object until it has left the memory. Used on the pipeline's thread. */
final class ClosedObject<R> {
    private final GrowingObject<R> growing;
    private final List<Counted> counted = new ArrayList<>();
    private ObjectDraft draft;
    private Optional<StoredObject> stored = Optional.empty();
    private Coverage coverage = Coverage.NONE;
    private int ofNoFlow;
    private boolean assembling;
    private boolean handedOver;
    private boolean givenUp;

    private record Counted(Tally tally, int records) {}

    ClosedObject(GrowingObject<R> growing) {
        this.growing = growing;
        this.draft = growing.draft();
    }

    GrowingObject<R> growing() {
        return growing;
    }

    TagLane<R> lane() {
        return growing.lane();
    }

    ObjectDraft draft() {
        return draft;
    }

    int records() {
        return growing.records();
    }

    /** Which flows its records are of. */
    Coverage coverage() {
        return coverage;
    }

    /** How many of its records came in for no flow. */
    int ofNoFlow() {
        return ofNoFlow;
    }

    /** What the store put into its state when it closed the object. */
    Map<String, String> state() {
        return growing.state();
    }

    /** Whether assembly may begin; if so, it has. */
    boolean startAssembly() {
        if (assembling || givenUp || !growing.ready()) {
            return false;
        }
        assembling = true;
        Coverage.Builder builder = new Coverage.Builder();
        ofNoFlow = growing.cover(builder);
        coverage = builder.build();
        growing.share((tally, records) -> counted.add(new Counted(tally, records)));
        return true;
    }

    void assembled(StoredObject object) {
        stored = Optional.of(object);
        growing.forgetParts();
    }

    boolean assembled() {
        return stored.isPresent();
    }

    StoredObject stored() {
        return stored.orElseThrow();
    }

    /** Whether it is to be handed over; if so, it has been. */
    boolean startHandOver() {
        boolean first = !handedOver;
        handedOver = true;
        return first;
    }

    boolean isHandedOver() {
        return handedOver;
    }

    /** Where its records are counted. */
    void share(Provenance.Share share) {
        if (assembling) {
            counted.forEach(one -> share.of(one.tally(), one.records()));
        } else {
            growing.share(share);
        }
    }

    /** The same bytes under another key. */
    void moveTo(ObjectDraft moved, ObjectInfo info) {
        draft = moved;
        stored = stored.map(object -> object.as(info));
    }

    boolean givenUp() {
        return givenUp;
    }

    void giveUp() {
        giveUpUnreleased();
        release();
    }

    /** Gives it up without telling the batches: what they brought is not secured. */
    void giveUpUnreleased() {
        givenUp = true;
        growing.forgetParts();
    }

    void release() {
        growing.release();
    }
}
