package io.flowexporter.api.flow;

/** Whether a flow's report follows on from the one before it (rule: the project's {@code docs/flow.md}). */
public enum Continuity {
    /** Nothing is known of an earlier report. */
    UNKNOWN,
    /** It follows on, or it is the flow's first. */
    CONTINUES,
    /** At least one report between the last one seen and this one was lost. */
    LOST,
    /** It repeats the interval of the report before; its interval's counters must not be added again. */
    REPEATED
}
