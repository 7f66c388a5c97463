package io.flowexporter.core.flow;

import io.flowexporter.api.flow.FlowValue;

/** Where a {@link FlowValue} stands in a flow, and where it ends if it came just as a record's field is written. */
enum ReadyValue {
    UUID(FlowValue.UUID, "UUID", Row.VALUES + FlowKeys.UUID),
    LAYERS_PATH(FlowValue.LAYERS_PATH, "LayersPath", Row.VALUES + FlowKeys.LAYERS_PATH),
    NETWORK_PROTOCOL(FlowValue.NETWORK_PROTOCOL, "Protocol", Row.NETWORK + FlowKeys.PROTOCOL),
    NETWORK_A(FlowValue.NETWORK_A, "A", Row.NETWORK + FlowKeys.A),
    NETWORK_B(FlowValue.NETWORK_B, "B", Row.NETWORK + FlowKeys.B),
    TRANSPORT_PROTOCOL(FlowValue.TRANSPORT_PROTOCOL, "Protocol", Row.TRANSPORT + FlowKeys.PROTOCOL),
    TRANSPORT_A(FlowValue.TRANSPORT_A, "A", Row.TRANSPORT + FlowKeys.A),
    TRANSPORT_B(FlowValue.TRANSPORT_B, "B", Row.TRANSPORT + FlowKeys.B),
    LAST_UPDATE_METRIC(FlowValue.LAST_UPDATE_METRIC, "LastUpdateMetric", Row.VALUES + FlowKeys.LAST_UPDATE_METRIC),
    METRIC(FlowValue.METRIC, "Metric", Row.VALUES + FlowKeys.METRIC),
    START(FlowValue.START, "Start", Row.VALUES + FlowKeys.START),
    LAST(FlowValue.LAST, "Last", Row.VALUES + FlowKeys.LAST);

    /** Where it ends if it is not as a record's field is written. */
    static final int NOT_READY = 0;

    private static final ReadyValue[] VALUES = values();

    private final FlowValue value;
    private final int place;
    private final int keyLength;

    ReadyValue(FlowValue value, String key, int place) {
        this.value = value;
        this.place = place;
        this.keyLength = Key.of(key, Key.Kind.ANY).length();
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
            case UUID, LAYERS_PATH, NETWORK_A, NETWORK_B, TRANSPORT_A, TRANSPORT_B -> endOfText(frame.data(), at);
            case NETWORK_PROTOCOL, TRANSPORT_PROTOCOL -> endOfName(frame.data(), at);
            case LAST_UPDATE_METRIC -> JsonMetric.canonicalEnd(frame, row + Row.LAST_UPDATE_METRIC);
            case METRIC -> JsonMetric.canonicalEnd(frame, row + Row.METRIC);
            case START, LAST -> endOfNumber(frame.data(), at);
        };
    }

    private static int endOfText(byte[] data, int at) {
        int quote = data[at] == '"' ? Texts.plainUntil(data, at) : at;
        return quote > at + 1 && data[quote] == '"' ? quote + 1 : NOT_READY;
    }

    private static int endOfName(byte[] data, int at) {
        int end = endOfText(data, at);
        return end != NOT_READY && Names.PROTOCOLS.isName(data, at + 1, end - 1) ? end : NOT_READY;
    }

    private static int endOfNumber(byte[] data, int at) {
        return data[at] == '-' || data[at] == '0' ? NOT_READY : Texts.endOfDigits(data, at);
    }
}
