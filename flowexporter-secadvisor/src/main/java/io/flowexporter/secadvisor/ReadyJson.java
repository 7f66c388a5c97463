package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowValue;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.api.record.JsonOutput;
import io.flowexporter.api.record.JsonRecords;
import io.flowexporter.api.record.JsonText;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.secadvisor.SecAdvisorRecord.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Writes records just as their fields would be written one after the other, but copies from the flow what it has at hand
 * as bytes. The few records of no flow are written field by field. Safe for use by several threads.
 */
final class ReadyJson implements RecordType.JsonForm<SecAdvisorRecord> {
    private static final int LENGTH_OF_EMPTY_TEXT = 2;

    private static final byte[] UUID = JsonText.key("UUID");
    private static final byte[] LAYERS_PATH = JsonText.key("LayersPath");
    private static final byte[] STARTED = versionAndStatus("STARTED");
    private static final byte[] UPDATED = versionAndStatus("UPDATED");
    private static final byte[] ENDED = versionAndStatus("ENDED");
    private static final byte[] FINISH_TYPE = JsonText.key("FinishType");
    private static final byte[] NETWORK = JsonText.key("Network");
    private static final byte[] TRANSPORT = JsonText.key("Transport");
    private static final byte[] PROTOCOL = JsonText.key("Protocol");
    private static final byte[] A = JsonText.key("A");
    private static final byte[] B = JsonText.key("B");
    private static final byte[] A_NAME = JsonText.key("A_Name");
    private static final byte[] B_NAME = JsonText.key("B_Name");
    private static final byte[] CONTEXT = JsonText.key("Context");
    private static final byte[] TYPE = JsonText.key("Type");
    private static final byte[] NAME = JsonText.key("Name");
    private static final byte[] SET = JsonText.key("Set");
    private static final byte[] LAST_UPDATE_METRIC = JsonText.key("LastUpdateMetric");
    private static final byte[] METRIC = JsonText.key("Metric");
    private static final byte[] START = JsonText.key("Start");
    private static final byte[] LAST = JsonText.key("Last");
    private static final byte[] UPDATE_COUNT = JsonText.key("UpdateCount");
    private static final byte[] NODE_TYPE = JsonText.key("NodeType");
    private static final byte[] LOG_STATUS = JsonText.key("LogStatus");
    private static final byte[] EXTEND = JsonText.key("Extend");

    private final JsonRecords<SecAdvisorRecord> fieldByField;

    private ReadyJson(JsonRecords<SecAdvisorRecord> fieldByField) {
        this.fieldByField = fieldByField;
    }

    /** The same type with its records written this way; of what it adds to the format, nothing is of a flow. */
    static RecordType<SecAdvisorRecord> of(RecordType<SecAdvisorRecord> type) {
        return type.withJson(new ReadyJson(JsonRecords.of(type)));
    }

