package io.flowexporter.core.config;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.Problem;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.StageSpec;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.internal.Printable;
import io.flowexporter.core.internal.Suggestion;
import io.flowexporter.core.topology.Analyzers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes a pipeline of one file's values, and collects all that is wrong with them. For one file. */
final class PipelineAssembler {
    private static final List<StageKind> BEHIND_A_STORE =
            List.of(StageKind.STOREHEADER, StageKind.ENCODE, StageKind.COMPRESS, StageKind.ACCOUNT, StageKind.WRITE);
    private static final int MAX_SHOWN = 10;

    private final StageTypes types;
    private final KnownKeys keys;
    private final ConfigFile file;
    private final SettingsReader settings;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final Map<StageKind, StageSpec<?>> stages = new EnumMap<>(StageKind.class);
    private final Set<StageKind> unknown = EnumSet.noneOf(StageKind.class);
    private final Set<String> unknownTypes = new HashSet<>();

    PipelineAssembler(
            StageTypes types, KnownKeys keys, ConfigFile file, Optional<Path> place, Map<String, String> environment) {
        this.types = types;
        this.keys = keys;
        this.file = file;
        this.settings =
                new SettingsReader(file, new Secrets(environment), new Exposure(place, warnings), problems, warnings);
        warnings.addAll(keys.unknownVariables(environment.keySet()));
    }

    /**
     * The pipeline.
     *
     * @throws ConfigurationException if anything is wrong; it names all of it
     */
    PipelineFile assemble(String name) {
        add(StageKind.SUBSCRIBER, Object.class);
        add(StageKind.CLASSIFY, Object.class);
        addFilter();
        add(StageKind.TRANSFORM, Flow.class);
        Class<?> records = records();
        add(StageKind.MANGLE, records);
        add(StageKind.STORE, records);
        boolean sink = stages.containsKey(StageKind.STORE)
                && stages.get(StageKind.STORE).type().terminal();
        for (StageKind kind : BEHIND_A_STORE) {
            if (!sink) {
                add(kind, records);
            } else if (file.find(typePath(kind)).isPresent() && !BuiltIns.leftOut(kind, typeName(kind))) {
                warn(
                        typePath(kind),
                        "ignored, since store '" + stages.get(StageKind.STORE) + "' takes the records for good");
            }
        }
        addTopology();
        warnOfMissingEncode();
        checkKeys();
        Optional<System.Logger.Level> logLevel = logLevel();
        Durability durability = new DurabilityReader(settings, problems, warnings).read();
        Optional<PipelineFile.Listen> status = status();
        Optional<Pipeline> pipeline = build(name);
        if (pipeline.isEmpty()) {
            throw new ConfigurationException(file.name(), sorted(problems));
        }
        Explanation explanation = new Explainer(types, file, settings, stages).explain(durability, logLevel);
        return new PipelineFile(
                file.name(), pipeline.get(), sorted(warnings), logLevel, durability, status, explanation);
    }

