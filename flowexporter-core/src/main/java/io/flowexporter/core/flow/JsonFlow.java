package io.flowexporter.core.flow;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.FinishType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowValue;
import io.flowexporter.api.flow.Icmp;
import io.flowexporter.api.flow.Layer;
import io.flowexporter.api.flow.Metric;
import io.flowexporter.api.flow.TcpMetric;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A flow as a view over the message that it came in; {@link MessageParser} makes it. Its bytes were checked, so reading
 * it never fails. Each method reads its value anew: who needs one often keeps it. Immutable, as long as nobody changes
 * the message.
 */
public final class JsonFlow implements Flow {
    private static final FinishType[] FINISH_TYPES = FinishType.values();
    private static final int MAX_HEX_DIGITS = 16;

    private final Frame frame;
    private final int row;
    private final Continuity continuity;

    JsonFlow(Frame frame, int row, Continuity continuity) {
        this.frame = frame;
        this.row = row;
        this.continuity = continuity;
    }

    /** That flow as a view, with its JSON read anew if it is another kind of flow. */
    static JsonFlow of(Flow flow) {
        if (flow instanceof JsonFlow view) {
            return view;
        }
        byte[] json = flow.json();
        return read(json, flow.continuity());
    }

    /** A view over a flow that is known to be right. */
    private static JsonFlow read(byte[] json, Continuity continuity) {
        try {
            return new MessageParser().parseFlow(json, 0, json.length).withContinuity(continuity);
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException("Cannot use a flow's own JSON: " + e.getMessage(), e);
        }
    }

    /** Where a value stands, or {@link Row#ABSENT}. */
    private int at(int key) {
        return frame.at(row + Row.VALUES + key);
    }

    /** Its {@link Row}; a copy. */
    int[] places() {
        return frame.row(row);
    }

    private int from() {
        return frame.at(row + Row.START);
    }

    private int to() {
        return frame.at(row + Row.END);
    }

    private boolean isCompact() {
        return frame.at(row + Row.SPACED) == 0;
    }

    private String text(int key) {
        return frame.text(row + Row.VALUES + key);
    }

    private String repeatedText(int key) {
        return frame.repeatedText(row + Row.VALUES + key);
    }

    private long whole(int key) {
        return frame.whole(row + Row.VALUES + key);
    }

    private Layer layer(int key, int places) {
        return at(key) == Row.ABSENT ? Layer.NONE : new JsonLayer(frame, row + places);
    }

    private Metric metric(int key, int places) {
        int at = at(key);
        return at == Row.ABSENT ? Metric.NONE : new JsonMetric(frame, at, row + places, isCompact());
    }

    @Override
    public String uuid() {
        return text(FlowKeys.UUID);
    }

    @Override
    public long uuidBits() {
        int at = at(FlowKeys.UUID);
        byte[] data = frame.data();
        if (at == Row.ABSENT) {
            return hash(data, 0, 0);
        }
        int from = at + 1;
        int usual = from + MAX_HEX_DIGITS;
        if (usual < data.length && data[usual] == '"') {
            long begin = Words.at(data, from);
            long end = Words.at(data, from + Long.BYTES);
            if (Words.areHexDigits(begin) && Words.areHexDigits(end)) {
                return Words.hexNumber(begin) << 4 * Long.BYTES | Words.hexNumber(end);
            }
        }
        int to = Texts.plainUntil(data, at);
        if (data[to] == '"') {
            return uuidBits(data, from, to);
        }
        to = Texts.closingQuote(data, at);
        if (Texts.escaped(data, from, to)) {
            byte[] plain = Texts.unescaped(data, from, to);
            return uuidBits(plain, 0, plain.length);
        }
        return uuidBits(data, from, to);
    }

    private static long uuidBits(byte[] text, int from, int to) {
        int length = to - from;
        if (length >= Long.BYTES && length <= MAX_HEX_DIGITS) {
            long begin = Words.at(text, from);
            long end = Words.at(text, to - Long.BYTES);
            if (Words.areHexDigits(begin) && Words.areHexDigits(end)) {
                // The digits that are in both are taken from the end.
                return Words.hexNumber(begin) << 4 * (length - Long.BYTES) | Words.hexNumber(end);
            }
        }
        return length == 0 || length > MAX_HEX_DIGITS ? hash(text, from, to) : shortUuidBits(text, from, to);
    }

