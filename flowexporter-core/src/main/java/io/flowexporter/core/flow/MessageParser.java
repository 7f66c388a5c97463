package io.flowexporter.core.flow;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.core.flow.Key.Kind;
import io.flowexporter.core.flow.ParsedMessage.Rejected;
import io.flowexporter.core.flow.ParsedMessage.Stats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes flows of the analyzer's messages. It checks every byte of a flow, so what it lets pass is JSON in UTF-8 whose
 * known values have the right types; a flow that is not so is rejected alone. To be used by one thread at a time, and
 * made to be used again and again. The flows are views over the message: nobody may change its bytes afterwards.
 */
public final class MessageParser {
    private static final int NAMESPACE = 0;
    private static final int TYPE = 1;
    private static final int STATUS = 2;
    private static final int OBJ = 3;
    private static final Shape ENVELOPE = new Shape(
            "",
            Key.of("Namespace", Kind.TEXT),
            Key.of("Type", Kind.TEXT),
            Key.of("Status", Kind.SMALL),
            Key.of("Obj", Kind.ANY));

    private static final int STATS_CAPTURE_ID = 0;
    private static final int STATS_FLOW_COUNT = 1;
    private static final int STATS_FLOW_DROPPED = 2;
    private static final int STATS_KERNEL_FLOW_DROPPED = 3;
    private static final int STATS_PACKETS_DROPPED = 4;
    private static final Shape STATS = new Shape(
            "",
            Key.of("CaptureID", Kind.TEXT),
            Key.of("FlowCount", Kind.WHOLE),
            Key.of("FlowDropped", Kind.WHOLE),
            Key.of("KernelFlowDropped", Kind.WHOLE),
            Key.of("PacketsDropped", Kind.WHOLE));

    /** No real message comes near it; without it, one of nothing but braces would take fifty times its own size. */
    private static final int MAX_FLOWS = 100_000;

    private static final int FLOWS_AT_FIRST = 128;
    private static final int FLOWS_KEPT_ROOM_FOR = 4096;

    private final Checker json = new Checker();
    private final FlowChecker flowChecker = new FlowChecker(json);
    private final List<Rejected> rejected = new ArrayList<>();
    private final RepeatedTexts texts = new RepeatedTexts();
    private final KnownAddresses addresses = new KnownAddresses();
    private final int[] values = new int[ENVELOPE.size()];
    private int[] table = new int[FLOWS_AT_FIRST * Row.SIZE];
    private int rows;
    private int begin;
    private Optional<Rejected> rest = Optional.empty();
    private int rowsBeforeRest;
    private int rejectedBeforeRest;

    /**
     * Reads a message.
     *
     * @throws MalformedMessageException if it is no JSON object, or has no end
     */
    public ParsedMessage parse(byte[] frame, int offset, int length) throws MalformedMessageException {
        reset(frame, offset, length);
        try {
            readAsMuchAsPossible(json.afterMark(offset));
            return message();
        } catch (BadJson e) {
            throw new MalformedMessageException("a message", e.getMessage(), e.index() - begin);
        }
    }

    /** Reads a whole array as a message. */
    public ParsedMessage parse(byte[] frame) throws MalformedMessageException {
        return parse(frame, 0, frame.length);
    }

    /**
     * Reads a flow that stands alone.
     *
     * @throws MalformedMessageException if it can't be used, for whatever reason
     */
    public JsonFlow parseFlow(byte[] data, int offset, int length) throws MalformedMessageException {
        reset(data, offset, length);
        try {
            int from = json.space(json.afterMark(offset));
            if (json.peek(from) != '{') {
                throw BadJson.at(from, "it is no JSON object");
            }
            endAt(flowChecker.check(from, table, 0));
        } catch (BadJson e) {
            throw new MalformedMessageException("a flow", e.getMessage(), e.index() - begin);
        }
        if (!flowChecker.complaint().isEmpty()) {
            throw new MalformedMessageException("a flow", flowChecker.complaint(), flowChecker.complaintAt() - begin);
        }
        return new JsonFlow(new Frame(data, Arrays.copyOf(table, Row.SIZE), texts, addresses), 0, Continuity.UNKNOWN);
    }

