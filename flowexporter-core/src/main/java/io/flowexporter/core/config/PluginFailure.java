package io.flowexporter.core.config;

import java.util.Objects;

/**
 * A plugin, or what lies where one should be, that could not be loaded.
 *
 * @param jar the file it is in
 * @param reason what is wrong, such as {@code Cannot load plugin a.B: …}
 */
public record PluginFailure(String jar, String reason) {
    public PluginFailure {
        Objects.requireNonNull(jar, "jar");
        Objects.requireNonNull(reason, "reason");
    }

    /** {@code jar: reason}. */
    @Override
    public String toString() {
        return jar + ": " + reason;
    }
}
