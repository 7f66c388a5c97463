package io.flowexporter.core.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Reads the text between two values of a flow, where it is as an analyzer writes it. For one text. */
final class BetweenReader {
    private static final int DIGITS_OF_SMALL = 9;
    private static final int DIGITS_OF_WHOLE = 15;

    private final Function<Stop.Which, Stop> stops;
    private final byte[] data;
    private final int from;
    private final int limit;
    private final List<Integer> notes = new ArrayList<>();
    private final Stop.Form before;
    private int outer;
    private int inner;
    private boolean gapless;
    private int at;

    /**
     * A reader.
     *
     * @param behind the value that ends at {@code from}
     * @param stops gives the one stop for each value; null if there are too many
     */
    BetweenReader(Stop behind, byte[] data, int from, int limit, Function<Stop.Which, Stop> stops) {
        this.stops = stops;
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
                note(Row.ODD);
                return between(new Stop.Which(Stop.Form.ANY, outer, inner, false, FlowLayout.NOWHERE, 0));
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
        int place = FlowLayout.NOWHERE;
        if (!inObject()) {
            outer = index;
            place = Row.VALUES + index;
        } else {
            gapless &= index == inner + 1;
            inner = index;
            int places = FlowKeys.FLOW.key(outer).place();
            place = places == Key.NOWHERE ? FlowLayout.NOWHERE : places + index;
        }
        Key.Kind kind = key.kind();
        if (kind == Key.Kind.ANY) {
            return between(new Stop.Which(Stop.Form.ANY, outer, inner, gapless, place, 0));
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
        Stop next = stops.apply(which);
        return next == null
                ? null
                : new Between(
                        Arrays.copyOfRange(data, from, at),
                        notes.stream().mapToInt(Integer::intValue).toArray(),
                        next);
    }
}
