package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.secadvisor.SecAdvisorRecord.Network;
import io.flowexporter.secadvisor.SecAdvisorRecord.Status;
import io.flowexporter.secadvisor.SecAdvisorRecord.Transport;
import java.util.Optional;

/**
 * The report of no flow, but of a moment. Immutable.
 *
 * @param uuid the flow whose report is missing, or ""
 * @param network the ends of that flow, if it has some
 * @param silentInterface the interface that sent nothing, or ""
 * @param moment in ms since 1970
 */
record MomentReport(String uuid, Optional<Network> network, String silentInterface, long moment) implements Report {
    @Override
    public String layersPath() {
        return "";
    }

    @Override
    public Optional<Status> status() {
        return Optional.empty();
    }

    @Override
    public String finishType() {
        return "";
    }

    @Override
    public Optional<Transport> transport() {
        return Optional.empty();
    }

    @Override
    public Metric lastUpdateMetric() {
        return Metric.NONE;
    }

    @Override
    public Metric metric() {
        return Metric.NONE;
    }

    @Override
    public long start() {
        return moment;
    }

    @Override
    public long last() {
        return moment;
    }

    @Override
    public long updateCount() {
        return 0;
    }

    @Override
    public Continuity continuity() {
        return Continuity.UNKNOWN;
    }

    @Override
    public long linkId() {
        return 0;
    }

    @Override
    public String l3TrackingId() {
        return "";
    }

    @Override
    public String nodeTid() {
        return "";
    }
}
