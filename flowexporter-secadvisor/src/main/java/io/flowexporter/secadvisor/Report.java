package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Layer;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.secadvisor.SecAdvisorRecord.Network;
import io.flowexporter.secadvisor.SecAdvisorRecord.Status;
import io.flowexporter.secadvisor.SecAdvisorRecord.Transport;
import java.util.Optional;

/**
 * What a record says of a flow without asking anybody. Immutable.
 *
 * @param linkId the VLAN id, for manglers; not written
 * @param nodeTid the interface, for manglers; not written
 */
record Report(
        String uuid,
        String layersPath,
        Optional<Status> status,
        String finishType,
        Optional<Network> network,
        Optional<Transport> transport,
        Metric lastUpdateMetric,
        Metric metric,
        long start,
        long last,
        long updateCount,
        Continuity continuity,
        long linkId,
        String l3TrackingId,
        String nodeTid) {

    static Report of(Flow flow, Status status, long updateCount) {
        return new Report(
                flow.uuid(),
                flow.layersPath(),
                Optional.of(status),
                finish(flow),
                network(flow.network()),
                transport(flow.transport()),
                flow.lastUpdateMetric(),
                flow.metric(),
                flow.start(),
                flow.last(),
                updateCount,
                flow.continuity(),
                flow.link().id(),
                flow.l3TrackingId(),
                flow.nodeTid());
    }

    /** Of no flow, but of a moment in ms since 1970. */
    static Report ofMoment(String uuid, Optional<Network> network, long moment) {
        return new Report(
                uuid,
                "",
                Optional.empty(),
                "",
                network,
                Optional.empty(),
                Metric.NONE,
                Metric.NONE,
                moment,
                moment,
                0,
                Continuity.UNKNOWN,
                0,
                "",
                "");
    }

    private static String finish(Flow flow) {
        return switch (flow.finishType()) {
            case TIMEOUT -> "Timeout";
            case TCP_FIN -> "SYN_FIN";
            case TCP_RST -> "SYN_RST";
            case NOT_FINISHED, UNKNOWN -> "";
        };
    }

    private static Optional<Network> network(Layer layer) {
        return layer.present()
                ? Optional.of(new Network(layer.protocol(), layer.a(), layer.b(), "", ""))
                : Optional.empty();
    }

    private static Optional<Transport> transport(Layer layer) {
        return layer.present() ? Optional.of(new Transport(layer.protocol(), layer.a(), layer.b())) : Optional.empty();
    }
}