    private static long shortUuidBits(byte[] text, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            int digit = Texts.hexDigit(text[i]);
            if (digit < 0) {
                return hash(text, from, to);
            }
            bits = bits << 4 | digit;
        }
        return bits;
    }

    /** FNV-1a, with its bits stirred once more: as it is, its highest bits hardly depend on the last characters. */
    private static long hash(byte[] text, int from, int to) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ text[i] & 0xff) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 32) * 0x9e3779b97f4a7c15L;
        return hash ^ hash >>> 29;
    }

    @Override
    public String layersPath() {
        return repeatedText(FlowKeys.LAYERS_PATH);
    }

    @Override
    public String application() {
        return repeatedText(FlowKeys.APPLICATION);
    }

    @Override
    public Layer link() {
        return layer(FlowKeys.LINK, Row.LINK);
    }

    @Override
    public Layer network() {
        return layer(FlowKeys.NETWORK, Row.NETWORK);
    }

    @Override
    public Layer transport() {
        return layer(FlowKeys.TRANSPORT, Row.TRANSPORT);
    }

    @Override
    public Icmp icmp() {
        int at = at(FlowKeys.ICMP);
        if (at == Row.ABSENT) {
            return Icmp.NONE;
        }
        Members members = new Members(frame.data(), at, FlowKeys.ICMP_LAYER);
        String type = "";
        int code = 0;
        int id = 0;
        for (int key = members.next(); key != Members.END; key = members.next()) {
            switch (key) {
                case FlowKeys.ICMP_TYPE -> type = Names.ICMP_TYPES.name(frame.data(), members.valueUnlessNull());
                case FlowKeys.ICMP_CODE -> code = (int) members.whole();
                case FlowKeys.ICMP_ID -> id = (int) members.whole();
                default -> {
                    // a key of a newer Skydive
                }
            }
        }
        return new Icmp(true, type, code, id);
    }

    @Override
    public Metric lastUpdateMetric() {
        return metric(FlowKeys.LAST_UPDATE_METRIC, Row.LAST_UPDATE_METRIC);
    }

    @Override
    public Metric metric() {
        return metric(FlowKeys.METRIC, Row.METRIC);
    }

    @Override
    public TcpMetric tcpMetric() {
        if (at(FlowKeys.TCP_METRIC) == Row.ABSENT) {
            return TcpMetric.NONE;
        }
        long[] values = tcpValues();
        return new TcpMetric(
                true,
                values[FlowKeys.AB_SYN_START],
                values[FlowKeys.BA_SYN_START],
                values[FlowKeys.AB_FIN_START],
                values[FlowKeys.BA_FIN_START],
                values[FlowKeys.AB_RST_START],
                values[FlowKeys.BA_RST_START]);
    }

    /** All numbers of {@code TCPMetric}, which must be there, in the order of {@link FlowKeys#TCP}. */
    long[] tcpValues() {
        long[] values = new long[FlowKeys.TCP.size()];
        Members members = new Members(frame.data(), at(FlowKeys.TCP_METRIC), FlowKeys.TCP);
        for (int key = members.next(); key != Members.END; key = members.next()) {
            if (key != Shape.UNKNOWN) {
                values[key] = members.whole();
            }
        }
        return values;
    }

    /** The compact JSON of the value under that key of {@link FlowKeys#FLOW}; "" if there is none. */
    String raw(int key) {
        int at = at(key);
        return at == Row.ABSENT
                ? ""
                : new String(
                        Texts.compact(frame.data(), at, Texts.endOfValue(frame.data(), at)), StandardCharsets.UTF_8);
    }

    @Override
    public long start() {
        return whole(FlowKeys.START);
    }

    @Override
    public long last() {
        return whole(FlowKeys.LAST);
    }

    @Override
    public String trackingId() {
        return text(FlowKeys.TRACKING_ID);
    }

    @Override
    public String l3TrackingId() {
        return text(FlowKeys.L3_TRACKING_ID);
    }

    @Override
    public String parentUuid() {
        return repeatedText(FlowKeys.PARENT_UUID);
    }

    @Override
    public String nodeTid() {
        return repeatedText(FlowKeys.NODE_TID);
    }

    @Override
    public String captureId() {
        return repeatedText(FlowKeys.CAPTURE_ID);
    }

    @Override
    public long rawPacketsCaptured() {
        return whole(FlowKeys.RAW_PACKETS_CAPTURED);
    }

    @Override
    public FinishType finishType() {
        int at = at(FlowKeys.FINISH_TYPE);
        if (at == Row.ABSENT) {
            return FinishType.NOT_FINISHED;
        }
        int number = Names.FINISH_TYPES.number(frame.data(), at);
        return number < 0 ? FinishType.UNKNOWN : FINISH_TYPES[number];
    }

    /** The number of a {@link FinishType#UNKNOWN}; -1 if it has only a name. */
    long unknownFinishNumber() {
        int at = at(FlowKeys.FINISH_TYPE);
        return frame.data()[at] == '"' ? -1 : Texts.whole(frame.data(), at);
    }

    @Override
    public boolean copyJson(FlowValue value, OutputStream out) throws IOException {
        ReadyValue ready = ReadyValue.of(value);
        int at = ready.at(frame, row);
        if (at == Row.ABSENT) {
            return false;
        }
        byte[] data = frame.data();
        if (ready.isEnd() && data[at] != '"') {
            // A string in every record, though it came as a number.
            out.write('"');
            out.write(data, at, ready.endOfScalar(frame, row, at) - at);
            out.write('"');
            return true;
        }
        int end = ready.isObject() && !isCompact() ? ReadyValue.NOT_READY : ready.end(frame, row, at);
        if (end == ReadyValue.NOT_READY) {
            return false;
        }
        out.write(data, at, end - at);
        return true;
    }

    @Override
    public boolean copyMembers(FlowValue first, FlowValue last, OutputStream out) throws IOException {
        ReadyValue ready = ReadyValue.of(first);
        int at = ready.at(frame, row);
        byte[] data = frame.data();
        // A key with escapes is longer than it is without, so there is no quote where it would begin.
        if (at == Row.ABSENT || first.compareTo(last) > 0 || !isCompact() || data[at - ready.keyLength()] != '"') {
            return false;
        }
        int from = at - ready.keyLength();
        int end = ready.end(frame, row, at);
        while (end != ReadyValue.NOT_READY && !ready.is(last)) {
            ready = ready.next();
            at = ready.at(frame, row);
            // A comma and the key just fit between them, so nothing else stands there.
            end = at == end + 1 + ready.keyLength() ? ready.end(frame, row, at) : ReadyValue.NOT_READY;
        }
        if (end == ReadyValue.NOT_READY) {
            return false;
        }
        out.write(',');
        out.write(data, from, end - from);
        return true;
    }

    @Override
    public byte[] json() {
        return isCompact() ? Arrays.copyOfRange(frame.data(), from(), to()) : Texts.compact(frame.data(), from(), to());
    }

    @Override
    public void writeJson(OutputStream out) throws IOException {
        if (isCompact()) {
            out.write(frame.data(), from(), to() - from());
        } else {
            out.write(json());
        }
    }

    /** Writes flows with a comma between each two; what stands in a message like that, as one piece. */
    public static void writeAll(List<? extends Flow> flows, OutputStream out) throws IOException {
        int next = 0;
        while (next < flows.size()) {
            if (next > 0) {
                out.write(',');
            }
            Flow flow = flows.get(next++);
            if (!(flow instanceof JsonFlow first) || !first.isCompact()) {
                flow.writeJson(out);
                continue;
            }
            JsonFlow last = first;
            while (next < flows.size() && flows.get(next) instanceof JsonFlow other && other.isJustBehind(last)) {
                last = other;
                next++;
            }
            out.write(first.frame.data(), first.from(), last.to() - first.from());
        }
    }

    /** Whether nothing but one byte, which must be a comma, stands between the other one and this one, nor white space in it. */
    private boolean isJustBehind(JsonFlow other) {
        return frame == other.frame && from() == other.to() + 1 && isCompact();
    }

    @Override
    public int size() {
        return to() - from();
    }

    @Override
    public Continuity continuity() {
        return continuity;
    }

    @Override
    public JsonFlow withContinuity(Continuity other) {
        return other == continuity ? this : new JsonFlow(frame, row, other);
    }

    @Override
    public JsonFlow copy() {
        if (!isCompact()) {
            return read(json(), continuity);
        }
        int shift = from();
        int[] ownRow = places();
        ownRow[Row.START] = 0;
        ownRow[Row.END] -= shift;
        for (int i = Row.VALUES; i < Row.SIZE; i++) {
            if (ownRow[i] != Row.ABSENT) {
                ownRow[i] -= shift;
            }
        }
        return new JsonFlow(frame.with(json(), ownRow), 0, continuity);
    }

    /** Whether the other one has the same JSON and the same continuity. */
    @Override
    public boolean equals(Object other) {
        return other instanceof JsonFlow flow && continuity == flow.continuity && Arrays.equals(json(), flow.json());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json());
    }

    /** The flow's JSON. */
    @Override
    public String toString() {
        return new String(json(), StandardCharsets.UTF_8);
    }
}
