package io.flowexporter.api;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The values of a stage's options, checked. Immutable, but for what {@link #latest} gives. */
public final class Settings {
    private final StageType<?> type;
    private final Map<Option<?>, Object> values;
    private final Map<Option<?>, Supplier<?>> sources;

    Settings(StageType<?> type, Map<Option<?>, Object> values, Map<Option<?>, Supplier<?>> sources) {
        this.type = type;
        this.values = Map.copyOf(values);
        this.sources = Map.copyOf(sources);
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

    /**
     * The option's value as it is now, which may take the reading of a file: for secrets that were refused, since they may
     * have been changed. It is that of {@link #find} unless the value was given by its source. Safe for several threads.
     *
     * @throws IllegalArgumentException if the value can't be had now, or is none for the option; the message does not show it
     */
    public <T> Optional<T> latest(Option<T> option) {
        Supplier<?> source = sources.get(option);
        if (source == null) {
            return find(option);
        }
        T value = option.cast(Objects.requireNonNull(source.get(), option.name()));
        option.complaint(value).ifPresent(complaint -> {
            throw new IllegalArgumentException(complaint);
        });
        return Optional.of(value);
    }
}
