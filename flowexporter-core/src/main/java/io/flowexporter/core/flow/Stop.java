package io.flowexporter.core.flow;

/** A value of a flow: of what form it is, where it is noted, and what came behind it so far. For one thread. */
final class Stop {
    /** What a value looks like, and so how its end is found. */
    enum Form {
        /** None: the flow begins. */
        BEGIN,
        /** A string, from behind its opening quote to its closing one. */
        TEXT,
        /** A whole number without a sign. */
        NUMBER,
        /** Any value. */
        ANY,
        /** None: the flow has ended. */
        END
    }

    /**
     * Which value it is.
     *
     * @param outer the index of its key in the flow, or of the object's that it is in; of the last known one before it if it has
     *     an unknown key
     * @param inner the index of its key in its object, likewise; {@link #NO_OBJECT} if it is in none
     * @param gapless whether all keys of its object's shape were there up to its own
     * @param digits how many digits a number may have
     */
    record Which(Form form, int outer, int inner, boolean gapless, int place, int digits) {}

    static final int NO_OBJECT = -2;

    private static final int MOST = 12;
    private static final int MOST_EVER = 64;

    private final Which which;
    private final Form form;
    private final int place;
    private final int back;
    private final int digits;
    private Between first;
    private int learned;

    Stop(Which which) {
        this.which = which;
        this.form = which.form();
        this.place = which.place();
        this.digits = which.digits();
        this.back = form == Form.TEXT ? 1 : 0;
    }

    Which which() {
        return which;
    }

    boolean isNumber() {
        return form == Form.NUMBER;
    }

    boolean isText() {
        return form == Form.TEXT;
    }

    boolean isEnd() {
        return form == Form.END;
    }

    /** Notes that the value stands there; a string, that it does so behind its quote. */
    void note(int[] table, int row, int at) {
        table[row + place] = at - back;
    }

    /** Where the value was noted last, a string behind its quote. */
    int noted(int[] table, int row) {
        return table[row + place] + back;
    }

    int digits() {
        return digits;
    }

    /** What came behind the value first of all; null if nothing did. */
    Between first() {
        return first;
    }

    /** What of that which came behind the value before stands there; null if nothing does. */
    Between behind(byte[] data, int at, int limit) {
        Between one = first;
        while (one != null && !one.standsAt(data, at, limit)) {
            one = one.other();
        }
        return one;
    }

    /** Whether it still pays to learn what comes behind the value: not if that is something new again and again. */
    boolean isLearning() {
        return learned < MOST_EVER;
    }

    /** Remembers what came behind the value; if that is too much, in the place of what was learned last. */
    void learn(Between one) {
        learned++;
        if (first == null) {
            first = one;
            return;
        }
        Between before = first;
        int count = 1;
        while (before.other() != null && count < MOST - 1) {
            before = before.other();
            count++;
        }
        before.follow(one);
    }
}
