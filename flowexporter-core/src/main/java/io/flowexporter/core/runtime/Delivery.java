package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Brings objects to a place: those of one tag one after the other, in the order they came, those of several tags side by
 * side. Each is tried until it is there. This is the one place that waits and tries again. Used on the pipeline's thread.
 *
 * @param <T> the objects
 * @param <S> what is known of one that is there
 */
final class Delivery<T, S> {
    private static final int REFUSALS_UNTIL_OTHERS_GO_FIRST = 5;

    /** The place, and what becomes of objects. All but {@link #write} is called on the pipeline's thread. */
    interface Place<T, S> {
        ObjectInfo info(T object);

        /** How many bytes it takes while it is being written. */
        long bytes(T object);

        /** A try begins. */
        default void begin(T object) {}

        /** Writes it; on a thread of its own. */
        S write(T object) throws Exception;

        /** It is there. */
        void delivered(T object, S there);

        /** A try failed. */
        default void failed(T object, Exception cause) {}

        /** Other content is under its key: finds it another one. */
        void keyTaken(T object);

        /** It is refused as it is, and others are taken: it won't be tried again. */
        void refused(T object, Exception cause);
    }

    private final Place<T, S> place;
    private final Workers workers;
    private final Executor writing;
    private final Backoff backoff;
    private final WriteLog log;
    private final Books books;
    private final SteadyClock clock;
    private final long mostBytes;
    private final Map<Tag, Deque<Parcel<T>>> lanes = new LinkedHashMap<>();
    private long bytesInFlight;
    private int inFlight;
    private long taken;
    private int failuresInARow;
    private Optional<Trouble> trouble = Optional.empty();
    private boolean writesNoMore;
    private boolean paused;

    /**
     * Why nothing gets there.
     *
     * @param since when the first try failed since the last that succeeded
     * @param cause what the last one threw
     */
    record Trouble(Instant since, Exception cause) {}

    /** One object on its way. */
    private static final class Parcel<T> {
        private final T object;
        private boolean writing;
        private Optional<Instant> retryAt = Optional.empty();
        private int tries;
        private int refusals;
        private long takenBefore;

        Parcel(T object) {
            this.object = object;
        }

        boolean isSetAside() {
            return refusals >= REFUSALS_UNTIL_OTHERS_GO_FIRST;
        }
    }

    /**
     * A delivery.
     *
     * @param mostBytes how many bytes may be written at once; one object may be larger
     */
    Delivery(
            Place<T, S> place,
            Workers workers,
            Executor writing,
            Backoff backoff,
            WriteLog log,
            Books books,
            SteadyClock clock,
            long mostBytes) {
        this.place = place;
        this.workers = workers;
        this.writing = writing;
        this.backoff = backoff;
        this.log = log;
        this.books = books;
        this.clock = clock;
        this.mostBytes = mostBytes;
    }

    void add(Tag tag, T object) {
        lanes.computeIfAbsent(tag, key -> new ArrayDeque<>()).add(new Parcel<>(object));
        progress(tag);
    }

    /** Takes objects back that were never tried; returns whether there were any. */
    boolean withdraw(Tag tag, Predicate<T> which) {
        Deque<Parcel<T>> lane = lanes.get(tag);
        return lane != null && lane.removeIf(parcel -> parcel.tries == 0 && which.test(parcel.object));
    }

    /** Takes objects back that are not being written just now; returns whether there were any. */
    boolean withdrawTried(Tag tag, Predicate<T> which) {
        Deque<Parcel<T>> lane = lanes.get(tag);
        return lane != null && lane.removeIf(parcel -> !parcel.writing && which.test(parcel.object));
    }

    /** Does what can be done next. */
    void progress() {
        for (Tag tag : List.copyOf(lanes.keySet())) {
            progress(tag);
        }
    }

