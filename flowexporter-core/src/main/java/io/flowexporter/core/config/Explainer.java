package io.flowexporter.core.config;

import io.flowexporter.api.Option;
import io.flowexporter.api.StageKind;
import io.flowexporter.api.StageSpec;
import io.flowexporter.api.StageType;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.internal.Printable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what a file comes to. For one file that was read without a mistake. */
final class Explainer {
    private static final String NONE = "none";
    private static final String DEFAULT = "default";

    private final StageTypes types;
    private final ConfigFile file;
    private final SettingsReader settings;
    private final Map<StageKind, StageSpec<?>> stages;
    private final Masking masking;

    Explainer(StageTypes types, ConfigFile file, SettingsReader settings, Map<StageKind, StageSpec<?>> stages) {
        this.types = types;
        this.file = file;
        this.settings = settings;
        this.stages = stages;
        List<Object> secrets = new ArrayList<>();
        stages.values()
                .forEach(stage -> stage.values().forEach((option, value) -> {
                    if (option.secret()) {
                        secrets.add(value);
                    }
                }));
        this.masking = Masking.of(secrets);
    }

    Explanation explain(Durability durability, Optional<System.Logger.Level> logLevel) {
        List<Explanation.Step> steps = new ArrayList<>();
        boolean sink = stages.get(StageKind.STORE).type().terminal();
        for (StageKind kind : StageKind.values()) {
            if (stages.containsKey(kind)) {
                steps.add(step(stages.get(kind)));
            } else if (kind != StageKind.TOPOLOGY && !(sink && kind.compareTo(StageKind.STORE) > 0)) {
                steps.add(new Explanation.Step(kind, NONE, "", typeOrigin(kind), List.of()));
            }
        }
        return new Explanation(steps, whole(durability, logLevel));
    }

    private Explanation.Step step(StageSpec<?> stage) {
        StageType<?> type = stage.type();
        List<Explanation.Setting> all = new ArrayList<>();
        for (Option<?> option : type.options()) {
            add(stage, option, all);
        }
        return new Explanation.Step(type.kind(), type.name(), provider(type), typeOrigin(type.kind()), all);
    }

    private String provider(StageType<?> type) {
        return types.list().stream()
                .filter(entry -> entry.type() == type)
                .map(entry -> Printable.of(entry.jar()) + ", " + Printable.of(entry.plugin()))
                .findFirst()
                .orElse("");
    }

    private String typeOrigin(StageKind kind) {
        return file.find(kind == StageKind.TOPOLOGY ? KnownKeys.ANALYZERS : "pipeline." + kind.section() + ".type")
                .map(this::origin)
                .orElse(DEFAULT);
    }

    private String origin(YamlValue value) {
        if (value instanceof YamlValue.Text text && !text.origin().isEmpty()) {
            return text.origin();
        }
        return value.line() == 0 ? "made for this pipeline" : file.name() + ':' + value.line();
    }

    private void add(StageSpec<?> stage, Option<?> option, List<Explanation.Setting> all) {
        String path = option.path(stage.type());
        Optional<SettingsReader.Given> given = settings.given(path);
        Object value = stage.values().containsKey(option)
                ? stage.values().get(option)
                : option.defaultValue().map(Object.class::cast).orElse("");
        String at = given.map(SettingsReader.Given::at).orElse(path);
        String origin = given.map(from -> origin(from.value())).orElse(DEFAULT);
        if (option.secret()) {
            all.add(secret(at, value, given, origin));
        } else if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, each) -> all.add(new Explanation.Setting(
                    Printable.of(at + '.' + key),
                    shown(each),
                    given.map(from -> origin(entry(from.value(), String.valueOf(key))))
                            .orElse(origin))));
        } else {
            // What a file says is better known to its reader than what a type of ours makes of it.
            Object raw = given.map(from -> from.value().raw()).orElse(value);
            all.add(new Explanation.Setting(at, shown(isPlain(value) ? value : raw), origin));
        }
    }

    /** The value of a key, for its line. */
    private static YamlValue entry(YamlValue map, String key) {
        return map instanceof YamlValue.Section section && section.values().containsKey(key)
                ? section.values().get(key)
                : map;
    }

    private static Explanation.Setting secret(
            String at, Object value, Optional<SettingsReader.Given> given, String origin) {
        boolean nothing = value.equals("") || value.equals(Map.of()) || value.equals(List.of());
        String reference = given.map(
                        from -> Secrets.reference(String.valueOf(from.value().raw())))
                .filter(text -> !text.isEmpty())
                .map(text -> ", " + Printable.of(text))
                .orElse("");
        return new Explanation.Setting(at, nothing ? Explanation.NOTHING : Explanation.SECRET, origin + reference);
    }

    private static boolean isPlain(Object value) {
        return value instanceof Collection<?> values
                ? values.stream().allMatch(Explainer::isPlain)
                : value instanceof String
                        || value instanceof Number
                        || value instanceof Boolean
                        || value instanceof Duration;
    }

    private String shown(Object value) {
        String text = text(value);
        return text.isEmpty() ? Explanation.NOTHING : masking.shown(text);
    }

    private static String text(Object value) {
        if (value instanceof Duration time) {
            return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
        }
        if (value instanceof Collection<?> values) {
            return values.stream().map(Explainer::text).collect(Collectors.joining(" "));
        }
        return value instanceof Map<?, ?> map && map.isEmpty() ? "" : String.valueOf(value);
    }

    private List<Explanation.Setting> whole(Durability durability, Optional<System.Logger.Level> logLevel) {
        boolean kept = durability.mode() != Durability.Mode.MEMORY;
        return List.of(
                whole(PipelineSettings.STATUS_LISTEN.path(), ""),
                whole(PipelineSettings.DURABILITY_MODE.path(), word(durability.mode())),
                whole(PipelineSettings.DURABILITY_DIRECTORY.path(), ""),
                whole(PipelineSettings.DURABILITY_MAX_BYTES.path(), kept ? Long.toString(durability.maxBytes()) : ""),
                whole(PipelineSettings.DURABILITY_WHEN_FULL.path(), kept ? word(durability.whenFull()) : ""),
                whole(
                        KnownKeys.LOG_LEVEL,
                        logLevel.orElse(System.Logger.Level.INFO).name()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private Explanation.Setting whole(String path, String otherwise) {
        Optional<YamlValue> given = file.find(path);
        return new Explanation.Setting(
                path,
                shown(given.map(YamlValue::raw).orElse(otherwise)),
                given.map(this::origin).orElse(DEFAULT));
    }
}
