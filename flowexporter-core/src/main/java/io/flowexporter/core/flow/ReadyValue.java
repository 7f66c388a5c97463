package io.flowexporter.core.flow;

import io.flowexporter.api.flow.FlowValue;

/** Where a {@link FlowValue} stands in a flow, and where it ends if it came just as a record's field is written. */
enum ReadyValue {
    UUID(FlowValue.UUID, FlowKeys.UUID),
    LAYERS_PATH(FlowValue.LAYERS_PATH, FlowKeys.LAYERS_PATH),
    NETWORK_PROTOCOL(FlowValue.NETWORK_PROTOCOL, FlowKeys.NETWORK, Row.NETWORK, FlowKeys.PROTOCOL),
    NETWORK_A(FlowValue.NETWORK_A, FlowKeys.NETWORK, Row.NETWORK, FlowKeys.A),
    NETWORK_B(FlowValue.NETWORK_B, FlowKeys.NETWORK, Row.NETWORK, FlowKeys.B),
    TRANSPORT_PROTOCOL(FlowValue.TRANSPORT_PROTOCOL, FlowKeys.TRANSPORT, Row.TRANSPORT, FlowKeys.PROTOCOL),
    TRANSPORT_A(FlowValue.TRANSPORT_A, FlowKeys.TRANSPORT, Row.TRANSPORT, FlowKeys.A),
    TRANSPORT_B(FlowValue.TRANSPORT_B, FlowKeys.TRANSPORT, Row.TRANSPORT, FlowKeys.B),
    LAST_UPDATE_METRIC(FlowValue.LAST_UPDATE_METRIC, FlowKeys.LAST_UPDATE_METRIC),
    METRIC(FlowValue.METRIC, FlowKeys.METRIC),
    START(FlowValue.START, FlowKeys.START),
    LAST(FlowValue.LAST, FlowKeys.LAST);

    /** Where it ends if it is not as a record's field is written. */
    static final int NOT_READY = 0;

    private static final ReadyValue[] VALUES = values();

    private final FlowValue value;
    private final int place;
    private final int keyLength;
    /** From the end of it to the value that may come next in its object: a comma and that value's key. */
    private final int toNext;

    ReadyValue(FlowValue value, int key) {
        this(value, FlowKeys.FLOW, Row.VALUES, key);
    }

    ReadyValue(FlowValue value, int object, int places, int key) {
        this(value, FlowKeys.FLOW.key(object).shape(), places, key);
    }

    ReadyValue(FlowValue value, Shape shape, int places, int key) {
        this.value = value;
        this.place = places + key;
        this.keyLength = shape.key(key).length();
        this.toNext = 1 + shape.key(key + 1).length();
    }

    static ReadyValue of(FlowValue value) {
        return VALUES[value.ordinal()];
    }

    /** The one that comes next in a record. */
    ReadyValue next() {
        return VALUES[ordinal() + 1];
    }

    boolean is(FlowValue other) {
        return value == other;
    }

    /** Whether it is an end of a layer. */
    boolean isEnd() {
        return switch (value) {
            case NETWORK_A, NETWORK_B, TRANSPORT_A, TRANSPORT_B -> true;
            default -> false;
        };
    }

    /** Whether there may be white space in it. */
    boolean isObject() {
        return value == FlowValue.LAST_UPDATE_METRIC || value == FlowValue.METRIC;
    }

    /** Where it stands, or {@link Row#ABSENT}. */
    int at(Frame frame, int row) {
        return frame.at(row + place);
    }

    /** The length of its key, with quotes and colon. */
    int keyLength() {
        return keyLength;
    }

    /**
     * The index behind it, or {@link #NOT_READY}. There must be no white space in the flow if it is an object.
     *
     * @param at where it stands
     */
    int end(Frame frame, int row, int at) {
        return switch (value) {
            case UUID, LAYERS_PATH, NETWORK_A, NETWORK_B, TRANSPORT_A, TRANSPORT_B -> endOfText(frame, row, at);
            case NETWORK_PROTOCOL, TRANSPORT_PROTOCOL -> endOfName(frame, row, at);
            case LAST_UPDATE_METRIC -> JsonMetric.canonicalEnd(frame, row + Row.LAST_UPDATE_METRIC);
            case METRIC -> JsonMetric.canonicalEnd(frame, row + Row.METRIC);
            case START, LAST -> endOfNumber(frame, row, at);
        };
    }

    /** The index behind a number, or whatever stands there. */
    int endOfScalar(Frame frame, int row, int at) {
        int end = endByNext(frame, row);
        return end == NOT_READY ? Texts.endOfScalar(frame.data(), at) : end;
    }

    private int endOfText(Frame frame, int row, int at) {
        byte[] data = frame.data();
        if (data[at] != '"' || data[at + 1] == '"') {
            return NOT_READY;
        }
        int end = endByNext(frame, row);
        if (end != NOT_READY) {
            return end;
        }
        int quote = Texts.plainUntil(data, at);
        return data[quote] == '"' ? quote + 1 : NOT_READY;
    }

    private int endOfName(Frame frame, int row, int at) {
        int end = endOfText(frame, row, at);
        return end != NOT_READY && Names.PROTOCOLS.isName(frame.data(), at + 1, end - 1) ? end : NOT_READY;
    }

    private int endOfNumber(Frame frame, int row, int at) {
        byte[] data = frame.data();
        if (data[at] == '-' || data[at] == '0') {
            return NOT_READY;
        }
        int end = endByNext(frame, row);
        return end == NOT_READY ? Texts.endOfDigits(data, at) : end;
    }

    /**
     * The index behind a value that is followed by the next one of its object's shape, in a flow that is known to be plain: found
     * without looking at it, since how long a value is can't be predicted. Else {@link #NOT_READY}.
     */
    private int endByNext(Frame frame, int row) {
        int next = frame.at(row + place + 1);
        return next != Row.ABSENT && frame.at(row + Row.ODD) == Row.ABSENT ? next - toNext : NOT_READY;
    }
}