    private void progress(Tag tag) {
        Deque<Parcel<T>> lane = lanes.get(tag);
        if (lane == null || lane.isEmpty() || writesNoMore || paused || isDown() && inFlight > 0) {
            return;
        }
        Parcel<T> next = next(lane);
        Instant now = clock.now();
        boolean due = next.retryAt.map(at -> !now.isBefore(at)).orElse(true);
        long bytes = place.bytes(next.object);
        if (next.writing || !due || inFlight > 0 && bytesInFlight + bytes > mostBytes) {
            return;
        }
        next.writing = true;
        next.retryAt = Optional.empty();
        next.tries++;
        inFlight++;
        bytesInFlight += bytes;
        place.begin(next.object);
        workers.run(writing, () -> place.write(next.object), (there, failure) -> {
            inFlight--;
            bytesInFlight -= bytes;
            next.writing = false;
            if (failure == null) {
                lane.remove(next);
                taken++;
                failuresInARow = 0;
                trouble = Optional.empty();
                place.delivered(next.object, there);
            } else {
                failed(lane, next, Failures.survivable(failure));
            }
            progress();
        });
    }

    /** A place that takes nothing is asked with one object at a time. */
    private boolean isDown() {
        return failuresInARow >= 2 * Math.max(1, lanes.size());
    }

    /** The oldest that is in the way of the others; if they are all refused again and again, the oldest of those. */
    private Parcel<T> next(Deque<Parcel<T>> lane) {
        for (Parcel<T> parcel : lane) {
            if (!parcel.isSetAside() || othersWereTaken(parcel)) {
                return parcel;
            }
        }
        return lane.peek();
    }

    private boolean othersWereTaken(Parcel<T> parcel) {
        return taken > parcel.takenBefore;
    }

    private void failed(Deque<Parcel<T>> lane, Parcel<T> parcel, Exception cause) {
        WriteFailure failure = WriteFailure.of(cause);
        ObjectInfo info = place.info(parcel.object);
        Instant now = clock.now();
        failuresInARow++;
        trouble = Optional.of(new Trouble(trouble.map(Trouble::since).orElse(now), cause));
        place.failed(parcel.object, cause);
        books.writeFailed(info, cause);
        log.failed(info, failure, parcel.tries);
        switch (failure.kind()) {
            case KEY_TAKEN -> {
                place.keyTaken(parcel.object);
                if (parcel.tries > 1) {
                    // A store that says so of each key would be hammered.
                    parcel.retryAt = Optional.of(now.plus(backoff.delay(parcel.tries, failure)));
                }
            }
            case REJECTED -> refused(lane, parcel, cause, now);
            case AGAIN -> parcel.retryAt = Optional.of(now.plus(backoff.delay(parcel.tries, failure)));
        }
    }

    /**
     * If the place takes other objects meanwhile, the fault is this one's. If it takes none, the fault may be the place's
     * or the configuration's, and no object pays for it.
     */
    private void refused(Deque<Parcel<T>> lane, Parcel<T> parcel, Exception cause, Instant now) {
        if (parcel.refusals++ == 0) {
            parcel.takenBefore = taken;
        }
        if (parcel.isSetAside() && othersWereTaken(parcel)) {
            lane.remove(parcel);
            place.refused(parcel.object, cause);
        } else {
            parcel.retryAt = Optional.of(now.plus(backoff.delay(1)));
        }
    }

    /** Whether anything is on its way. */
    boolean busy() {
        return lanes.values().stream().anyMatch(lane -> !lane.isEmpty());
    }

    int size() {
        return lanes.values().stream().mapToInt(Deque::size).sum();
    }

    /** Why nothing gets there now; empty if the last try succeeded. */
    Optional<Trouble> trouble() {
        return trouble;
    }

    /** All that is on its way, each tag's in order. */
    List<T> objects() {
        List<T> objects = new ArrayList<>();
        lanes.values().forEach(lane -> lane.forEach(parcel -> objects.add(parcel.object)));
        return objects;
    }

    /** The oldest object of each tag. */
    List<T> heads() {
        List<T> heads = new ArrayList<>();
        for (Deque<Parcel<T>> lane : lanes.values()) {
            if (!lane.isEmpty()) {
                heads.add(lane.peek().object);
            }
        }
        return heads;
    }

    /** Whether nothing is being written just now. */
    boolean still() {
        return inFlight == 0;
    }

    /** Whether no try may begin for the time being. */
    void pause(boolean pause) {
        paused = pause;
    }

    /** Lets no try begin any more; those that have begun may end. */
    void writeNoMore() {
        writesNoMore = true;
    }
}
