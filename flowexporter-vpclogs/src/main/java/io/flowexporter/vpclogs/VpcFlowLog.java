package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.api.flow.TcpMetric;

/**
 * One connection in one interval: a record of {@link VpcLogs}. Times are ms since 1970, 0 means unknown. Immutable.
 *
 * @param start where the interval begins
 * @param end where it ends
 * @param connectionStart where the connection begins
 * @param direction which way it was opened
 * @param verdict whether it got through, if the mangler {@code action} has looked
 * @param connection who talks to whom
 * @param initiated whether the connection began in this interval
 * @param terminated whether it has ended, or at least one side of it has
 * @param total the counters since the connection began
 * @param interval the counters of the interval
 * @param capturePoint what is not written
 */
public record VpcFlowLog(
        long start,
        long end,
        long connectionStart,
        Direction direction,
        Verdict verdict,
        Connection connection,
        boolean initiated,
        boolean terminated,
        Counters total,
        Counters interval,
        CapturePoint capturePoint) {
    /** The record of that flow; its direction is unknown. */
    static VpcFlowLog of(Flow flow) {
        Metric interval = flow.lastUpdateMetric();
        Metric total = flow.metric();
        TcpMetric tcp = flow.tcpMetric();
        boolean repeated = flow.continuity() == Continuity.REPEATED;
        return new VpcFlowLog(
                interval.start(),
                interval.last(),
                total.start(),
                Direction.UNKNOWN,
                Verdict.NONE,
                Connection.of(flow),
                !repeated && begins(interval, total, tcp),
                tcp.terminated() || flow.finishType().ended(),
                Counters.of(total),
                repeated ? Counters.ZERO : Counters.of(interval),
                CapturePoint.of(flow));
    }

    /** Whether a flow's totals are those of the interval, so that this is its first report, or a SYN lies in it. */
    private static boolean begins(Metric interval, Metric total, TcpMetric tcp) {
        boolean first = interval.present() && !interval.idle() && total.sameCounters(interval);
        Interval time = Interval.of(interval);
        return first || time.has(tcp.abSynStart()) || time.has(tcp.baSynStart());
    }

    VpcFlowLog withDirection(Direction other) {
        if (other == direction) {
            return this;
        }
        return new VpcFlowLog(
                start,
                end,
                connectionStart,
                other,
                verdict,
                connection,
                initiated,
                terminated,
                total,
                interval,
                capturePoint);
    }

    VpcFlowLog withVerdict(Verdict other) {
        return new VpcFlowLog(
                start,
                end,
                connectionStart,
                direction,
                other,
                connection,
                initiated,
                terminated,
                total,
                interval,
                capturePoint);
    }

    VpcFlowLog withInterval(long from, long to, Counters counters) {
        return new VpcFlowLog(
                from,
                to,
                connectionStart,
                direction,
                verdict,
                connection,
                initiated,
                terminated,
                total,
                counters,
                capturePoint);
    }

    VpcFlowLog withTotal(Counters counters) {
        return new VpcFlowLog(
                start,
                end,
                connectionStart,
                direction,
                verdict,
                connection,
                initiated,
                terminated,
                counters,
                interval,
                capturePoint);
    }

    VpcFlowLog withLife(boolean begun, boolean ended) {
        return new VpcFlowLog(
                start,
                end,
                connectionStart,
                direction,
                verdict,
                connection,
                begun,
                ended,
                total,
                interval,
                capturePoint);
    }
}
