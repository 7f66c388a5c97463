package io.flowexporter.core.config;

import io.flowexporter.api.StageKind;
import java.util.List;
import java.util.Objects;

/**
 * What a file comes to, defaults and environment included: each step of its pipeline in order, then the settings of the pipeline as a
 * whole. Holds no secret and no control character. Immutable.
 *
 * @param steps the steps, those among them that are left out; unmodifiable
 * @param settings the settings that belong to no step; unmodifiable
 */
public record Explanation(List<Step> steps, List<Setting> settings) {
    /** What stands for a secret. */
    public static final String SECRET = "***";

    /** What stands for a value that is not given and has no default. */
    public static final String NOTHING = "-";

    public Explanation {
        steps = List.copyOf(steps);
        settings = List.copyOf(settings);
    }

    /**
     * A step.
     *
     * @param kind its place
     * @param type the stage type's name; {@code none} if it is left out
     * @param provider the jar and the plugin that the type is from; "" if there is none
     * @param origin what chose the type, as of {@link Setting#origin}
     * @param settings all of its settings in the order of their declaration; unmodifiable
     */
    public record Step(StageKind kind, String type, String provider, String origin, List<Setting> settings) {
        public Step {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(provider, "provider");
            Objects.requireNonNull(origin, "origin");
            settings = List.copyOf(settings);
        }
    }

    /**
     * A setting.
     *
     * @param path its path in files
     * @param value the value in force; {@link #SECRET} for a secret, {@link #NOTHING} if there is none
     * @param origin where the value is from: a file and line, an environment variable, or {@code default}
     */
    public record Setting(String path, String value, String origin) {
        public Setting {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(origin, "origin");
        }
    }
}
