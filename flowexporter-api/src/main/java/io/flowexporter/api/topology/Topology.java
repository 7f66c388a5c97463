package io.flowexporter.api.topology;

/**
 * The analyzer's topology. Safe for use by several threads.
 *
 * <p>Asking never blocks and never fails: an analyzer that is slow or dead costs names, never flows.
 */
public interface Topology extends AutoCloseable {
    /**
     * Asks a Gremlin query. Equal queries that wait for an answer are sent once; answers are not kept.
     *
     * @param gremlin the whole query; values in it must be escaped by {@link Gremlin}
     */
    Lookup<Answer> ask(String gremlin);

    /** Whether nothing is ever found in it, so that nobody need ask. */
    default boolean isEmpty() {
        return false;
    }

    /** Gives up what is still asked. */
    @Override
    void close();
}
