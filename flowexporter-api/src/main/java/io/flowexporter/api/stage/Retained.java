package io.flowexporter.api.stage;

/**
 * One or more records that a stage keeps back. Their source is not told that they are done until they are emitted,
 * dropped or absorbed; ones that are forgotten are counted as lost when the pipeline ends. Used once.
 *
 * <p>If a call fails, what it kept back or used is counted as lost, and stands for no record any more. It may be used all
 * the same; a record emitted for it then counts as created.
 */
public interface Retained {
    /** How many records it stands for. */
    int records();
}
