package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.secadvisor.SecAdvisorRecord.Network;
import io.flowexporter.secadvisor.SecAdvisorRecord.Status;
import io.flowexporter.secadvisor.SecAdvisorRecord.Transport;
import java.util.Optional;

/** What a record says without asking anybody. Immutable. */
sealed interface Report permits FlowReport, MomentReport {
    String uuid();

    String layersPath();

    Optional<Status> status();

    String finishType();

    Optional<Network> network();

    Optional<Transport> transport();

    Metric lastUpdateMetric();

    Metric metric();

    long start();

    long last();

    long updateCount();

    Continuity continuity();

    /** The VLAN id, for manglers; not written. */
    long linkId();

    String l3TrackingId();

    /** The interface, for manglers; not written. */
    String nodeTid();

    /** The interface that has been silent, if the report is about that; else "". */
    String silentInterface();
}
