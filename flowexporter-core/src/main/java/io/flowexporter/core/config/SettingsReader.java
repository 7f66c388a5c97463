package io.flowexporter.core.config;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.Problem;
import io.flowexporter.api.StageType;
import io.flowexporter.core.internal.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the options of stage types from one file. */
final class SettingsReader {
    private static final Pattern USER = Pattern.compile("'((?:[A-Za-z]+://)?).*@", Pattern.DOTALL);

    private final ConfigFile file;
    private final Secrets secrets;
    private final Exposure exposure;
    private final List<Problem> problems;
    private final List<Problem> warnings;
    private final Set<String> refused = new HashSet<>();
    private final Map<String, List<String>> aliases = new HashMap<>();
    private final Map<String, Given> given = new HashMap<>();

    /**
     * What is given for an option.
     *
     * @param at the path that it is given at: the option's own, or an alias
     * @param value what stands there
     */
    record Given(String at, YamlValue value) {}

    SettingsReader(
            ConfigFile file, Secrets secrets, Exposure exposure, List<Problem> problems, List<Problem> warnings) {
        this.file = file;
        this.secrets = secrets;
        this.exposure = exposure;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** The type with all of its options that the file gives. */
    <S> Configured<S> read(StageType<S> type) {
        Configured<S> stage = type.configured();
        for (Option<?> option : type.options()) {
            stage = read(stage, option);
        }
        return stage;
    }

    /** The value of a setting that belongs to no stage, if it is given and right. */
    <T> Optional<T> read(PipelineSettings.Setting<T> setting) {
        String path = setting.path();
        Optional<YamlValue> given = file.find(path);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        warnOfReference(given.get().raw(), given.get(), path);
        try {
            return Optional.of(setting.option().parse(given.get().raw()));
        } catch (IllegalArgumentException e) {
            refuse(path, given.get(), path, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** What is given for the option at that path, if anything is. */
    Optional<Given> given(String path) {
        return Optional.ofNullable(given.get(path));
    }

    /** Whether the option at that path was given, but wrong. */
    boolean refused(String path) {
        return refused.contains(path);
    }

    /** The line where the option at that path stands, or should stand. */
    int line(String path) {
        if (!file.has(ConfigFile.parent(path))) {
            for (String alias : aliases.getOrDefault(path, List.of())) {
                if (file.has(ConfigFile.parent(alias))) {
                    return file.line(alias);
                }
            }
        }
        return file.line(path);
    }

    private <S, T> Configured<S> read(Configured<S> stage, Option<T> option) {
        StageType<S> type = stage.type();
        String path = option.path(type);
        aliases.put(path, option.aliases());
        List<String> paths = new ArrayList<>();
        paths.add(path);
        paths.addAll(option.aliases());
        paths.removeIf(each -> file.find(each).isEmpty());
        if (paths.isEmpty()) {
            Optional<Option.Missing<T>> missing = option.missing();
            missing.ifPresent(what -> warnings.add(new Problem(line(path), path, what.warning())));
            return missing.isPresent() ? AnyPipeline.withMissing(stage, option, missing.get()) : stage;
        }
        String at = paths.get(0);
        YamlValue value = file.find(at).orElseThrow();
        given.put(path, new Given(at, value));
        if (paths.size() > 1) {
            refuse(path, value, at, "is given as " + paths.get(1) + " too; take one of them away");
            return stage;
        }
        return read(stage, option, at, value);
    }

    private <S, T> Configured<S> read(Configured<S> stage, Option<T> option, String at, YamlValue value) {
        String path = option.path(stage.type());
        Object raw = raw(option, stage.type(), value);
        Object given = raw;
        if (option.secret()) {
            try {
                raw = revealed(raw);
            } catch (IllegalArgumentException e) {
                refuse(path, value, at, e.getMessage());
                return stage;
            }
            exposure.check(at, value, given);
        } else {
            warnOfReference(raw, value, at);
        }
        try {
            return option.secret() && !Secrets.files(String.valueOf(given)).isEmpty()
                    ? stage.withSource(option, () -> parsed(given, option))
                    : AnyPipeline.with(stage, option, raw);
        } catch (IllegalArgumentException e) {
            refuse(path, value, at, option.secret() ? concealed(e, raw, option) : String.valueOf(e.getMessage()));
            return stage;
        }
    }

    private void warnOfReference(Object raw, YamlValue value, String at) {
        if (Secrets.refers(String.valueOf(raw))) {
            warnings.add(
                    new Problem(value.line(), at, "is taken as it stands: only secrets may name where their value is"));
        }
    }

    private void refuse(String path, YamlValue value, String at, String message) {
        refused.add(path);
        String origin = value instanceof YamlValue.Text text ? text.origin() : "";
        String shown = origin.isEmpty() ? message : message + " (from the environment variable " + origin + ')';
        problems.add(new Problem(value.line(), at, Printable.line(withoutUser(shown))));
    }

    /** Without user and password of an address that a message quotes. */
    private static String withoutUser(String message) {
        return USER.matcher(message).replaceAll("'$1[hidden]@");
    }

    private static Object raw(Option<?> option, StageType<?> type, YamlValue value) {
        return switch (option.shape()) {
            case INTEGER, SECONDS -> decimal(value.raw());
            case ENTRIES -> withoutOptions(value.raw(), type);
            default -> value.raw();
        };
    }

    /** A number that YAML allows in other bases, as Option reads it. */
    private static Object decimal(Object raw) {
        String text = String.valueOf(raw);
        try {
            if (text.startsWith("0x")) {
                return Long.toString(Long.parseLong(text.substring(2), 16));
            }
            return text.startsWith("0o") ? Long.toString(Long.parseLong(text.substring(2), 8)) : raw;
        } catch (NumberFormatException e) {
            return raw;
        }
    }

    /** All keys of a section but those that are options of their own. */
    private static Object withoutOptions(Object raw, StageType<?> type) {
        if (!(raw instanceof Map<?, ?> map)) {
            return raw;
        }
        Map<Object, Object> entries = new LinkedHashMap<>(map);
        type.options().stream()
                .filter(option -> !option.name().isEmpty())
                .forEach(option -> entries.remove(option.name()));
        return entries;
    }

    private Object revealed(Object raw) {
        if (raw instanceof List<?> list) {
            return list.stream().map(this::revealed).toList();
        }
        if (raw instanceof Map<?, ?> map) {
            Map<Object, Object> revealed = new LinkedHashMap<>();
            map.forEach((key, value) -> revealed.put(key, revealed(value)));
            return revealed;
        }
        return secrets.resolve(String.valueOf(raw));
    }

    /** A secret as it is now. */
    private <T> T parsed(Object given, Option<T> option) {
        Object raw = revealed(given);
        try {
            return option.parse(raw);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(concealed(e, raw, option));
        }
    }

    private static String concealed(IllegalArgumentException e, Object raw, Option<?> option) {
        String message = String.valueOf(e.getMessage());
        return raw instanceof String text && !message.contains(text)
                ? message
                : "is no value for it (it is secret, so not shown); must be "
                        + option.shape().words();
    }
}
