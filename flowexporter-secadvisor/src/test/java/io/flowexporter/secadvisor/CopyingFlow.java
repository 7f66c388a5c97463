package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.FinishType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowValue;
import io.flowexporter.api.flow.Icmp;
import io.flowexporter.api.flow.Layer;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.api.flow.TcpMetric;
import io.flowexporter.api.record.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A flow that has some of its values at hand as JSON, whichever it is told to have. */
record CopyingFlow(Flow flow, Set<FlowValue> atHand) implements Flow {
    @Override
    public boolean copyJson(FlowValue value, OutputStream out) throws IOException {
        if (!atHand.contains(value)) {
            return false;
        }
        switch (value) {
            case UUID -> text(uuid(), out);
            case LAYERS_PATH -> text(layersPath(), out);
            case NETWORK_PROTOCOL -> text(network().protocol(), out);
            case NETWORK_A -> text(network().a(), out);
            case NETWORK_B -> text(network().b(), out);
            case TRANSPORT_PROTOCOL -> text(transport().protocol(), out);
            case TRANSPORT_A -> text(transport().a(), out);
            case TRANSPORT_B -> text(transport().b(), out);
            case START -> number(start(), out);
            case LAST -> number(last(), out);
            case LAST_UPDATE_METRIC -> {
                return metric(lastUpdateMetric(), out);
            }
            case METRIC -> {
                return metric(metric(), out);
            }
        }
        return true;
    }

    private static void text(String text, OutputStream out) throws IOException {
        out.write(JsonText.quoted(text));
    }

    private static void number(long number, OutputStream out) throws IOException {
        out.write(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean metric(Metric metric, OutputStream out) throws IOException {
        if (metric.present()) {
            metric.writeJson(out);
        }
        return metric.present();
    }

    @Override
    public String uuid() {
        return flow.uuid();
    }

    @Override
    public long uuidBits() {
        return flow.uuidBits();
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
        return new CopyingFlow(flow.withContinuity(continuity), atHand);
    }

    @Override
    public Flow copy() {
        return new CopyingFlow(flow.copy(), atHand);
    }
}
