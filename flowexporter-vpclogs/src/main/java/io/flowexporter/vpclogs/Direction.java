package io.flowexporter.vpclogs;

/** Which way a connection was opened, seen from the interface that it was captured at. */
public enum Direction {
    /** The interface's addresses are not known, or neither end has one of them. */
    UNKNOWN,
    /** The interface has the target's address. */
    INBOUND,
    /** The interface has the initiator's address. */
    OUTBOUND
}