    private static byte[] versionAndStatus(String status) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(JsonText.key("Version"));
        bytes.writeBytes(JsonText.quoted(SecAdvisorRecord.VERSION));
        bytes.writeBytes(JsonText.key("Status"));
        bytes.writeBytes(JsonText.quoted(status));
        return bytes.toByteArray();
    }

    @Override
    public void write(SecAdvisorRecord record, JsonOutput out) throws IOException {
        if (record.report() instanceof FlowReport report) {
            write(report, record.names(), record.logStatus(), out);
        } else {
            fieldByField.write(record, out);
        }
    }

    private static void write(FlowReport report, Names names, String logStatus, JsonOutput out) throws IOException {
        Flow flow = report.flow();
        int start = out.size();
        if (!flow.copyMembers(FlowValue.UUID, FlowValue.LAYERS_PATH, out)) {
            text(UUID, flow, FlowValue.UUID, out);
            text(LAYERS_PATH, flow, FlowValue.LAYERS_PATH, out);
        }
        out.write(
                switch (report.stands()) {
                    case STARTED -> STARTED;
                    case UPDATED -> UPDATED;
                    case ENDED -> ENDED;
                });
        text(FINISH_TYPE, report.finishType(), out);
        network(flow, names, out);
        transport(flow, out);
        context(names, out);
        if (!flow.copyMembers(FlowValue.LAST_UPDATE_METRIC, FlowValue.LAST, out)) {
            metrics(flow, out);
            times(flow, out);
        }
        out.write(UPDATE_COUNT);
        out.number(report.updateCount());
        text(NODE_TYPE, names.nodeType(), out);
        text(LOG_STATUS, logStatus, out);
        extend(names.extend(), out);
        out.object(start);
    }

    private static void metrics(Flow flow, JsonOutput out) throws IOException {
        if (!flow.copyMembers(FlowValue.LAST_UPDATE_METRIC, FlowValue.METRIC, out)) {
            metric(LAST_UPDATE_METRIC, flow, FlowValue.LAST_UPDATE_METRIC, out);
            metric(METRIC, flow, FlowValue.METRIC, out);
        }
    }

    private static void times(Flow flow, JsonOutput out) throws IOException {
        if (!flow.copyMembers(FlowValue.START, FlowValue.LAST, out)) {
            number(START, flow, FlowValue.START, out);
            number(LAST, flow, FlowValue.LAST, out);
        }
    }

    private static void network(Flow flow, Names names, JsonOutput out) throws IOException {
        if (flow.network().present()) {
            out.write(NETWORK);
            int start = out.size();
            if (!flow.copyMembers(FlowValue.NETWORK_PROTOCOL, FlowValue.NETWORK_B, out)) {
                text(PROTOCOL, flow, FlowValue.NETWORK_PROTOCOL, out);
                text(A, flow, FlowValue.NETWORK_A, out);
                text(B, flow, FlowValue.NETWORK_B, out);
            }
            text(A_NAME, names.legacyA(), out);
            text(B_NAME, names.legacyB(), out);
            out.object(start);
        }
    }

    private static void transport(Flow flow, JsonOutput out) throws IOException {
        if (flow.transport().present()) {
            out.write(TRANSPORT);
            int start = out.size();
            text(PROTOCOL, flow, FlowValue.TRANSPORT_PROTOCOL, out);
            text(A, flow, FlowValue.TRANSPORT_A, out);
            text(B, flow, FlowValue.TRANSPORT_B, out);
            out.object(start);
        }
    }

    private static void context(Names names, JsonOutput out) {
        if (names.a().isPresent() || names.b().isPresent()) {
            out.write(CONTEXT);
            int start = out.size();
            peer(A, names.a(), out);
            peer(B, names.b(), out);
            out.object(start);
        }
    }

    private static void peer(byte[] key, Optional<Peer> known, JsonOutput out) {
        if (known.isPresent()) {
            Peer peer = known.get();
            out.write(key);
            int start = out.size();
            text(TYPE, peer.type(), out);
            text(NAME, peer.name(), out);
            text(SET, peer.set(), out);
            out.object(start);
        }
    }

    private static void extend(Map<String, String> values, JsonOutput out) {
        if (!values.isEmpty()) {
            out.write(EXTEND);
            int start = out.size();
            for (Map.Entry<String, String> entry : values.entrySet()) {
                out.write(',');
                out.text(entry.getKey());
                out.write(':');
                out.text(entry.getValue());
            }
            out.object(start);
        }
    }

    private static void text(byte[] key, String value, JsonOutput out) {
        if (!value.isEmpty()) {
            out.write(key);
            out.text(value);
        }
    }

    private static void text(byte[] key, Flow flow, FlowValue value, JsonOutput out) throws IOException {
        int before = out.size();
        out.write(key);
        int start = out.size();
        if (!flow.copyJson(value, out)) {
            out.text(text(flow, value));
        }
        if (out.size() - start == LENGTH_OF_EMPTY_TEXT) {
            out.cut(before);
        }
    }

    private static String text(Flow flow, FlowValue value) {
        return switch (value) {
            case UUID -> flow.uuid();
            case LAYERS_PATH -> flow.layersPath();
            case NETWORK_PROTOCOL -> flow.network().protocol();
            case NETWORK_A -> flow.network().a();
            case NETWORK_B -> flow.network().b();
            case TRANSPORT_PROTOCOL -> flow.transport().protocol();
            case TRANSPORT_A -> flow.transport().a();
            case TRANSPORT_B -> flow.transport().b();
            default -> throw new IllegalArgumentException(value + " is no text");
        };
    }

    private static void metric(byte[] key, Flow flow, FlowValue value, JsonOutput out) throws IOException {
        int before = out.size();
        out.write(key);
        if (!flow.copyJson(value, out)) {
            Metric metric = value == FlowValue.METRIC ? flow.metric() : flow.lastUpdateMetric();
            if (metric.present()) {
                metric.writeJson(out);
            } else {
                out.cut(before);
            }
        }
    }

    private static void number(byte[] key, Flow flow, FlowValue value, JsonOutput out) throws IOException {
        out.write(key);
        if (!flow.copyJson(value, out)) {
            out.number(value == FlowValue.START ? flow.start() : flow.last());
        }
    }
}
