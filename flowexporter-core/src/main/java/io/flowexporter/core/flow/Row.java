package io.flowexporter.core.flow;

import java.util.Arrays;

/**
 * Where the parts of a flow stand in its row of the parser's table: a number each, the index of a byte of the frame.
 * One table serves all flows of a message, since a table each would cost as much as the parsing. The layers and metrics
 * of a flow have places of their own in its row, so that a value inside of them is found without looking for it.
 */
final class Row {
    static final int START = 0;
    static final int END = 1;
    /** 1 if there is white space outside of strings. */
    static final int SPACED = 2;
    /**
     * {@link #ABSENT} if the flow is known to be as an analyzer writes it: known keys in their order, each once, and no others; no
     * text with escapes, or with characters that are not ASCII, outside of those objects whose keys are not known.
     */
    static final int ODD = 3;
    /** From here on a value each, in the order of {@link FlowKeys#FLOW}. */
    static final int VALUES = 4;

    // An object's values, in the order of its shape, and behind them its end: see objectEnd.
    private static final int LAYER = FlowKeys.ID + 2;
    /** Where in a metric's part of the row its end stands, as {@link #objectEnd} has it. */
    static final int END_OF_METRIC = FlowKeys.RTT + 1;

    private static final int COUNTERS = END_OF_METRIC + 1;

    static final int LINK = VALUES + FlowKeys.FINISH_TYPE + 1;
    static final int NETWORK = LINK + LAYER;
    static final int TRANSPORT = NETWORK + LAYER;
    static final int LAST_UPDATE_METRIC = TRANSPORT + LAYER;
    static final int METRIC = LAST_UPDATE_METRIC + COUNTERS;

    static final int SIZE = METRIC + COUNTERS;

    /** The index of a value that is not there; a value never stands at the frame's first byte. */
    static final int ABSENT = 0;

    private Row() {}

    /**
     * Where in an object's part of the row its end stands: the index behind it, or {@link #ABSENT} if its members are not
     * all those of its shape, up to some point, in their order, each with a plain value.
     */
    static int objectEnd(Shape shape) {
        return shape.size();
    }

    /** Forgets an object that was read before. */
    static void forgetObject(int[] table, int object, Shape shape) {
        Arrays.fill(table, object, object + objectEnd(shape) + 1, ABSENT);
    }
}
