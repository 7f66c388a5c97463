package io.flowexporter.vpclogs;

import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Retained;
import io.flowexporter.api.stage.Tagged;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A connection that passes between the two capture points, or should: what each of them has said of it, what was said of
 * it so far, and the records that are kept back.
 */
final class Conversation {
    private final String trackingId;
    private Optional<Side> one = Optional.empty();
    private Optional<Side> two = Optional.empty();
    private Optional<Retained> kept = Optional.empty();
    private Instant keptSince = Instant.MAX;
    private int inHand;
    private boolean confirmedBefore;
    private Counters confirmed = Counters.ZERO;
    private long confirmedLast;

    Conversation(String trackingId) {
        this.trackingId = trackingId;
    }

    String trackingId() {
        return trackingId;
    }

    Optional<Side> side(Point point) {
        return point == Point.ONE ? one : two;
    }

    /** Takes a report of the flow that is known on that side, or of the first there. */
    void take(Point point, Tagged<VpcFlowLog> report) {
        inHand++;
        Optional<Side> known = side(point);
        if (known.isPresent()) {
            known.get().take(report);
        } else if (point == Point.ONE) {
            one = Optional.of(new Side(report));
        } else {
            two = Optional.of(new Side(report));
        }
    }

    boolean hasBothSides() {
        return one.isPresent() && two.isPresent();
    }

    /** How many of this call's records are in it and not yet accounted for. */
    int inHand() {
        return inHand;
    }

    /** Keeps all records that are in hand back, together with those kept before. */
    Retained keep(Output<?> out, Instant now) {
        for (; inHand > 0; inHand--) {
            kept = Optional.of(kept.isPresent() ? out.retain(kept.get()) : out.retain());
        }
        if (keptSince.equals(Instant.MAX)) {
            keptSince = now;
        }
        return kept.orElseThrow();
    }

    /** Gives what is kept back away, to be emitted, absorbed or dropped. */
    Retained release() {
        Retained all = kept.orElseThrow();
        kept = Optional.empty();
        keptSince = Instant.MAX;
        return all;
    }

    boolean keeps() {
        return kept.isPresent();
    }

    Instant keptSince() {
        return keptSince;
    }

    /** What both sides confirm and was not said before, if there is any. */
    Optional<Tagged<VpcFlowLog>> confirm() {
        Side first = one.orElseThrow();
        Side second = two.orElseThrow();
        Counters total = first.total().least(asSeenFromOne(second.total()));
        Counters interval =
                confirmedBefore ? total.minus(confirmed) : first.brought().least(asSeenFromOne(second.brought()));
        if (interval.idle()) {
            return Optional.empty();
        }
        boolean ended = first.terminated() && second.terminated();
        long last = ended ? Math.max(first.last(), second.last()) : Math.min(first.last(), second.last());
        long start = confirmedBefore ? confirmedLast : first.latest().connectionStart();
        confirmedBefore = true;
        confirmed = total;
        confirmedLast = last;
        return Optional.of(new Tagged<>(
                first.tag(),
                first.latest()
                        .withVerdict(Verdict.ACCEPTED)
                        .withInterval(start, last, interval)
                        .withTotal(total)
                        .withLife(first.takeInitiated(), first.terminated())));
    }

    private Counters asSeenFromOne(Counters ofTwo) {
        boolean swapped =
                one.orElseThrow().connection().swappedIn(two.orElseThrow().connection());
        return swapped ? ofTwo.swapped() : ofTwo;
    }

    /** Whether one side alone goes on reporting traffic. */
    boolean isOneSideAhead(Duration timeout) {
        Side first = one.orElseThrow();
        Side second = two.orElseThrow();
        return first.isAheadOf(second, timeout.toMillis()) || second.isAheadOf(first, timeout.toMillis());
    }

    /** Whether nothing more is to be expected: both sides have ended and agree, or reported for the last time. */
    boolean isOver() {
        if (!hasBothSides()) {
            return false;
        }
        Side first = one.get();
        Side second = two.get();
        boolean agreed = first.total().equals(asSeenFromOne(second.total()));
        return first.terminated() && second.terminated() && agreed || first.finished() && second.finished();
    }

    /** The record that says that what is kept back got not through. */
    Tagged<VpcFlowLog> rejected() {
        if (hasBothSides()) {
            return new Tagged<>(one.get().tag(), rejectedSinceConfirmed(one.get()));
        }
        Side only = one.or(() -> two).orElseThrow();
        return new Tagged<>(only.tag(), only.rejected());
    }

    private VpcFlowLog rejectedSinceConfirmed(Side first) {
        long start = first.latest().connectionStart();
        return first.latest()
                .withVerdict(Verdict.REJECTED)
                .withInterval(start, confirmedBefore ? confirmedLast : start, Counters.ZERO)
                .withTotal(confirmed)
                .withLife(first.takeInitiated(), first.terminated());
    }
}
