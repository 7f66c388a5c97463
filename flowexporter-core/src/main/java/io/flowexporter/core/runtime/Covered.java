package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Tag;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which flows of one batch are in objects of an earlier life of the pipeline. Used on the pipeline's thread. */
final class Covered {
    /** None of them. */
    static final Covered NONE = new Covered();

    private final BitSet wholly = new BitSet();
    private final Map<Integer, List<Tag>> partly = new HashMap<>();

    void addWholly(int from, int count) {
        wholly.set(from, from + count);
    }

    void addPart(int from, int count, Tag tag) {
        for (int flow = from; flow < from + count; flow++) {
            partly.computeIfAbsent(flow, key -> new ArrayList<>()).add(tag);
        }
    }

    /** Whether all that was made of that flow is in an object. */
    boolean wholly(int flow) {
        return wholly.get(flow);
    }

    /** Whether one more of several records of that tag, made of that flow, is in an object. */
    boolean takePart(int flow, Tag tag) {
        List<Tag> parts = partly.get(flow);
        return parts != null && parts.remove(tag);
    }

    int flows() {
        return wholly.cardinality();
    }

    int parts() {
        return partly.values().stream().mapToInt(List::size).sum();
    }
}
