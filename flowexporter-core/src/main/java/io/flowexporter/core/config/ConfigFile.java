package io.flowexporter.core.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The values of a configuration file by their paths, overridden by the environment. Immutable. */
final class ConfigFile {
    private static final String PREFIX = "SKYDIVE_";

    private final String name;
    private final YamlValue.Section root;
    private final Map<String, YamlValue> overrides;

    private ConfigFile(String name, YamlValue.Section root, Map<String, YamlValue> overrides) {
        this.name = name;
        this.root = root;
        this.overrides = Map.copyOf(overrides);
    }

    /**
     * Parses a file.
     *
     * @param name for messages
     * @throws io.flowexporter.api.ConfigurationException if it is no YAML, or none that a configuration may be
     */
    static ConfigFile parse(String name, byte[] bytes) {
        return new ConfigFile(name, YamlReader.read(name, bytes), Map.of());
    }

    /** The variable that overrides the setting at that path. */
    static String variable(String path) {
        return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The same with those of the settings that the environment has; an empty variable counts as none. */
    ConfigFile overriddenBy(Map<String, String> environment, Collection<String> paths) {
        Map<String, YamlValue> more = new HashMap<>(overrides);
        for (String path : paths) {
            String variable = variable(path);
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                more.put(path, new YamlValue.Text(0, value, variable));
            }
        }
        return new ConfigFile(name, root, more);
    }

    /** The same with a value in the place of what the file says. */
    ConfigFile with(String path, String value) {
        Map<String, YamlValue> more = new HashMap<>(overrides);
        more.put(path, new YamlValue.Text(0, value, ""));
        return new ConfigFile(name, root, more);
    }

    /** The file's name. */
    String name() {
        return name;
    }

    /** What the file itself says. */
    YamlValue.Section root() {
        return root;
    }

    /** What is given at a path: by the environment, else by the file. Null and missing values are not given. */
    Optional<YamlValue> find(String path) {
        YamlValue override = overrides.get(path);
        return (override != null ? Optional.of(override) : written(path))
                .filter(value -> !(value instanceof YamlValue.Nothing));
    }

    /** Whether the file has that path, be it without a value. */
    boolean has(String path) {
        return written(path).isPresent();
    }

    /** The line of a path, or of the nearest one around it that the file has; 0 if there is none. */
    int line(String path) {
        if (overrides.containsKey(path)) {
            return 0;
        }
        for (String around = path; !around.isEmpty(); around = parent(around)) {
            Optional<YamlValue> value = written(around);
            if (value.isPresent()) {
                return value.get().line();
            }
        }
        return 0;
    }

    static String parent(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    private Optional<YamlValue> written(String path) {
        Optional<YamlValue> value = Optional.of(root);
        for (String key : path.split("\\.")) {
            value = value.flatMap(
                    section -> section instanceof YamlValue.Section keys ? keys.find(key) : Optional.empty());
        }
        return value;
    }
}
