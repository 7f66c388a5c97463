package io.flowexporter.core.flow;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Icmp;
import io.flowexporter.api.flow.Layer;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.RecordType;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Flows as records. */
public final class Flows {
    private static final RecordType<Layer> LAYER = RecordType.of(
            Layer.class,
            Field.text("Protocol", Layer::protocol),
            Field.<Layer>text("A", Layer::a).omitIfEmpty(),
            Field.<Layer>text("B", Layer::b).omitIfEmpty(),
            Field.integer("ID", Layer::id));

    private static final RecordType<Icmp> ICMP = RecordType.of(
            Icmp.class,
            Field.text("Type", Icmp::type),
            Field.<Icmp>integer("Code", Icmp::code).omitIfEmpty(),
            Field.<Icmp>integer("ID", Icmp::id).omitIfEmpty());

    private static final RecordType<Metric> METRIC = RecordType.of(
            Metric.class,
            Field.integer("ABPackets", Metric::abPackets),
            Field.integer("ABBytes", Metric::abBytes),
            Field.integer("BAPackets", Metric::baPackets),
            Field.integer("BABytes", Metric::baBytes),
            Field.integer("Start", Metric::start),
            Field.integer("Last", Metric::last),
            Field.<Metric>integer("RTT", Metric::rtt).omitIfEmpty());

    private static final RecordType<long[]> TCP_METRIC = tcpMetric();

    /**
     * A flow as Skydive describes it. As JSON it is written as it came, with all its keys. Field by field it has the keys
     * that are known; what stands under {@code DHCPv4}, {@code DNS}, {@code VRRPv2} and {@code IPMetric} is a text of
     * JSON each.
     */
    public static final RecordType<Flow> TYPE = RecordType.of(
                    Flow.class,
                    text("UUID", Flow::uuid),
                    text("LayersPath", Flow::layersPath),
                    text("Application", Flow::application),
                    layer("Link", Flow::link),
                    layer("Network", Flow::network),
                    layer("Transport", Flow::transport),
                    Field.object("ICMP", ICMP, flow -> Optional.of(flow.icmp()).filter(Icmp::present)),
                    json("DHCPv4", FlowKeys.DHCP_V4),
                    json("DNS", FlowKeys.DNS),
                    json("VRRPv2", FlowKeys.VRRP_V2),
                    metric("LastUpdateMetric", Flow::lastUpdateMetric),
                    metric("Metric", Flow::metric),
                    Field.object("TCPMetric", TCP_METRIC, Flows::tcpValues),
                    json("IPMetric", FlowKeys.IP_METRIC),
                    Field.integer("Start", Flow::start),
                    Field.integer("Last", Flow::last),
                    text("TrackingID", Flow::trackingId),
                    text("L3TrackingID", Flow::l3TrackingId),
                    Field.text("ParentUUID", Flow::parentUuid),
                    text("NodeTID", Flow::nodeTid),
                    text("CaptureID", Flow::captureId),
                    Field.integer("RawPacketsCaptured", Flow::rawPacketsCaptured),
                    Field.<Flow>integer("FinishType", Flows::finishNumber).omitIfEmpty())
            .withJson(Flow::writeJson);

    private Flows() {}

    private static Field<Flow> text(String name, Function<Flow, String> value) {
        return Field.text(name, value).omitIfEmpty();
    }

    private static Field<Flow> layer(String name, Function<Flow, Layer> layer) {
        return Field.object(name, LAYER, flow -> Optional.of(layer.apply(flow)).filter(Layer::present));
    }

    private static Field<Flow> metric(String name, Function<Flow, Metric> metric) {
        return Field.object(
                name, METRIC, flow -> Optional.of(metric.apply(flow)).filter(Metric::present));
    }

    private static Field<Flow> json(String name, int key) {
        return text(name, flow -> JsonFlow.of(flow).raw(key));
    }

    private static Optional<long[]> tcpValues(Flow flow) {
        return flow.tcpMetric().present() ? Optional.of(JsonFlow.of(flow).tcpValues()) : Optional.empty();
    }

    private static long finishNumber(Flow flow) {
        return switch (flow.finishType()) {
            case UNKNOWN -> JsonFlow.of(flow).unknownFinishNumber();
            default -> flow.finishType().ordinal();
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of a parametrized type
    private static RecordType<long[]> tcpMetric() {
        Field<long[]>[] fields = IntStream.range(0, FlowKeys.TCP.size())
                .mapToObj(Flows::tcpValue)
                .toArray(Field[]::new);
        return RecordType.of(long[].class, fields);
    }

    private static Field<long[]> tcpValue(int key) {
        String name = FlowKeys.TCP.key(key).name();
        Field<long[]> field = Field.integer(name, values -> values[key]);
        return name.endsWith("TTL") ? field.omitIfEmpty() : field;
    }
}
