package io.flowexporter.core.source;

import io.flowexporter.api.Meters;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.flow.ParsedMessage;
import io.flowexporter.core.internal.Printable;
import io.flowexporter.core.internal.RareLog;
import java.util.List;

/** Makes batches of the analyzer's messages. For one thread. */
final class MessageReader {
    static final DropReason MALFORMED_MESSAGE = DropReason.rejected("malformed_message");
    static final DropReason MALFORMED_FLOW = DropReason.rejected("malformed_flow");

    private static final String FLOWS = "flow";
    private static final String FLOWS_OF_CAPTURE = "flow/";
    private static final int OK = 200;

    private final MessageParser parser = new MessageParser();
    private final String onlyCapture;
    private final Meters meters;
    private final RareLog reports;

    /**
     * A reader.
     *
     * @param onlyCapture the one capture whose flows are handed over; "" for all
     */
    MessageReader(String onlyCapture, Meters meters, RareLog reports) {
        this.onlyCapture = onlyCapture;
        this.meters = meters;
        this.reports = reports;
    }

    /** The flows of a message, and what of it is refused; without either if it is none of flows. */
    FlowBatch read(Message frame) {
        FlowBatch batch = batch(frame);
        if (batch.flows().isEmpty()) {
            frame.giveBack();
        }
        return batch;
    }

    private FlowBatch batch(Message frame) {
        ParsedMessage message;
        try {
            message = parser.parse(frame.bytes(), 0, frame.length());
        } catch (MalformedMessageException e) {
            meters.counter("malformed_messages").add(1);
            reports.warn(
                    MALFORMED_MESSAGE.name(),
                    () -> "Dropped a message of " + frame.length() + " bytes: " + e.reason() + " (byte "
                            + e.byteOffset() + ")");
            return FlowBatch.empty().withRefused(MALFORMED_MESSAGE, 1);
        }
        return isOfFlows(message) ? flows(message, frame) : FlowBatch.empty();
    }

    private boolean isOfFlows(ParsedMessage message) {
        // A message without a status is no reason to lose flows.
        boolean ok = message.status() == OK || message.status() == 0;
        if (isFlows(message.namespace()) && ok && message.type().equals("store")) {
            return true;
        }
        if (message.stats().isEmpty() || !ok) {
            meters.counter("messages_ignored").add(1);
            String kind = kind(message);
            reports.warnOnce(kind, () -> "Ignoring messages of " + kind);
        }
        return false;
    }

    /** Whether flows come in messages of that namespace. */
    static boolean isFlows(String namespace) {
        return namespace.equals(FLOWS) || namespace.startsWith(FLOWS_OF_CAPTURE);
    }

    /** What a message is, for log lines. */
    static String kind(ParsedMessage message) {
        return "namespace '" + Printable.of(message.namespace()) + "', type '" + Printable.of(message.type())
                + "', status " + message.status();
    }

    private FlowBatch flows(ParsedMessage message, Message frame) {
        List<Flow> flows = message.flows();
        if (!onlyCapture.isEmpty()) {
            flows = flows.stream()
                    .filter(flow -> flow.captureId().equals(onlyCapture))
                    .toList();
        }
        FlowBatch batch = FlowBatch.of(flows);
        if (!flows.isEmpty()) {
            batch = batch.holding(frame.room()).lent(frame::giveBack);
        }
        List<ParsedMessage.Rejected> rejected = message.rejected();
        if (rejected.isEmpty()) {
            return batch;
        }
        ParsedMessage.Rejected first = rejected.get(0);
        meters.counter("malformed_flows").add(rejected.size());
        reports.warn(
                MALFORMED_FLOW.name(),
                () -> "Dropped flow " + first.index() + " of a message: " + Printable.of(first.reason()) + " (byte "
                        + first.byteOffset() + ")"
                        + (rejected.size() == 1 ? "" : ", and " + (rejected.size() - 1) + " more of the same message"));
        return batch.withRefused(MALFORMED_FLOW, rejected.size());
    }
}
