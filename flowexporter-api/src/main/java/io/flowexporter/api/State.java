package io.flowexporter.api;

import java.util.Optional;

/** A stage's small state: short texts by short names. Safe for use by several threads. */
public interface State {
    /** What was put under that name. */
    Optional<String> get(String name);

    /** Keeps a text under that name. */
    void put(String name, String value);
}
