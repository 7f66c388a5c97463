package io.flowexporter.core.flow;

import java.util.Arrays;

/**
 * Checks a flow and notes where its values stand, in one pass. Fast for the analyzer's own order of keys without white
 * space, correct for any other. To be used by one thread at a time.
 */
final class FlowChecker {
    private static final int NOT_SO = -1;

    private final Checker json;
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
        json.forgetSpace();
        Arrays.fill(table, row, row + Row.SIZE, 0);
        int end = members(from, FlowKeys.FLOW, row + Row.VALUES, 1);
        table[row + Row.START] = from;
        table[row + Row.END] = end;
        table[row + Row.SPACED] = json.spaced() ? 1 : 0;
        return end;
    }

    /**
     * Checks an object.
     *
     * @param places where in the table its values are noted, or {@link Key#NOWHERE}
     */
    private int members(int from, Shape shape, int places, int depth) throws BadJson {
        byte[] data = json.data();
        int limit = json.limit();
        int lastQuick = limit - Key.LONGEST;
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
            int index = at <= lastQuick ? shape.next(expected, data, at) : Shape.UNKNOWN;
            int value;
            if (index != Shape.UNKNOWN) {
                value = at + shape.key(index).length();
            } else {
                value = json.key(at);
                index = shape.find(data, at + 1, Texts.closingQuote(data, at));
            }
            if (value >= limit || data[value] <= ' ') {
                value = json.space(value);
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
            // Without white space, which is how an analyzer writes, this is all that stands between two members.
            if (end + 1 < limit && data[end] == ',' && data[end + 1] > ' ') {
                at = end + 1;
                continue;
            }
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
        if (shape.isOfNumbers()) {
            int end = numbersInOrder(at, shape, places);
            if (end != NOT_SO) {
                return end;
            }
            if (noted) {
                Row.forgetObject(table, places, shape);
            }
        }
        plainNumbers = true;
        int end = members(at, shape, places, depth);
        if (noted) {
            table[places + Row.objectEnd(shape)] = inOrder && plainNumbers ? end : Row.ABSENT;
        }
        return end;
    }

    /**
     * Checks an object as an analyzer writes it: whole numbers of the shape, in its order, some of them left out, and no
     * white space.
     *
     * @return the index behind it, or {@link #NOT_SO} if it is not so, whatever else it is
     */
    private int numbersInOrder(int from, Shape shape, int places) {
        byte[] data = json.data();
        int last = json.limit() - Key.LONGEST - 2 * Long.BYTES;
        int at = from + 1;
        int count = 0;
        boolean gapless = true;
        for (int index = 0; at <= last; index++) {
            index = shape.next(index, data, at);
            if (index == Shape.UNKNOWN) {
                return NOT_SO;
            }
            int value = at + shape.key(index).length();
            long others = Words.nonDigits(Words.at(data, value));
            int digits = Words.first(others);
            if (others == 0) {
                others = Words.nonDigits(Words.at(data, value + Long.BYTES));
                digits = Long.BYTES + Words.first(others);
            }
            if (others == 0 || digits == 0 || digits > 1 && data[value] == '0') {
                return NOT_SO;
            }
            if (places != Key.NOWHERE) {
                table[places + index] = value;
            }
            gapless &= index == count;
            count++;
            at = value + digits;
            if (data[at] == '}') {
                if (places != Key.NOWHERE) {
                    table[places + Row.objectEnd(shape)] = gapless ? at + 1 : Row.ABSENT;
                }
                return at + 1;
            }
            if (data[at] != ',') {
                return NOT_SO;
            }
            at++;
        }
        return NOT_SO;
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
        plainNumbers = false;
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
