package io.flowexporter.core.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the flows of an analyzer look, as far as was seen: which texts stand between their values. It follows a flow along that,
 * comparing whole texts, keys and braces and commas at once, and learns a text that is new where it is as an analyzer writes
 * it: known keys in their order, each once, without white space; unknown keys may stand between them. For one thread.
 */
final class FlowLayout {
    /** A flow is not as it was expected; whatever else it is. */
    static final int NOT_SO = -1;

    /** Where nobody reads what is noted: it is overwritten at the end. */
    private static final int NOWHERE = Row.START;

    private static final int MOST_STOPS = 400;
    private static final int DIGITS_OF_SMALL = 9;
    private static final int DIGITS_OF_WHOLE = 15;

    private final Checker json;
    private final Stop begin = new Stop(new Stop.Which(Stop.Form.BEGIN, -1, Stop.NO_OBJECT, false, NOWHERE, 0));
    private final Map<Stop.Which, Stop> stops = new HashMap<>();

    FlowLayout(Checker json) {
        this.json = json;
    }

    /**
     * Checks a flow and notes where its values stand.
     *
     * @param row where its row of the table begins; must be empty, and may be filled in part if it is not so
     * @return the index behind it, or {@link #NOT_SO}
     * @throws BadJson if some value is no JSON
     */
    int follow(int from, int[] table, int row) throws BadJson {
        byte[] data = json.data();
        int limit = json.limit();
        Stop stop = begin;
        int at = from;
        while (true) {
            Between text = stop.likely();
            if (text == null || !text.standsAt(data, at, limit)) {
                text = unlikely(stop, data, at, limit);
                if (text == null) {
                    return NOT_SO;
                }
            }
            text.note(table, row, at);
            at += text.length();
            stop = text.next();
            stop.note(table, row, at);
            Stop.Form form = stop.form();
            if (form == Stop.Form.NUMBER) {
                at = behindDigits(data, at, limit, stop.digits());
            } else if (form == Stop.Form.TEXT) {
                at = closingQuote(data, at, limit);
            } else if (form == Stop.Form.END) {
                return at;
            } else {
                at = json.value(at, stop.which().inner() == Stop.NO_OBJECT ? 2 : 3);
            }
            if (at == NOT_SO) {
                return NOT_SO;
            }
        }
    }

    /** The closing quote of a string of nothing but plain characters that begins there. */
    private static int closingQuote(byte[] data, int from, int limit) {
        int at = from;
        while (at + Long.BYTES <= limit) {
            long special = Words.special(Words.at(data, at));
            if (special != 0) {
                at += Words.first(special);
                return data[at] == '"' && at - from <= Checker.MAX_STRING ? at : NOT_SO;
            }
            at += Long.BYTES;
        }
        while (at < limit && data[at] >= ' ' && data[at] != '"' && data[at] != '\\') {
            at++;
        }
        return at < limit && data[at] == '"' && at - from <= Checker.MAX_STRING ? at : NOT_SO;
    }

    /** The index behind the digits that stand there, if they can be a whole number. */
    private static int behindDigits(byte[] data, int from, int limit, int most) {
        int digits;
        if (from + 2 * Long.BYTES <= limit) {
            long others = Words.nonDigits(Words.at(data, from));
            digits = Words.first(others);
            if (others == 0) {
                others = Words.nonDigits(Words.at(data, from + Long.BYTES));
                digits = Long.BYTES + Words.first(others);
            }
        } else {
            int at = from;
            while (at < limit && Texts.isDigit(data[at])) {
                at++;
            }
            digits = at - from;
        }
        // Of 16 digits the second word's mask would be empty, which counts 16 as well.
        return digits == 0 || digits > most || digits > 1 && data[from] == '0' ? NOT_SO : from + digits;
    }

    /** What stands there, behind a value, and is likely the next time; null if it is not as an analyzer writes it. */
    private Between unlikely(Stop behind, byte[] data, int from, int limit) {
        Between known = behind.unlikely(data, from, limit);
        if (known != null) {
            return known;
        }
        Between learned = new Reading(behind, data, from, limit).read();
        if (learned != null) {
            behind.learn(learned);
        }
        return learned;
    }

    private Stop stop(Stop.Which which) {
        Stop known = stops.get(which);
        if (known == null && stops.size() < MOST_STOPS) {
            known = new Stop(which);
            stops.put(which, known);
        }
        return known;
    }

