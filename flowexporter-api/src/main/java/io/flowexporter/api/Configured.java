package io.flowexporter.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A stage type with values for its options. Immutable. A plugin may extend it by setters of one line each:
 *
 * <pre>{@code
 * public final class Pairs extends Configured<Transform<PairBytes>> {
 *     public Pairs window(Duration window) { return new Pairs(with(WINDOW, window)); }
 * }
 * }</pre>
 *
 * @param <S> the stage
 */
public class Configured<S> extends StageSpec<S> {
    private final StageType<S> type;
    private final Map<Option<?>, Object> values;

    Configured(StageType<S> type, Map<Option<?>, Object> values) {
        this.type = type;
        this.values = Map.copyOf(values);
    }

    /** The same as another: for subclasses. */
    protected Configured(Configured<S> same) {
        this(same.type, same.values);
    }

    /**
     * The same with another value for one option.
     *
     * @throws IllegalArgumentException if the stage type does not declare the option, or its check refuses the value
     */
    public final <T> Configured<S> with(Option<T> option, T value) {
        Objects.requireNonNull(value, option.name());
        if (!type.options().contains(option)) {
            throw new IllegalArgumentException(
                    "Cannot set '" + option.name() + "': " + type.kind() + " '" + type.name() + "' has no such option");
        }
        option.complaint(value).ifPresent(complaint -> {
            throw new IllegalArgumentException("Cannot set '" + option.name() + "': " + complaint);
        });
        Map<Option<?>, Object> changed = new LinkedHashMap<>(values);
        changed.put(option, value);
        return new Configured<>(type, changed);
    }

    @Override
    public final StageType<S> type() {
        return type;
    }

    @Override
    public final Map<Option<?>, Object> values() {
        return values;
    }
}
