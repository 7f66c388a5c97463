package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Tagged;

/** What one capture point has said of a connection so far. */
final class Side {
    private final long start;
    private final Counters before;
    private Tag tag;
    private VpcFlowLog latest;
    private Counters total;
    private long last;
    private boolean initiated;
    private boolean terminated;
    private boolean finished;

    Side(Tagged<VpcFlowLog> first) {
        VpcFlowLog log = first.record();
        start = log.start();
        before = log.total().minus(log.interval());
        tag = first.tag();
        latest = log;
        total = log.total();
        include(log);
    }

    /** Takes a later report, or one that comes late: counters never shrink. */
    void take(Tagged<VpcFlowLog> report) {
        VpcFlowLog log = report.record();
        if (log.end() >= latest.end()) {
            latest = log;
            tag = report.tag();
        }
        total = total.greatest(log.total());
        include(log);
    }

    private void include(VpcFlowLog log) {
        last = Math.max(last, log.capturePoint().last());
        initiated |= log.initiated();
        terminated |= log.terminated();
        finished |= log.capturePoint().finished();
    }

    boolean isOf(VpcFlowLog log) {
        return latest.capturePoint().uuid().equals(log.capturePoint().uuid());
    }

    /** Whether that is another flow, which began when this one had ended or fallen silent. */
    boolean isFollowedBy(VpcFlowLog other) {
        return terminated || other.connectionStart() >= latest.end();
    }

    Tag tag() {
        return tag;
    }

    VpcFlowLog latest() {
        return latest;
    }

    Connection connection() {
        return latest.connection();
    }

    /** All since the connection began. */
    Counters total() {
        return total;
    }

    /** All that the reports seen brought. */
    Counters brought() {
        return total.minus(before);
    }

    long last() {
        return last;
    }

    boolean terminated() {
        return terminated;
    }

    boolean finished() {
        return finished;
    }

    /** Whether the connection began since this was asked last. */
    boolean takeInitiated() {
        boolean begun = initiated;
        initiated = false;
        return begun;
    }

    /** One record of all reports, rejected. */
    VpcFlowLog rejected() {
        return latest.withVerdict(Verdict.REJECTED)
                .withInterval(start, latest.end(), brought())
                .withTotal(total)
                .withLife(takeInitiated(), terminated);
    }

    /** Whether this side's latest report brought traffic that is newer than the other side's by more than that. */
    boolean isAheadOf(Side other, long millis) {
        return !latest.interval().idle() && latest.end() - other.latest.end() > millis;
    }
}
