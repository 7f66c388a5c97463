package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Layer;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.secadvisor.SecAdvisorRecord.Network;
import io.flowexporter.secadvisor.SecAdvisorRecord.Status;
import io.flowexporter.secadvisor.SecAdvisorRecord.Transport;
import java.util.Optional;

/** The report of a flow, as a view over the flow: each value is read when it is asked for. Immutable. */
final class FlowReport implements Report {
    private final Flow flow;
    private final Status stands;
    private final int before;

    /**
     * A report.
     *
     * @param stands where the flow stands
     * @param before how many of its reports came before
     */
    FlowReport(Flow flow, Status stands, int before) {
        this.flow = flow;
        this.stands = stands;
        this.before = before;
    }

    /** What it is a view over. */
    Flow flow() {
        return flow;
    }

    /** Where the flow stands. */
    Status stands() {
        return stands;
    }

    @Override
    public String uuid() {
        return flow.uuid();
    }

    @Override
    public String layersPath() {
        return flow.layersPath();
    }

    @Override
    public Optional<Status> status() {
        return Optional.of(stands);
    }

    @Override
    public String finishType() {
        return switch (flow.finishType()) {
            case TIMEOUT -> "Timeout";
            case TCP_FIN -> "SYN_FIN";
            case TCP_RST -> "SYN_RST";
            case NOT_FINISHED, UNKNOWN -> "";
        };
    }

    @Override
    public Optional<Network> network() {
        Layer layer = flow.network();
        return layer.present()
                ? Optional.of(new Network(layer.protocol(), layer.a(), layer.b(), "", ""))
                : Optional.empty();
    }

    @Override
    public Optional<Transport> transport() {
        Layer layer = flow.transport();
        return layer.present() ? Optional.of(new Transport(layer.protocol(), layer.a(), layer.b())) : Optional.empty();
    }

    @Override
    public Metric lastUpdateMetric() {
        return flow.lastUpdateMetric();
    }

    @Override
    public Metric metric() {
        return flow.metric();
    }

    @Override
    public long start() {
        return flow.start();
    }

    @Override
    public long last() {
        return flow.last();
    }

    @Override
    public long updateCount() {
        return before;
    }

    @Override
    public Continuity continuity() {
        return flow.continuity();
    }

    @Override
    public long linkId() {
        return flow.link().id();
    }

    @Override
    public String l3TrackingId() {
        return flow.l3TrackingId();
    }

    @Override
    public String nodeTid() {
        return flow.nodeTid();
    }

    @Override
    public String silentInterface() {
        return "";
    }
}
