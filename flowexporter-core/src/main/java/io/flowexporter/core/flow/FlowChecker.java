package io.flowexporter.core.flow;

import java.util.Arrays;

/**
 * Checks a flow and notes where its values stand. Fast where it looks like those before it, which is for {@link FlowLayout} to
 * find out; correct for any other. To be used by one thread at a time.
 */
final class FlowChecker {
    private final Checker json;
    private final FlowLayout layout;
    private int[] table = {};
    private int row;
    /** Of the object read last: whether its members were those of its shape, in their order, none of them null. */
    private boolean inOrder;
    /** Whether all whole numbers since it was set were plain digits. */
    private boolean plainNumbers;

    private String complaint = "";
    private int complaintAt;

    FlowChecker(Checker json) {
        this.json = json;
        this.layout = new FlowLayout(json);
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
    int check(int from, int[] newTable, int newRow) throws BadJson {
        complaint = "";
        table = newTable;
        row = newRow;
        begin();
        int end = layout.follow(from, table, row);
        if (end == FlowLayout.NOT_SO) {
            begin();
            table[row + Row.ODD] = 1;
            end = members(from, FlowKeys.FLOW, row + Row.VALUES, 1);
        }
        table[row + Row.START] = from;
        table[row + Row.END] = end;
        table[row + Row.SPACED] = json.spaced() ? 1 : 0;
        return end;
    }

    private void begin() {
        json.forgetSpace();
        Arrays.fill(table, row, row + Row.SIZE, Row.ABSENT);
    }

    /**
     * Checks an object.
     *
     * @param places where in the table its values are noted, or {@link Key#NOWHERE}
     */
    private int members(int from, Shape shape, int places, int depth) throws BadJson {
        byte[] data = json.data();
        int limit = json.limit();
        json.checkDepth(from, depth);
        inOrder = false;
        int at = json.space(from + 1);
        if (json.peek(at) == '}') {
            return at + 1;
        }
        int expected = 0;
        int count = 0;
        boolean ordered = true;
        long seen = 0;
        while (true) {
            int index = at <= limit - Key.LONGEST ? shape.next(expected, data, at) : Shape.UNKNOWN;
            int value;
            if (index != Shape.UNKNOWN) {
                value = json.space(at + shape.key(index).length());
            } else {
                value = json.key(at);
                int quote = Texts.closingQuote(data, at);
                index = shape.find(data, at + 1, quote);
                // With escapes it is longer.
                ordered &= index != Shape.UNKNOWN
                        && quote + 2 - at == shape.key(index).length();
            }
            int end;
            if (index == Shape.UNKNOWN) {
                ordered = false;
                end = json.value(value, depth + 1);
            } else {
                Key key = shape.key(index);
                boolean isNull = json.peek(value) == 'n';
                ordered &= index == count && !isNull;
                expected = index + 1;
                if (key.place() != Key.NOWHERE && (isNull || (seen >>> index & 1) != 0)) {
                    Row.forgetObject(table, row + key.place(), key.shape());
                }
                seen |= 1L << index;
                end = value(value, shape, key, depth + 1);
                if (places != Key.NOWHERE) {
                    table[places + index] = isNull ? Row.ABSENT : value;
                }
            }
            count++;
            at = json.separator(end, '}');
            if (data[at] == '}') {
                inOrder = ordered;
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
                return first == '{' ? object(at, key, depth) : complain(at, depth, shape, key, "is no object");
            default:
                return json.value(at, depth);
        }
    }

    private int object(int at, Key key, int depth) throws BadJson {
        Shape shape = key.shape();
        boolean noted = key.place() != Key.NOWHERE;
        int places = noted ? row + key.place() : Key.NOWHERE;
        plainNumbers = true;
        int end = members(at, shape, places, depth);
        if (noted) {
            table[places + Row.objectEnd(shape)] = inOrder && plainNumbers ? end : Row.ABSENT;
        }
        return end;
    }

    private int whole(int at, Shape shape, Key key, int depth) throws BadJson {
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
        plainNumbers &= data[at] != '-';
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
