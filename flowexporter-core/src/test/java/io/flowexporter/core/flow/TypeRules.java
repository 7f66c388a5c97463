package io.flowexporter.core.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The types of a flow's values as the description of the format has them, apart from the parser's own tables. */
final class TypeRules {
    private static final List<String> TEXTS = List.of(
            "UUID", "LayersPath", "Application", "TrackingID", "L3TrackingID", "ParentUUID", "NodeTID", "CaptureID");
    private static final List<String> NUMBERS = List.of("Start", "Last", "RawPacketsCaptured");
    private static final List<String> LAYERS = List.of("Link", "Network", "Transport");
    private static final List<String> COUNTERS =
            List.of("ABPackets", "ABBytes", "BAPackets", "BABytes", "Start", "Last", "RTT");
    private static final List<String> TCP_OF_A_SIDE = List.of(
            "SynStart",
            "SynTTL",
            "FinStart",
            "RstStart",
            "SegmentOutOfOrder",
            "SegmentSkipped",
            "SegmentSkippedBytes",
            "Packets",
            "Bytes",
            "SawStart",
            "SawEnd");

    private TypeRules() {}

    static boolean isEnvelope(JsonNode message) {
        return absentOr(message.path("Namespace"), message.path("Namespace").isTextual())
                && absentOr(message.path("Type"), message.path("Type").isTextual())
                && absentOr(message.path("Status"), isInt(message.path("Status")));
    }

    static boolean obeys(JsonNode flow) {
        return flow.isObject()
                && TEXTS.stream()
                        .allMatch(key -> absentOr(flow.path(key), flow.path(key).isTextual()))
                && NUMBERS.stream().allMatch(key -> absentOr(flow.path(key), isLong(flow.path(key))))
                && LAYERS.stream().allMatch(key -> absentOr(flow.path(key), isLayer(flow.path(key))))
                && absentOr(flow.path("FinishType"), isName(flow.path("FinishType")))
                && absentOr(flow.path("ICMP"), isIcmp(flow.path("ICMP")))
                && absentOr(flow.path("Metric"), isMetric(flow.path("Metric")))
                && absentOr(flow.path("LastUpdateMetric"), isMetric(flow.path("LastUpdateMetric")))
                && absentOr(flow.path("TCPMetric"), isTcp(flow.path("TCPMetric")));
    }

    private static boolean absentOr(JsonNode node, boolean rule) {
        return node.isMissingNode() || node.isNull() || rule;
    }

    private static boolean isLayer(JsonNode node) {
        return node.isObject()
                && absentOr(node.path("Protocol"), isName(node.path("Protocol")))
                && absentOr(node.path("A"), isName(node.path("A")))
                && absentOr(node.path("B"), isName(node.path("B")))
                && absentOr(node.path("ID"), isLong(node.path("ID")));
    }

    private static boolean isIcmp(JsonNode node) {
        return node.isObject()
                && absentOr(node.path("Type"), isName(node.path("Type")))
                && absentOr(node.path("Code"), isInt(node.path("Code")))
                && absentOr(node.path("ID"), isInt(node.path("ID")));
    }

    private static boolean isMetric(JsonNode node) {
        return node.isObject() && COUNTERS.stream().allMatch(key -> absentOr(node.path(key), isLong(node.path(key))));
    }

    private static boolean isTcp(JsonNode node) {
        return node.isObject()
                && TCP_OF_A_SIDE.stream()
                        .allMatch(key -> absentOr(node.path("AB" + key), isLong(node.path("AB" + key)))
                                && absentOr(node.path("BA" + key), isLong(node.path("BA" + key))));
    }

    private static boolean isName(JsonNode node) {
        return node.isTextual() || isLong(node);
    }

    private static boolean isLong(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong();
    }

    private static boolean isInt(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt();
    }
}
