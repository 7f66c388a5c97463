package io.flowexporter.api.flow;

/** How a flow ended, as Skydive numbers it. */
public enum FinishType {
    /** Not ended: 0, or no such key. */
    NOT_FINISHED,
    /** By time-out: 1. */
    TIMEOUT,
    /** The first packet seen carried FIN: 2. */
    TCP_FIN,
    /** The first packet seen carried RST: 3. */
    TCP_RST,
    /** A value that this version does not know: the flow has ended in some way. */
    UNKNOWN;

    /** Whether the flow has ended: all but {@link #NOT_FINISHED}. */
    public boolean ended() {
        return this != NOT_FINISHED;
    }
}