    private static List<Problem> sorted(List<Problem> unsorted) {
        // Two stages may read the same setting.
        return unsorted.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Problem::line))
                .toList();
    }

    private static String typePath(StageKind kind) {
        return "pipeline." + kind.section() + ".type";
    }

    private void warn(String path, String message) {
        warnings.add(new Problem(file.line(path), path, message));
    }

    private void add(StageKind kind, Class<?> records) {
        String name = typeName(kind);
        if (!BuiltIns.leftOut(kind, name)) {
            select(kind, name, records).ifPresent(type -> stages.put(kind, settings.read(type)));
        }
    }

    /** A filter that has nothing to take away is no filter. */
    private void addFilter() {
        add(StageKind.FILTER, Object.class);
        StageSpec<?> filter = stages.get(StageKind.FILTER);
        if (filter != null
                && filter.type().name().equals(BuiltIns.defaultType(StageKind.FILTER))
                && filter.values().isEmpty()) {
            stages.remove(StageKind.FILTER);
        }
    }

    private String typeName(StageKind kind) {
        Optional<YamlValue> type = file.find(typePath(kind));
        if (type.isPresent()
                && type.get() instanceof YamlValue.Text text
                && !text.text().isBlank()) {
            return text.text().strip();
        }
        type.filter(value -> !(value instanceof YamlValue.Text))
                .ifPresent(value -> problems.add(
                        new Problem(value.line(), typePath(kind), "must be text, but was " + value.described())));
        return BuiltIns.defaultType(kind);
    }

    private Optional<StageType<?>> select(StageKind kind, String name, Class<?> records) {
        List<StageType<?>> named = types.named(kind, name);
        if (named.isEmpty()) {
            unknown.add(kind);
            unknownTypes.add("pipeline." + kind.section() + '.' + name.toLowerCase(Locale.ROOT));
            problems.add(new Problem(file.line(typePath(kind)), typePath(kind), Printable.line(notFound(kind, name))));
            return Optional.empty();
        }
        if (kind == StageKind.TRANSFORM && named.size() > 1) {
            unknown.add(kind);
            problems.add(new Problem(
                    file.line(typePath(kind)),
                    typePath(kind),
                    "'" + name + "' is declared for several records: "
                            + named.stream()
                                    .map(type -> type.produces()
                                            .map(RecordType::toString)
                                            .orElse("?"))
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + "; take the plugins of all but one away"));
            return Optional.empty();
        }
        // Of those that fit, the one that is declared for the nearest class; if none fits, the builder says why.
        return Optional.of(named.stream()
                .filter(type -> type.accepts().isAssignableFrom(records))
                .reduce((one, other) -> one.accepts().isAssignableFrom(other.accepts()) ? other : one)
                .orElse(named.get(0)));
    }

    private String notFound(StageKind kind, String name) {
        String none = "no " + kind + " named '" + name + "'";
        Optional<String> module = BuiltIns.module(kind, name);
        if (module.isPresent()) {
            return none + " on the class path: it is in " + module.get() + ", so add that jar (io.flowexporter:"
                    + module.get() + ')' + failures();
        }
        Set<String> available = new TreeSet<>(types.names(kind));
        if (BuiltIns.leftOut(kind, BuiltIns.defaultType(kind))) {
            available.add(BuiltIns.defaultType(kind));
        }
        Set<String> thinkable = new TreeSet<>(available);
        thinkable.addAll(BuiltIns.names(kind));
        return none + Suggestion.hint(name, thinkable) + "; available: "
                + (available.isEmpty() ? "nothing" : String.join(", ", available)) + failures();
    }

    private String failures() {
        return types.failures().isEmpty()
                ? ""
                : types.failures().stream()
                        .map(PluginFailure::jar)
                        .distinct()
                        .collect(Collectors.joining(", ", "; could not be loaded: ", ""));
    }

    private Class<?> records() {
        StageSpec<?> transform = stages.get(StageKind.TRANSFORM);
        if (transform == null) {
            return unknown.contains(StageKind.TRANSFORM) ? Object.class : Flow.class;
        }
        Optional<RecordType<?>> produces = transform.type().produces();
        return produces.isPresent() ? produces.get().recordClass() : Object.class;
    }

    private void addTopology() {
        List<String> asking = stages.values().stream()
                .map(StageSpec::type)
                .filter(StageType::asksTopology)
                .map(StageType::path)
                .toList();
        if (asking.isEmpty()) {
            return;
        }
        List<StageType<?>> analyzer = types.named(StageKind.TOPOLOGY, "skydive");
        boolean given = file.find(KnownKeys.ANALYZERS)
                .filter(value -> !value.raw().equals(List.of()))
                .isPresent();
        if (given && !analyzer.isEmpty()) {
            stages.put(StageKind.TOPOLOGY, settings.read(analyzer.get(0)));
            return;
        }
        stages.put(StageKind.TOPOLOGY, Analyzers.NONE_TYPE);
        warn(
                KnownKeys.ANALYZERS,
                (given ? "can't be asked by this version" : "not given") + ", so nothing is looked up for "
                        + String.join(", ", asking));
    }

    private void warnOfMissingEncode() {
        StageSpec<?> transform = stages.get(StageKind.TRANSFORM);
        boolean secadvisor = transform != null && transform.type().name().equals("secadvisor");
        if (secadvisor
                && stages.containsKey(StageKind.ENCODE)
                && file.find(typePath(StageKind.ENCODE)).isEmpty()) {
            warn(
                    typePath(StageKind.ENCODE),
                    "not given, so 'json'; the original's secadvisor program meant 'secadvisor'");
        }
    }

    private void checkKeys() {
        KnownKeys.Findings findings = keys.check(file.root(), unknownTypes);
        problems.addAll(findings.problems());
        warnings.addAll(findings.warnings());
        List<String> skydives = findings.skydives();
        if (!skydives.isEmpty()) {
            warnings.add(Problem.at(
                    "",
                    "settings of Skydive itself, which are ignored: "
                            + String.join(", ", skydives.subList(0, Math.min(MAX_SHOWN, skydives.size())))
                            + (skydives.size() > MAX_SHOWN ? " and " + (skydives.size() - MAX_SHOWN) + " more" : "")));
        }
    }

    private Optional<System.Logger.Level> logLevel() {
        Optional<YamlValue> level = file.find(KnownKeys.LOG_LEVEL);
        Optional<System.Logger.Level> known = level.flatMap(value -> LogLevels.find(String.valueOf(value.raw())));
        if (level.isPresent() && known.isEmpty()) {
            problems.add(new Problem(
                    level.get().line(),
                    KnownKeys.LOG_LEVEL,
                    Printable.line("must be one of " + LogLevels.NAMES + ", but was "
                            + level.get().described())));
        }
        return known;
    }

    private Optional<PipelineFile.Listen> status() {
        return settings.read(PipelineSettings.STATUS_LISTEN)
                .map(address -> new PipelineFile.Listen(address, settings.line(PipelineSettings.STATUS_LISTEN.path())));
    }

    /** What the builder finds is reported with what was found here. */
    private Optional<Pipeline> build(String name) {
        try {
            Pipeline pipeline = new AnyPipeline(stages, unknown).build(name);
            return problems.isEmpty() ? Optional.of(pipeline) : Optional.empty();
        } catch (ConfigurationException e) {
            for (Problem problem : e.problems()) {
                if (!settings.refused(problem.path())) {
                    problems.add(new Problem(settings.line(problem.path()), problem.path(), problem.message()));
                }
            }
            return Optional.empty();
        }
    }
}
