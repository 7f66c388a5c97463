package io.flowexporter.examples.proof;

import java.util.Map;
import java.util.SortedSet;

/** What is in a store, as a client gets it. */
interface Bucket {
    /** All keys. */
    SortedSet<String> keys() throws Exception;

    /** One object. */
    Content get(String key) throws Exception;

    /**
     * An object.
     *
     * @param bytes all of it
     * @param metadata what was put with it, by names without a prefix
     */
    record Content(byte[] bytes, Map<String, String> metadata) {}
}
