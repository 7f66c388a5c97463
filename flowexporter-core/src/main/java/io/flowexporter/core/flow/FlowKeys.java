package io.flowexporter.core.flow;

import io.flowexporter.core.flow.Key.Kind;

/** The keys of a flow and of the objects in it, with their indexes. */
final class FlowKeys {
    static final int PROTOCOL = 0;
    static final int A = 1;
    static final int B = 2;
    static final int ID = 3;

    static final int ICMP_TYPE = 0;
    static final int ICMP_CODE = 1;
    static final int ICMP_ID = 2;

    static final int AB_PACKETS = 0;
    static final int AB_BYTES = 1;
    static final int BA_PACKETS = 2;
    static final int BA_BYTES = 3;
    static final int METRIC_START = 4;
    static final int METRIC_LAST = 5;
    static final int RTT = 6;

    static final int AB_SYN_START = 0;
    static final int BA_SYN_START = 1;
    static final int AB_FIN_START = 4;
    static final int BA_FIN_START = 5;
    static final int AB_RST_START = 6;
    static final int BA_RST_START = 7;

    static final int UUID = 0;
    static final int LAYERS_PATH = 1;
    static final int APPLICATION = 2;
    static final int LINK = 3;
    static final int NETWORK = 4;
    static final int TRANSPORT = 5;
    static final int ICMP = 6;
    static final int DHCP_V4 = 7;
    static final int DNS = 8;
    static final int VRRP_V2 = 9;
    static final int LAST_UPDATE_METRIC = 10;
    static final int METRIC = 11;
    static final int TCP_METRIC = 12;
    static final int IP_METRIC = 13;
    static final int START = 14;
    static final int LAST = 15;
    static final int TRACKING_ID = 16;
    static final int L3_TRACKING_ID = 17;
    static final int PARENT_UUID = 18;
    static final int NODE_TID = 19;
    static final int CAPTURE_ID = 20;
    static final int RAW_PACKETS_CAPTURED = 21;
    static final int FINISH_TYPE = 22;

    static final Shape ICMP_LAYER =
            new Shape("ICMP.", Key.of("Type", Kind.NAME), Key.of("Code", Kind.SMALL), Key.of("ID", Kind.SMALL));

    static final Shape TCP = new Shape(
            "TCPMetric.",
            whole("ABSynStart"),
            whole("BASynStart"),
            whole("ABSynTTL"),
            whole("BASynTTL"),
            whole("ABFinStart"),
            whole("BAFinStart"),
            whole("ABRstStart"),
            whole("BARstStart"),
            whole("ABSegmentOutOfOrder"),
            whole("ABSegmentSkipped"),
            whole("ABSegmentSkippedBytes"),
            whole("ABPackets"),
            whole("ABBytes"),
            whole("ABSawStart"),
            whole("ABSawEnd"),
            whole("BASegmentOutOfOrder"),
            whole("BASegmentSkipped"),
            whole("BASegmentSkippedBytes"),
            whole("BAPackets"),
            whole("BABytes"),
            whole("BASawStart"),
            whole("BASawEnd"));

    static final Shape FLOW = new Shape(
            "",
            text("UUID"),
            text("LayersPath"),
            text("Application"),
            Key.object("Link", layer("Link."), Row.LINK),
            Key.object("Network", layer("Network."), Row.NETWORK),
            Key.object("Transport", layer("Transport."), Row.TRANSPORT),
            Key.object("ICMP", ICMP_LAYER),
            Key.of("DHCPv4", Kind.ANY),
            Key.of("DNS", Kind.ANY),
            Key.of("VRRPv2", Kind.ANY),
            Key.object("LastUpdateMetric", metric("LastUpdateMetric."), Row.LAST_UPDATE_METRIC),
            Key.object("Metric", metric("Metric."), Row.METRIC),
            Key.object("TCPMetric", TCP),
            Key.of("IPMetric", Kind.ANY),
            whole("Start"),
            whole("Last"),
            text("TrackingID"),
            text("L3TrackingID"),
            text("ParentUUID"),
            text("NodeTID"),
            text("CaptureID"),
            whole("RawPacketsCaptured"),
            Key.of("FinishType", Kind.NAME));

    private FlowKeys() {}

    private static Key text(String name) {
        return Key.of(name, Kind.TEXT);
    }

    private static Key whole(String name) {
        return Key.of(name, Kind.WHOLE);
    }

    private static Shape layer(String path) {
        return new Shape(
                path,
                Key.of("Protocol", Kind.NAME),
                Key.of("A", Kind.END),
                Key.of("B", Kind.END),
                Key.of("ID", Kind.WHOLE));
    }

    private static Shape metric(String path) {
        return new Shape(
                path,
                whole("ABPackets"),
                whole("ABBytes"),
                whole("BAPackets"),
                whole("BABytes"),
                whole("Start"),
                whole("Last"),
                whole("RTT"));
    }
}