    /**
     * Counts the flows of a message without looking at them closely, for messages that are thrown away.
     *
     * @return the number of objects in its arrays; of a malformed message, some such number
     */
    public static int countFlows(byte[] frame, int offset, int length) {
        return Rough.objectsInArrays(frame, offset, offset + length);
    }

    private void reset(byte[] data, int offset, int length) {
        json.reset(data, offset + length);
        if (table.length > FLOWS_KEPT_ROOM_FOR * Row.SIZE) {
            table = new int[FLOWS_AT_FIRST * Row.SIZE];
        }
        Arrays.fill(values, Row.ABSENT);
        forgetFlows();
        begin = offset;
    }

    private void endAt(int end) throws BadJson {
        int rest = json.space(end);
        if (rest < json.limit()) {
            throw BadJson.at(rest, "something follows behind its end");
        }
    }

    private void readAsMuchAsPossible(int from) throws BadJson {
        try {
            envelope(from);
        } catch (BadJson e) {
            cutOffRest(rest.orElseThrow(() -> e));
        }
    }

    private void envelope(int from) throws BadJson {
        int at = json.space(from);
        if (json.peek(at) != '{') {
            throw BadJson.at(at, "it is no JSON object");
        }
        at = json.space(at + 1);
        if (json.peek(at) == '}') {
            endAt(at + 1);
            return;
        }
        while (true) {
            int value = json.key(at);
            int key = ENVELOPE.find(json.data(), at + 1, Texts.closingQuote(json.data(), at));
            boolean isFlows = key == OBJ && json.peek(value) == '[';
            if (isFlows) {
                // Even if the message ends in the midst of them, those before count.
                values[key] = value;
            }
            at = json.separator(isFlows ? flows(value) : json.value(value, 2), '}');
            if (key != Shape.UNKNOWN) {
                values[key] = json.data()[value] == 'n' ? Row.ABSENT : value;
            }
            if (json.data()[at] == '}') {
                endAt(at + 1);
                return;
            }
            at = json.space(at + 1);
        }
    }

    /** Reads the array of flows that begins there. */
    private int flows(int from) throws BadJson {
        forgetFlows();
        int at = json.space(from + 1);
        if (json.peek(at) == ']') {
            return at + 1;
        }
        for (int index = 0; ; index++) {
            at = json.separator(flowOrBadOne(at, index), ']');
            if (json.data()[at] == ']') {
                return at + 1;
            }
            at = json.space(at + 1);
        }
    }

    private int flowOrBadOne(int from, int index) throws BadJson {
        if (index == MAX_FLOWS) {
            BadJson tooMany = BadJson.at(from, "there are more than " + MAX_FLOWS + " flows");
            doubtRest(index, tooMany);
            throw tooMany;
        }
        try {
            return flow(from, index);
        } catch (BadJson e) {
            if (e.isAtEnd() && rest.isEmpty()) {
                throw e;
            }
            doubtRest(index, e);
            int end = Rough.endOfObject(json.data(), from, json.limit());
            int next = end == Rough.NOWHERE ? end : json.space(end);
            if (end == Rough.NOWHERE || json.peek(next) != ',' && json.peek(next) != ']') {
                throw e;
            }
            rejected.add(rejection(index, e.index(), e.getMessage()));
            return end;
        }
    }

    /** Remembers what to give up if the message turns out not to end well behind this flow. */
    private void doubtRest(int index, BadJson why) {
        rest = Optional.of(rejection(index, why.index(), "rest of the message: " + why.getMessage()));
        rowsBeforeRest = rows;
        rejectedBeforeRest = rejected.size();
    }

