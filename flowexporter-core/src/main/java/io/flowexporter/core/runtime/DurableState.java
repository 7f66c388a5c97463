package io.flowexporter.core.runtime;

import io.flowexporter.api.State;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The small state of all stages of a pipeline. What is put is kept together with the next object that is secured, so that
 * the state never is ahead of the objects. Safe for use by several threads.
 */
final class DurableState {
    private final Map<String, String> texts = new HashMap<>();
    private Map<String, String> fresh = new LinkedHashMap<>();

    /** Takes what an earlier life kept. */
    synchronized void restore(Map<String, String> kept) {
        texts.putAll(kept);
    }

    /** What was put since this was asked last. */
    synchronized Map<String, String> take() {
        Map<String, String> taken = fresh;
        fresh = new LinkedHashMap<>();
        return taken;
    }

    /** All that is known. */
    synchronized Map<String, String> all() {
        return Map.copyOf(texts);
    }

    private synchronized Optional<String> get(String name) {
        return Optional.ofNullable(texts.get(name));
    }

    private synchronized void put(String name, String value) {
        texts.put(name, value);
        fresh.put(name, value);
    }

    /** The state of one stage. */
    State of(String stage) {
        return new State() {
            @Override
            public Optional<String> get(String name) {
                return DurableState.this.get(stage + '/' + name);
            }

            @Override
            public void put(String name, String value) {
                DurableState.this.put(stage + '/' + name, value);
            }
        };
    }
}
