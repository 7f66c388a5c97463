package io.flowexporter.prometheus;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Metric;
import io.prometheus.metrics.model.snapshots.Labels;

/**
 * A connection as seen at one capture point. Immutable.
 *
 * @param ends who takes part, as its first report said
 * @param totals as its last report said
 */
record Connection(Ends ends, Metric totals) {
    /** What all labels of a connection are made of. */
    record Ends(
            String initiatorIp,
            String targetIp,
            String initiatorPort,
            String targetPort,
            String nodeTid,
            String protocol) {
        private static final String[] NAMES = {
            "initiator_ip", "target_ip", "initiator_port", "target_port", "direction", "node_tid", "protocol"
        };

        static Ends of(Flow flow, String nodeTid) {
            return new Ends(
                    LabelText.of(flow.network().a()),
                    LabelText.of(flow.network().b()),
                    LabelText.of(flow.transport().a()),
                    LabelText.of(flow.transport().b()),
                    nodeTid,
                    LabelText.of(flow.transport().protocol()));
        }

        private Labels labels(String direction) {
            return Labels.of(
                    NAMES,
                    new String[] {initiatorIp, targetIp, initiatorPort, targetPort, direction, nodeTid, protocol});
        }
    }

    /** The totals of that report, without the message that it came in. */
    static Metric totals(Flow flow) {
        Metric metric = flow.metric();
        return Metric.of(
                metric.abPackets(),
                metric.abBytes(),
                metric.baPackets(),
                metric.baBytes(),
                metric.start(),
                metric.last(),
                metric.rtt());
    }

    Connection with(Metric newTotals) {
        return new Connection(ends, newTotals);
    }

    Labels toTarget() {
        return ends.labels("initiator_to_target");
    }

    Labels toInitiator() {
        return ends.labels("target_to_initiator");
    }
}
