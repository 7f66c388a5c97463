package io.flowexporter.core.runtime;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which flows of one batch are in objects of an earlier life of the pipeline. Used on the pipeline's thread. */
final class Covered {
    /** None of them. */
    static final Covered NONE = new Covered();

    private final BitSet wholly = new BitSet();
    private final Map<Integer, Set<Long>> parts = new HashMap<>();

    void addWholly(int from, int count) {
        wholly.set(from, from + count);
    }

    void addPart(int from, int count, long part) {
        for (int flow = from; flow < from + count; flow++) {
            parts.computeIfAbsent(flow, key -> new HashSet<>()).add(part);
        }
    }

    /** Whether all that was made of that flow is in an object. */
    boolean wholly(int flow) {
        return wholly.get(flow);
    }

    /** Whether that one of the records made of that flow is in an object. */
    boolean hasPart(int flow, long part) {
        Set<Long> known = parts.get(flow);
        return known != null && known.contains(part);
    }

    /** Forgets that part; returns whether it was known. */
    boolean takePart(int flow, long part) {
        Set<Long> known = parts.get(flow);
        return known != null && known.remove(part);
    }

    int flows() {
        return wholly.cardinality();
    }

    int parts() {
        return parts.values().stream().mapToInt(Set::size).sum();
    }
}
