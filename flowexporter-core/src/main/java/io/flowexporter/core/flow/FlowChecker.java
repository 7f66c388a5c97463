package io.flowexporter.core.flow;

import java.util.Arrays;

/**
 * Checks a flow and notes where its values stand, in one pass. Fast for the analyzer's own order of keys without white
 * space, correct for any other. To be used by one thread at a time.
 */
final class FlowChecker {
    private static final int NESTED = -1;
    private static final int[] NO_TABLE = {};

    private final Checker json;
    private String complaint = "";
    private int complaintAt;

    FlowChecker(Checker json) {
        this.json = json;
    }

    /** What is wrong with the values of the last flow, which is JSON otherwise; "" if nothing. */
    String complaint() {
        return complaint;
    }

    /** Where {@link #complaint()} was noticed. */
    int complaintAt() {
        return complaintAt;
    }

    /**
     * Checks the flow that begins there and fills its row of the table.
     *
     * @return the index behind it
     * @throws BadJson if it is no JSON; the row is undefined then
     */
    int check(int from, int[] table, int row) throws BadJson {
        complaint = "";
        json.forgetSpace();
        Arrays.fill(table, row, row + Row.SIZE, 0);
        int end = members(from, FlowKeys.FLOW, table, row + Row.VALUES, 1);
        table[row + Row.START] = from;
        table[row + Row.END] = end;
        table[row + Row.SPACED] = json.spaced() ? 1 : 0;
        return end;
    }

    private int members(int from, Shape shape, int[] table, int values, int depth) throws BadJson {
        byte[] data = json.data();
        int lastQuick = json.limit() - Key.LONGEST;
        json.checkDepth(from, depth);
        int at = json.space(from + 1);
        if (json.peek(at) == '}') {
            return at + 1;
        }
        int expected = 0;
        while (true) {
            int index = at <= lastQuick ? shape.next(expected, data, at) : Shape.UNKNOWN;
            int value;
            if (index != Shape.UNKNOWN) {
                value = at + shape.key(index).length();
            } else {
                value = json.key(at);
                index = shape.find(data, at + 1, Texts.closingQuote(data, at));
            }
            int end;
            if (index == Shape.UNKNOWN) {
                value = json.space(value);
                end = json.value(value, depth + 1);
            } else {
                expected = index + 1;
                value = json.space(value);
                end = value(value, shape, shape.key(index), depth + 1);
                if (values != NESTED) {
                    table[values + index] = data[value] == 'n' ? Row.ABSENT : value;
                }
            }
            at = json.separator(end, '}');
            if (data[at] == '}') {
                return at + 1;
            }
            at = json.space(at + 1);
        }
    }

    private int value(int at, Shape shape, Key key, int depth) throws BadJson {
        byte first = json.peek(at);
        if (first == 'n') {
            return json.value(at, depth);
        }
        switch (key.kind()) {
            case TEXT:
                if (first == '"') {
                    return json.string(at);
                }
                return complain(at, depth, shape, key, "is no text");
            case WHOLE:
                return whole(at, shape, key, depth);
            case END:
            case NAME:
                return first == '"' ? json.string(at) : whole(at, shape, key, depth);
            case SMALL:
                int end = whole(at, shape, key, depth);
                if (complaint.isEmpty() && Texts.whole(json.data(), at) != (int) Texts.whole(json.data(), at)) {
                    note(at, shape, key, "does not fit into 32 bits");
                }
                return end;
            case OBJECT:
                if (first == '{') {
                    return members(at, key.shape(), NO_TABLE, NESTED, depth);
                }
                return complain(at, depth, shape, key, "is no object");
            default:
                return json.value(at, depth);
        }
    }

    private int whole(int at, Shape shape, Key key, int depth) throws BadJson {
        byte[] data = json.data();
        if (at + 2 * Long.BYTES < json.limit()) {
            long others = Words.nonDigits(Words.at(data, at));
            int digits = Words.first(others);
            if (others == 0) {
                others = Words.nonDigits(Words.at(data, at + Long.BYTES));
                digits = Long.BYTES + Words.first(others);
            }
            if (others != 0 && digits > 0 && (digits == 1 || data[at] != '0')) {
                byte next = data[at + digits];
                if (next == ',' || next == '}') {
                    return at + digits;
                }
            }
        }
        return uncommonWhole(at, shape, key, depth);
    }

    private int uncommonWhole(int at, Shape shape, Key key, int depth) throws BadJson {
        byte[] data = json.data();
        if (data[at] != '-' && !Texts.isDigit(data[at])) {
            return complain(at, depth, shape, key, "is no number");
        }
        int end = json.number(at);
        for (int i = at + 1; i < end; i++) {
            if (!Texts.isDigit(data[i])) {
                note(at, shape, key, "is no whole number");
                return end;
            }
        }
        if (!Texts.fits(data, at, end)) {
            note(at, shape, key, "does not fit into 64 bits");
        }
        return end;
    }

    private int complain(int at, int depth, Shape shape, Key key, String what) throws BadJson {
        int end = json.value(at, depth);
        note(at, shape, key, what);
        return end;
    }

    private void note(int at, Shape shape, Key key, String what) {
        if (complaint.isEmpty()) {
            complaint = shape.pathOf(key) + ' ' + what;
            complaintAt = at;
        }
    }
}
