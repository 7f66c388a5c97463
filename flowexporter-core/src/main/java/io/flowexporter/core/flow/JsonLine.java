package io.flowexporter.core.flow;

import io.flowexporter.core.flow.Key.Kind;

/** What stands on a line of a file with flows. */
public enum JsonLine {
    /** A message of the analyzer. */
    MESSAGE,
    /** A frame of a recording: {@code {"t":seconds,"k":"t","m":"message"}}. */
    RECORDED,
    /** A flow that stands alone. */
    FLOW;

    private static final int M = 0;
    private static final int K = 1;
    private static final Shape RECORDING =
            new Shape("", Key.of("m", Kind.ANY), Key.of("k", Kind.ANY), Key.of("t", Kind.ANY));
    private static final Shape ENVELOPE =
            new Shape("", Key.of("Namespace", Kind.ANY), Key.of("Type", Kind.ANY), Key.of("Obj", Kind.ANY));

    /** Finds out by the first key that only one kind has; a line without any, also one that is no JSON, is a flow. */
    public static JsonLine of(byte[] data, int offset, int length) {
        int limit = offset + length;
        int at = offset;
        int depth = 0;
        while (at < limit) {
            byte c = data[at];
            if (c == '"') {
                int end = Rough.closingQuote(data, at, limit);
                if (depth == 1 && end < limit && isKey(data, end + 1, limit)) {
                    if (RECORDING.named(data, at + 1, end) != Shape.UNKNOWN) {
                        return RECORDED;
                    }
                    if (ENVELOPE.named(data, at + 1, end) != Shape.UNKNOWN) {
                        return MESSAGE;
                    }
                    int key = FlowKeys.FLOW.named(data, at + 1, end);
                    // A message has a UUID too.
                    if (key != Shape.UNKNOWN && key != FlowKeys.UUID) {
                        return FLOW;
                    }
                }
                at = end;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            at++;
        }
        return FLOW;
    }

    private static boolean isKey(byte[] data, int behindQuote, int limit) {
        int at = behindQuote;
        while (at < limit && Texts.isSpace(data[at])) {
            at++;
        }
        return at < limit && data[at] == ':';
    }

    /**
     * The message in a {@link #RECORDED} frame.
     *
     * @return the message; an empty array if the frame is none of text
     * @throws MalformedMessageException if the line is no such frame
     */
    public static byte[] recordedMessage(byte[] data, int offset, int length) throws MalformedMessageException {
        Checker json = new Checker(length);
        json.reset(data, offset + length);
        try {
            int from = json.space(json.afterMark(offset));
            if (json.peek(from) != '{') {
                throw BadJson.at(from, "it is no JSON object");
            }
            int rest = json.space(json.value(from, 1));
            if (rest < json.limit()) {
                throw BadJson.at(rest, "something follows behind its end");
            }
            return message(data, from);
        } catch (BadJson e) {
            throw new MalformedMessageException("a recorded frame", e.getMessage(), e.index() - offset);
        }
    }

    private static byte[] message(byte[] data, int from) throws BadJson {
        int message = Row.ABSENT;
        boolean text = true;
        Members members = new Members(data, from, RECORDING);
        for (int key = members.next(); key != Members.END; key = members.next()) {
            if (key == M) {
                message = members.valueUnlessNull();
            } else if (key == K) {
                text = data[members.value()] == '"'
                        && Texts.string(data, members.value()).equals("t");
            }
        }
        if (!text) {
            return new byte[0];
        }
        if (message == Row.ABSENT || data[message] != '"') {
            throw BadJson.at(from, "'m' is no text");
        }
        return Texts.unescaped(data, message + 1, Texts.closingQuote(data, message));
    }
}
