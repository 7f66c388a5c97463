package io.flowexporter.examples.proof;

import java.util.Optional;

/**
 * A PUT that came to the {@link StoreFront}.
 *
 * @param key the object's key
 * @param hash the SHA-256 of its body; empty if that did not come whole
 * @param size the length of the body, as its header says
 * @param fault what was done to it
 * @param status what the store answered, whether or not that was passed on; 0 if it was not asked
 */
record Put(String key, Optional<String> hash, int size, StoreFault fault, int status) {
    /** Whether the store has the object now, or had it before. */
    boolean stored() {
        return status == 200 || status == 412;
    }
}
