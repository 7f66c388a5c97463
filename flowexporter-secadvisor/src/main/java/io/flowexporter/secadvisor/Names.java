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
record Names(String nodeType, Optional<Peer> a, Optional<Peer> b, Map<String, String> extend) {
    static final Names NONE = new Names("", Optional.empty(), Optional.empty(), Map.of());

    Names {
        extend = extend.isEmpty() ? Map.of() : Collections.unmodifiableMap(extend);
    }
}
