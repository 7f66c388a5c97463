package io.flowexporter.core.flow;

import java.util.HashMap;
import java.util.Map;

/**
 * How the flows of an analyzer look, as far as was seen: which texts stand between their values. It follows a flow along that,
 * comparing whole texts, keys and braces and commas at once, and learns a text that is new where it is as an analyzer writes
 * it: known keys in their order, each once, without white space; unknown keys may stand between them. For one thread.
 */
final class FlowLayout {
    /** A flow is not as it was expected; whatever else it is. */
    static final int NOT_SO = -1;

    /** Where what is noted is read by {@link Stop#noted} at most, before anything else is noted: it is overwritten at the end. */
    static final int NOWHERE = Row.START;

    private static final int MOST_STOPS = 400;

    private final Checker json;
    private final Stop begin = new Stop(new Stop.Which(Stop.Form.BEGIN, -1, Stop.NO_OBJECT, false, NOWHERE, 0));
    private final Map<Stop.Which, Stop> stops = new HashMap<>();
    /** Where following a flow has come to. */
    private Stop stop = begin;
    /** Whether it has come just to the value of the stop, not behind it. */
    private boolean atValue;

    FlowLayout(Checker json) {
        this.json = json;
    }

    /**
     * Checks a flow and notes where its values stand.
     *
     * @param row where its row of the table begins; must be empty, and may be filled in part if it is not so
     * @return the index behind it, or {@link #NOT_SO}
     */
    int follow(int from, int[] table, int row) {
        stop = begin;
        int at = from;
        try {
            while (at != NOT_SO && !stop.isEnd()) {
                at = run(json.data(), at, table, row);
                // A string that does not end in a quote there has more to it; it stands where it was noted.
                if (stop.isText() && (atValue || json.data()[at] != '"')) {
                    at = stop.noted(table, row);
                    atValue = true;
                }
                if (!stop.isEnd()) {
                    at = step(json.data(), at, table, row);
                }
            }
        } catch (BadJson e) {
            // What is wrong with it, and where, is for others to say.
            return NOT_SO;
        }
        // Whether a string is too long is not asked on the way, since hardly any flow is as long as that.
        return at - from > json.maxString() ? NOT_SO : at;
    }

    /**
     * Goes on from stop to stop as long as what comes is known, plain, and not close to the end. Calls nothing that is not
     * compiled into it, and keeps nothing to go back to, so that what it works with can stay in registers.
     *
     * @return the index where it came to: of a value that is still to be read if {@link #atValue}, otherwise behind one; if that is a
     *     string, anywhere in it that is no closing quote, if it has to be read once more
     */
    private int run(byte[] data, int from, int[] table, int row) {
        int lastQuick = json.limit() - Between.LONGEST - 2 * Long.BYTES;
        Stop here = stop;
        int at = from;
        boolean reached = false;
        while (at <= lastQuick) {
            Between text = here.first();
            while (text != null && !text.isAt(data, at)) {
                text = text.other();
            }
            if (text == null) {
                break;
            }
            text.note(table, row, at);
            at += text.length();
            here = text.next();
            here.note(table, row, at);
            if (here.isNumber()) {
                long word = Words.at(data, at);
                long others = Words.nonDigits(word);
                int digits = Words.first(others);
                if (others == 0) {
                    others = Words.nonDigits(Words.at(data, at + Long.BYTES));
                    digits = Long.BYTES + Words.first(others);
                }
                if (digits == 0 || digits > here.digits() || digits > 1 && (byte) word == '0') {
                    reached = true;
                    break;
                }
                at += digits;
            } else if (here.isText()) {
                long special = Words.special(Words.at(data, at));
                while (special == 0 && at <= lastQuick) {
                    at += Long.BYTES;
                    special = Words.special(Words.at(data, at));
                }
                if (special == 0) {
                    reached = true;
                    break;
                }
                // Whether it is the closing quote, the text behind it tells.
                at += Words.first(special);
            } else {
                reached = true;
                break;
            }
        }
        stop = here;
        atValue = reached;
        return at;
    }

    /** Goes on to the next stop, whatever comes, and behind its value; the index there, or {@link #NOT_SO}. */
    private int step(byte[] data, int from, int[] table, int row) throws BadJson {
        int limit = json.limit();
        int value = from;
        if (!atValue) {
            Between text = stop.behind(data, from, limit);
            if (text == null) {
                text = stop.isLearning() ? new BetweenReader(stop, data, from, limit, this::stop).read() : null;
                if (text == null) {
                    return NOT_SO;
                }
                stop.learn(text);
            }
            value = from + text.length();
            stop = text.next();
            text.note(table, row, from);
            stop.note(table, row, value);
        }
        return switch (stop.which().form()) {
            // The text behind it begins with its closing quote.
            case TEXT -> text(value, table, row) - 1;
            case NUMBER -> behindDigits(data, value, limit, stop.digits());
            case END -> value;
            case BEGIN, ANY -> endOfAny(data, value, limit);
        };
    }

    /** The index behind a string that begins right there, and is checked, behind its opening quote. */
    private int text(int value, int[] table, int row) throws BadJson {
        int end = json.string(value - 1);
        if (Texts.plainUntil(json.data(), value - 1) != end - 1) {
            table[row + Row.ODD] = value;
        }
        return end;
    }

    /** The index behind any value but null, which counts as none, if it stands right there. */
    private int endOfAny(byte[] data, int from, int limit) throws BadJson {
        boolean other = from >= limit || data[from] <= ' ' || data[from] == 'n';
        return other ? NOT_SO : json.value(from, stop.which().inner() == Stop.NO_OBJECT ? 2 : 3);
    }

    /** The index behind the digits that stand there, if they can be a whole number. */
    private static int behindDigits(byte[] data, int from, int limit, int most) {
        int at = Math.min(limit, Texts.endOfDigits(data, from));
        int digits = at - from;
        return digits == 0 || digits > most || digits > 1 && data[from] == '0' ? NOT_SO : at;
    }

    private Stop stop(Stop.Which which) {
        Stop known = stops.get(which);
        if (known == null && stops.size() < MOST_STOPS) {
            known = new Stop(which);
            stops.put(which, known);
        }
        return known;
    }
}
