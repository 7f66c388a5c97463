package io.flowexporter.core.config;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Plugin;
import io.flowexporter.api.Problem;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.StageType;
import io.flowexporter.api.record.RecordType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The stage types that configuration files can name: those of all plugins. Immutable. */
public final class StageTypes {
    private final List<Entry> entries;
    private final List<PluginFailure> failures;

    private StageTypes(List<Entry> entries, List<PluginFailure> failures) {
        this.entries = entries.stream()
                .sorted(Comparator.comparing((Entry entry) -> entry.type().kind())
                        .thenComparing(entry -> entry.type().name()))
                .toList();
        this.failures = List.copyOf(failures);
        refuseDuplicates();
    }

    /**
     * A stage type and where it comes from.
     *
     * @param type the type
     * @param plugin the class of its plugin
     * @param jar the file name of its plugin's jar, or of the directory of its classes
     */
    public record Entry(StageType<?> type, String plugin, String jar) {
        public Entry {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(plugin, "plugin");
            Objects.requireNonNull(jar, "jar");
        }

        private String origin() {
            return "plugin " + plugin + " (" + jar + ")";
        }
    }

    private record Identity(StageKind kind, String name, Class<?> accepts, Optional<Class<?>> produces) {
        static Identity of(StageType<?> type) {
            return new Identity(
                    type.kind(), type.name(), type.accepts(), type.produces().map(RecordType::recordClass));
        }
    }

    /**
     * The types of all plugins on the class path.
     *
     * @throws ConfigurationException if two plugins declare the same type
     */
    public static StageTypes found() {
        return found(Optional.ofNullable(Thread.currentThread().getContextClassLoader())
                .orElseGet(StageTypes.class::getClassLoader));
    }

    /**
     * The types of all plugins that the class loader sees. A plugin that can't be loaded is in {@link #failures()}.
     *
     * @throws ConfigurationException if two plugins declare the same type
     */
    public static StageTypes found(ClassLoader classLoader) {
        PluginLoader loader = new PluginLoader(classLoader).load();
        return new StageTypes(loader.entries(), loader.failures());
    }

    /**
     * The types of those plugins.
     *
     * @throws ConfigurationException if two plugins declare the same type
     */
    public static StageTypes of(Plugin... plugins) {
        List<Entry> entries = new ArrayList<>();
        for (Plugin plugin : plugins) {
            plugin.stages()
                    .forEach(type ->
                            entries.add(new Entry(type, plugin.getClass().getName(), "given")));
        }
        return new StageTypes(entries, List.of());
    }

    /** All types, in the order of the flow of data, by name within a place; unmodifiable. */
    public List<Entry> list() {
        return entries;
    }

    /** The plugins that could not be loaded; unmodifiable. */
    public List<PluginFailure> failures() {
        return failures;
    }

    /** The types of that name at that place: more than one if they are for different records. */
    List<StageType<?>> named(StageKind kind, String name) {
        List<StageType<?>> types = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.type().kind() == kind && entry.type().name().equals(name)) {
                types.add(entry.type());
            }
        }
        return types;
    }

    /** The names that can stand at that place, in order. */
    List<String> names(StageKind kind) {
        return entries.stream()
                .map(Entry::type)
                .filter(type -> type.kind() == kind)
                .map(StageType::name)
                .distinct()
                .toList();
    }

    private void refuseDuplicates() {
        Map<Identity, Entry> first = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Entry entry : entries) {
            Entry other = first.putIfAbsent(Identity.of(entry.type()), entry);
            if (other != null) {
                problems.add(Problem.at(
                        "pipeline." + entry.type().kind() + ".type",
                        "'" + entry.type().name() + "' is declared twice, by " + other.origin() + " and by "
                                + entry.origin() + "; take one of them away"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException("plugins", problems);
        }
    }
}
