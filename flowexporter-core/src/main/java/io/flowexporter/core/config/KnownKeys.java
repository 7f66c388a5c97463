package io.flowexporter.core.config;

import io.flowexporter.api.Option;
import io.flowexporter.api.Problem;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.StageType;
import io.flowexporter.core.internal.Printable;
import io.flowexporter.core.internal.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All paths that files may have, those of types that are not selected among them. Immutable once made. */
final class KnownKeys {
    static final String LOG_LEVEL = "logging.level";
    static final String HOST_ID = "host_id";
    static final String ANALYZERS = "analyzers";

    private final Set<String> settings = new TreeSet<>();
    /** Below these anything may stand. */
    private final Set<String> open = new HashSet<>();
    /** The keys that may follow each path that is no setting. */
    private final Map<String, Set<String>> children = new HashMap<>();

    KnownKeys(StageTypes types) {
        List.of(LOG_LEVEL, HOST_ID, ANALYZERS).forEach(this::setting);
        PipelineSettings.all().forEach(each -> setting(each.path()));
        for (StageKind kind : StageKind.values()) {
            if (kind != StageKind.TOPOLOGY) {
                String section = "pipeline." + kind.section();
                setting(section + ".type");
                // Settings of a type stay in a file when its jar is away, or none is chosen in its place.
                if (BuiltIns.leftOut(kind, BuiltIns.defaultType(kind))) {
                    open(section + '.' + BuiltIns.defaultType(kind));
                }
                BuiltIns.names(kind).stream()
                        .filter(name -> types.named(kind, name).isEmpty())
                        .forEach(name -> open(section + '.' + name));
            }
        }
        types.list().forEach(entry -> add(entry.type()));
    }

    private void add(StageType<?> type) {
        if (type.kind() != StageKind.TOPOLOGY) {
            section(type.path());
        }
        for (Option<?> option : type.options()) {
            List<String> paths = new ArrayList<>(option.aliases());
            paths.add(option.path(type));
            boolean keys = option.shape() == Option.Shape.ENTRIES || option.shape() == Option.Shape.MAP;
            paths.forEach(keys ? this::open : this::setting);
        }
    }

    private void setting(String path) {
        settings.add(path);
        child(path);
    }

    private void open(String path) {
        open.add(path);
        child(path);
    }

    private void section(String path) {
        children.computeIfAbsent(path, key -> new TreeSet<>());
        child(path);
    }

    private void child(String path) {
        String parent = ConfigFile.parent(path);
        boolean isNew = children.computeIfAbsent(parent, key -> new TreeSet<>()).add(last(path));
        if (isNew && !parent.isEmpty()) {
            child(parent);
        }
    }

    /** The paths of single values, which the environment can override. */
    Collection<String> settings() {
        return settings;
    }

    /** Variables that look like settings of a pipeline, but override none. */
    List<Problem> unknownVariables(Set<String> variables) {
        Set<String> known = settings.stream().map(ConfigFile::variable).collect(Collectors.toSet());
        return variables.stream()
                .filter(variable -> variable.startsWith(ConfigFile.variable("pipeline.")) && !known.contains(variable))
                .sorted()
                .map(variable -> Problem.at(
                        "",
                        Printable.line("the environment variable " + variable + " means no setting"
                                + Suggestion.hint(variable, known) + ", so it is ignored")))
                .toList();
    }

    /** What is wrong with a file's keys. */
    Findings check(YamlValue.Section root, Set<String> unknownTypes) {
        Findings findings = new Findings(unknownTypes);
        findings.walk("", root);
        return findings;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** What was found in one file. */
    final class Findings {
        private final Set<String> unknownTypes;
        private final List<Problem> problems = new ArrayList<>();
        private final List<Problem> warnings = new ArrayList<>();
        private final List<String> skydives = new ArrayList<>();

        private Findings(Set<String> unknownTypes) {
            this.unknownTypes = unknownTypes;
        }

        List<Problem> problems() {
            return problems;
        }

        List<Problem> warnings() {
            return warnings;
        }

        /** The paths that only Skydive itself reads. */
        List<String> skydives() {
            return skydives;
        }

        private void walk(String path, YamlValue.Section section) {
            section.values().forEach((key, value) -> {
                String name = key.toLowerCase(Locale.ROOT);
                String at = path.isEmpty() ? name : path + '.' + name;
                if (open.contains(at) || settings.contains(at) || unknownTypes.contains(at)) {
                    return;
                }
                if (!children.containsKey(at)) {
                    unknown(path, name, at, value.line());
                } else if (value instanceof YamlValue.Section keys) {
                    walk(at, keys);
                } else if (!(value instanceof YamlValue.Nothing)) {
                    // Not what it is: a secret may have slipped a level up.
                    String is = value instanceof YamlValue.Items ? "a list" : "text";
                    problems.add(new Problem(value.line(), at, "must be keys with values, but was " + is));
                }
            });
        }

        private void unknown(String path, String name, String at, int line) {
            if (path.isEmpty() && BuiltIns.knownToSkydive(name)) {
                skydives.add(at);
                return;
            }
            Set<String> known = children.getOrDefault(path, Set.of());
            String hint = Suggestion.hint(name, known);
            String choice = known.isEmpty() ? "" : "; known: " + String.join(", ", known);
            String shown = Printable.of(at);
            if (!hint.isEmpty()) {
                problems.add(new Problem(line, shown, "no such setting" + hint + choice));
            } else if (BuiltIns.knownToSkydive(at.substring(0, (at + '.').indexOf('.')))) {
                skydives.add(shown);
            } else {
                warnings.add(new Problem(line, shown, "no such setting, so it is ignored" + choice));
            }
        }
    }
}
