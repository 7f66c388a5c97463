package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Layer;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Transform;

/** Makes AWS flow logs. */
final class AwsTransform implements Transform<AwsFlowLog> {
    private static final DropReason NO_TRAFFIC = DropReason.leftOut("no_traffic");

    private final int version;
    private final String accountId;
    private final AwsFlowLogs.Count count;
    private final AwsFlowLogs.Directions directions;

    AwsTransform(int version, String accountId, AwsFlowLogs.Count count, AwsFlowLogs.Directions directions) {
        this.version = version;
        this.accountId = accountId;
        this.count = count;
        this.directions = directions;
    }

    @Override
    public boolean keepsFlows() {
        return false;
    }

    @Override
    public void transform(Flow flow, Output<? super AwsFlowLog> out) {
        boolean whole = count == AwsFlowLogs.Count.CUMULATIVE
                || !flow.lastUpdateMetric().present();
        Metric metric = whole ? flow.metric() : interval(flow);
        Interval time = whole ? Interval.ofWhole(metric) : Interval.of(metric);
        Layer network = flow.network();
        Layer transport = flow.transport();
        TcpFlags flags = TcpFlags.of(flow, time);
        if (directions == AwsFlowLogs.Directions.BOTH) {
            long packets = sum(metric.abPackets(), metric.baPackets());
            long bytes = sum(metric.abBytes(), metric.baBytes());
            Half both = fromA(network, transport, packets, bytes, flags.both());
            out.emit(log(flow, network, metric, both, flow.continuity()));
            return;
        }
        Half fromA = fromA(network, transport, metric.abPackets(), metric.abBytes(), flags.fromA());
        Half fromB = new Half(
                network.b(),
                network.a(),
                transport.portB(),
                transport.portA(),
                metric.baPackets(),
                metric.baBytes(),
                flags.fromB());
        if (fromA.packets() == 0 && fromB.packets() == 0) {
            out.drop(NO_TRAFFIC);
        } else if (fromA.packets() == 0) {
            out.emit(log(flow, network, metric, fromB, flow.continuity()));
        } else {
            out.emit(log(flow, network, metric, fromA, flow.continuity()));
            if (fromB.packets() != 0) {
                // The first record has said what is missing before this report.
                out.create(log(flow, network, metric, fromB, Continuity.CONTINUES));
            }
        }
    }

    private static Metric interval(Flow flow) {
        Metric interval = flow.lastUpdateMetric();
        return flow.continuity() == Continuity.REPEATED
                ? Metric.of(0, 0, 0, 0, interval.start(), interval.last(), 0)
                : interval;
    }

    /** What a record says of its packets. */
    private record Half(
            String source, String target, int sourcePort, int targetPort, long packets, long bytes, long tcpFlags) {}

    private static Half fromA(Layer network, Layer transport, long packets, long bytes, long tcpFlags) {
        return new Half(network.a(), network.b(), transport.portA(), transport.portB(), packets, bytes, tcpFlags);
    }

    /** The sum, or the number next to it that there is: a total must not become negative. */
    private static long sum(long one, long other) {
        long sum = one + other;
        boolean overflows = ((one ^ sum) & (other ^ sum)) < 0;
        return overflows ? (one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    private AwsFlowLog log(Flow flow, Layer network, Metric metric, Half half, Continuity continuity) {
        String tid = flow.nodeTid();
        return new AwsFlowLog(
                version,
                accountId,
                tid.isEmpty() ? vlan(flow.link()) : tid,
                half.source(),
                half.target(),
                half.sourcePort(),
                half.targetPort(),
                IpProtocol.of(flow),
                half.packets(),
                half.bytes(),
                Math.floorDiv(metric.start(), 1000L),
                Math.floorDiv(metric.last(), 1000L),
                "ACCEPT",
                "OK",
                half.tcpFlags(),
                IpProtocol.etherType(network),
                continuity,
                tid);
    }

    private static String vlan(Layer link) {
        return link.present() ? Long.toString(link.id()) : "";
    }
}
