package io.flowexporter.api;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The values of a stage's options, checked. Immutable. */
public final class Settings {
    private final StageType<?> type;
    private final Map<Option<?>, Object> values;

    Settings(StageType<?> type, Map<Option<?>, Object> values) {
        this.type = type;
        this.values = Map.copyOf(values);
    }

    /**
     * The option's value: the one given, else its default.
     *
     * @throws NoSuchElementException if there is neither
     * @throws IllegalArgumentException if the stage type does not declare the option
     */
    public <T> T get(Option<T> option) {
        return find(option)
                .orElseThrow(() -> new NoSuchElementException(
                        "No value for '" + option.name() + "' of " + type.kind() + " '" + type.name() + "'"));
    }

    /**
     * The option's value, if it was given or has a default.
     *
     * @throws IllegalArgumentException if the stage type does not declare the option
     */
    public <T> Optional<T> find(Option<T> option) {
        if (!type.options().contains(option)) {
            throw new IllegalArgumentException("Option '" + option.name() + "' is not declared by " + type.kind() + " '"
                    + type.name() + "': name it where the stage type is made");
        }
        Object value = values.get(option);
        return value == null ? option.defaultValue() : Optional.of(option.cast(value));
    }
}
