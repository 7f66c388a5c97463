package io.flowexporter.core.flow;

/**
 * Where the parts of a flow stand in its row of the parser's table: a number each, the index of a byte of the frame.
 * One table serves all flows of a message, since a table each would cost as much as the parsing.
 */
final class Row {
    static final int START = 0;
    static final int END = 1;
    /** 1 if there is white space outside of strings. */
    static final int SPACED = 2;
    /** From here on a value each, in the order of {@link FlowKeys#FLOW}. */
    static final int VALUES = 3;

    static final int SIZE = VALUES + FlowKeys.FLOW.size();

    /** The index of a value that is not there; a value never stands at the frame's first byte. */
    static final int ABSENT = 0;

    private Row() {}
}