    private int flow(int from, int index) throws BadJson {
        if (json.peek(from) != '{') {
            int end = json.value(from, 1);
            rejected.add(rejection(index, from, json.data()[from] == 'n' ? "a flow is null" : "a flow is no object"));
            return end;
        }
        int row = rows * Row.SIZE;
        if (row == table.length) {
            table = Arrays.copyOf(table, 2 * table.length);
        }
        int end = flowChecker.check(from, table, row);
        if (flowChecker.complaint().isEmpty()) {
            rows++;
        } else {
            rejected.add(rejection(index, flowChecker.complaintAt(), flowChecker.complaint()));
        }
        return end;
    }

    private Rejected rejection(int index, int at, String reason) {
        return new Rejected(index, at - begin, reason);
    }

    private void forgetFlows() {
        rows = 0;
        rejected.clear();
        rest = Optional.empty();
    }

    /** Gives up what follows on the flow that was passed over last: perhaps its end was not where it seemed to be. */
    private void cutOffRest(Rejected all) {
        rows = rowsBeforeRest;
        rejected.subList(rejectedBeforeRest, rejected.size()).clear();
        rejected.add(all);
    }

    private ParsedMessage message() throws BadJson {
        String type = text(TYPE);
        int obj = values[OBJ];
        Optional<Stats> stats = Optional.empty();
        if (obj == Row.ABSENT || json.data()[obj] != '[') {
            forgetFlows();
        }
        if (obj != Row.ABSENT && json.data()[obj] == '{' && type.equals("stats")) {
            stats = Optional.of(stats(obj));
        } else if (obj != Row.ABSENT && json.data()[obj] != '[') {
            // An analyzer sends arrays, but what a single flow means is clear.
            flow(obj, 0);
        }
        return new ParsedMessage(text(NAMESPACE), type, status(), views(), rejected, stats);
    }

    private List<Flow> views() {
        Frame frame = new Frame(json.data(), Arrays.copyOf(table, rows * Row.SIZE), texts, addresses);
        Flow[] views = new Flow[rows];
        for (int i = 0; i < rows; i++) {
            views[i] = new JsonFlow(frame, i * Row.SIZE, Continuity.UNKNOWN);
        }
        return List.of(views);
    }

    private Stats stats(int from) throws BadJson {
        Members members = new Members(json.data(), from, STATS);
        String captureId = "";
        long[] numbers = new long[STATS.size()];
        for (int key = members.next(); key != Members.END; key = members.next()) {
            if (key == STATS_CAPTURE_ID) {
                captureId = text(STATS, key, members.valueUnlessNull());
            } else if (key >= STATS_FLOW_COUNT) {
                numbers[key] = whole(STATS, key, members.valueUnlessNull());
            }
        }
        return new Stats(
                captureId,
                numbers[STATS_FLOW_COUNT],
                numbers[STATS_FLOW_DROPPED],
                numbers[STATS_KERNEL_FLOW_DROPPED],
                numbers[STATS_PACKETS_DROPPED]);
    }

    private int status() throws BadJson {
        long status = whole(ENVELOPE, STATUS, values[STATUS]);
        if (status != (int) status) {
            throw BadJson.at(values[STATUS], "Status does not fit into 32 bits");
        }
        return (int) status;
    }

    private String text(int key) throws BadJson {
        return text(ENVELOPE, key, values[key]);
    }

    private String text(Shape shape, int key, int at) throws BadJson {
        if (at == Row.ABSENT) {
            return "";
        }
        if (json.data()[at] != '"') {
            throw BadJson.at(at, shape.pathOf(shape.key(key)) + " is no text");
        }
        return Texts.string(json.data(), at);
    }

    private long whole(Shape shape, int key, int at) throws BadJson {
        if (at == Row.ABSENT) {
            return 0;
        }
        byte[] data = json.data();
        int end = Texts.endOfScalar(data, at);
        boolean whole = data[at] == '-' || Texts.isDigit(data[at]);
        for (int i = at + 1; whole && i < end; i++) {
            whole = Texts.isDigit(data[i]);
        }
        if (!whole || !Texts.fits(data, at, end)) {
            throw BadJson.at(at, shape.pathOf(shape.key(key)) + " is no whole number");
        }
        return Texts.whole(data, at);
    }
}
