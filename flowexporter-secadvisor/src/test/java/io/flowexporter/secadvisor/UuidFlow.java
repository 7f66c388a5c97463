package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.FinishType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Icmp;
import io.flowexporter.api.flow.Layer;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.api.flow.TcpMetric;

/** A flow under another id, for those many of which are wanted. */
record UuidFlow(Flow flow, long uuidBits) implements Flow {
    @Override
    public String uuid() {
        return Long.toHexString(uuidBits);
    }

    @Override
    public String layersPath() {
        return flow.layersPath();
    }

    @Override
    public String application() {
        return flow.application();
    }

    @Override
    public Layer link() {
        return flow.link();
    }

    @Override
    public Layer network() {
        return flow.network();
    }

    @Override
    public Layer transport() {
        return flow.transport();
    }

    @Override
    public Icmp icmp() {
        return flow.icmp();
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
    public TcpMetric tcpMetric() {
        return flow.tcpMetric();
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
    public String trackingId() {
        return flow.trackingId();
    }

    @Override
    public String l3TrackingId() {
        return flow.l3TrackingId();
    }

    @Override
    public String parentUuid() {
        return flow.parentUuid();
    }

    @Override
    public String nodeTid() {
        return flow.nodeTid();
    }

    @Override
    public String captureId() {
        return flow.captureId();
    }

    @Override
    public long rawPacketsCaptured() {
        return flow.rawPacketsCaptured();
    }

    @Override
    public FinishType finishType() {
        return flow.finishType();
    }

    @Override
    public byte[] json() {
        return flow.json();
    }

    @Override
    public int size() {
        return flow.size();
    }

    @Override
    public Continuity continuity() {
        return flow.continuity();
    }

    @Override
    public Flow withContinuity(Continuity continuity) {
        return new UuidFlow(flow.withContinuity(continuity), uuidBits);
    }

    @Override
    public Flow copy() {
        return new UuidFlow(flow.copy(), uuidBits);
    }
}
