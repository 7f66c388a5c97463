package io.flowexporter.secadvisor;

import io.flowexporter.secadvisor.SecAdvisorRecord.Peer;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * What was looked up for a record. Immutable.
 *
 * @param nodeType the type of the interface, or ""
 * @param extend values by name, in alphabetical order
 */
record Names(String nodeType, Optional<Peer> a, Optional<Peer> b, Map<String, String> extend) implements Asked {
    static final Names NONE = new Names("", Optional.empty(), Optional.empty(), Map.of());

    Names {
        extend = extend.isEmpty() ? Map.of() : Collections.unmodifiableMap(extend);
    }

    /** Those names; {@link #NONE} if there is none. */
    static Names of(String nodeType, Optional<Peer> a, Optional<Peer> b, Map<String, String> extend) {
        return nodeType.isEmpty() && a.isEmpty() && b.isEmpty() && extend.isEmpty()
                ? NONE
                : new Names(nodeType, a, b, extend);
    }

    /** The pod at A in the form of old, or "". */
    String legacyA() {
        return a.isPresent() ? a.get().legacyName() : "";
    }

    /** The pod at B in the form of old, or "". */
    String legacyB() {
        return b.isPresent() ? b.get().legacyName() : "";
    }
}
