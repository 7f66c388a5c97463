package io.flowexporter.s3;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Remembers the latest of the texts it is given, and no more than a number of them. Safe for several threads. */
final class RecentSet {
    private final Set<String> texts;

    RecentSet(int atMost) {
        Map<String, Boolean> bounded = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > atMost;
            }
        };
        texts = Collections.synchronizedSet(Collections.newSetFromMap(bounded));
    }

    void add(String text) {
        texts.add(text);
    }

    void remove(String text) {
        texts.remove(text);
    }

    boolean contains(String text) {
        return texts.contains(text);
    }
}