    /** Reads what stands between two values. */
    private final class Reading {
        private final byte[] data;
        private final int from;
        private final int limit;
        private final List<Integer> notes = new ArrayList<>();
        private final Stop.Form before;
        private int outer;
        private int inner;
        private boolean gapless;
        private int at;

        Reading(Stop behind, byte[] data, int from, int limit) {
            this.data = data;
            this.from = from;
            this.limit = Math.min(limit, from + Between.LONGEST);
            Stop.Which which = behind.which();
            this.before = which.form();
            this.outer = which.outer();
            this.inner = which.inner();
            this.gapless = which.gapless();
            this.at = from;
        }

        private boolean inObject() {
            return inner != Stop.NO_OBJECT;
        }

        private Shape shape() {
            return inObject() ? FlowKeys.FLOW.key(outer).shape() : FlowKeys.FLOW;
        }

        private boolean takes(char c) {
            if (at < limit && data[at] == c) {
                at++;
                return true;
            }
            return false;
        }

        private void note(int place) {
            notes.add(Between.note(place, at - from));
        }

        /** The text up to the next value, or to the flow's end; null if it is not as expected. */
        Between read() {
            boolean opened = before == Stop.Form.BEGIN;
            if (opened && !takes('{') || before == Stop.Form.TEXT && !takes('"')) {
                return null;
            }
            while (true) {
                if (takes('}')) {
                    if (!inObject()) {
                        return between(new Stop.Which(Stop.Form.END, 0, 0, false, Row.END, 0));
                    }
                    closeObject();
                    opened = false;
                    continue;
                }
                if (!opened && !takes(',')) {
                    return null;
                }
                opened = false;
                int name = at + 1;
                if (!key()) {
                    return null;
                }
                int index = shape().named(data, name, at - 2);
                if (index == Shape.UNKNOWN) {
                    gapless = false;
                    return between(new Stop.Which(Stop.Form.ANY, outer, inner, false, NOWHERE, 0));
                }
                if (index <= (inObject() ? inner : outer)) {
                    return null;
                }
                Key key = shape().key(index);
                if (key.kind() != Key.Kind.OBJECT) {
                    return value(key, index);
                }
                note(Row.VALUES + index);
                if (!takes('{')) {
                    return null;
                }
                outer = index;
                inner = -1;
                gapless = true;
                opened = true;
            }
        }

        private void closeObject() {
            Key object = FlowKeys.FLOW.key(outer);
            if (gapless && inner >= 0 && object.place() != Key.NOWHERE) {
                note(object.place() + Row.objectEnd(object.shape()));
            }
            inner = Stop.NO_OBJECT;
            gapless = false;
        }

        /** Passes over a key of nothing but plain characters, and its colon. */
        private boolean key() {
            if (!takes('"')) {
                return false;
            }
            while (at < limit && data[at] > ' ' && data[at] != '"' && data[at] != '\\') {
                at++;
            }
            return takes('"') && takes(':');
        }

        private Between value(Key key, int index) {
            if (at >= limit) {
                return null;
            }
            byte first = data[at];
            int place = NOWHERE;
            if (!inObject()) {
                outer = index;
                place = Row.VALUES + index;
            } else {
                gapless &= index == inner + 1;
                inner = index;
                int places = FlowKeys.FLOW.key(outer).place();
                place = places == Key.NOWHERE ? NOWHERE : places + index;
            }
            Key.Kind kind = key.kind();
            if (kind == Key.Kind.ANY) {
                return first == 'n' ? null : between(new Stop.Which(Stop.Form.ANY, outer, inner, gapless, place, 0));
            }
            boolean text = kind == Key.Kind.TEXT || kind == Key.Kind.END || kind == Key.Kind.NAME;
            if (text && takes('"')) {
                return between(new Stop.Which(Stop.Form.TEXT, outer, inner, gapless, place, 0));
            }
            if (kind == Key.Kind.TEXT || !Texts.isDigit(first)) {
                return null;
            }
            int digits = kind == Key.Kind.SMALL ? DIGITS_OF_SMALL : DIGITS_OF_WHOLE;
            return between(new Stop.Which(Stop.Form.NUMBER, outer, inner, gapless, place, digits));
        }

        private Between between(Stop.Which which) {
            Stop next = stop(which);
            return next == null
                    ? null
                    : new Between(
                            Arrays.copyOfRange(data, from, at),
                            notes.stream().mapToInt(Integer::intValue).toArray(),
                            next);
        }
    }
}
