package io.flowexporter.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

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
    private final Map<Option<?>, Supplier<?>> sources;

    Configured(StageType<S> type, Map<Option<?>, Object> values) {
        this(type, values, Map.of());
    }

    private Configured(StageType<S> type, Map<Option<?>, Object> values, Map<Option<?>, Supplier<?>> sources) {
        this.type = type;
        this.values = Map.copyOf(values);
        this.sources = Map.copyOf(sources);
    }

    /** The same as another: for subclasses. */
    protected Configured(Configured<S> same) {
        this(same.type, same.values, same.sources);
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
        Map<Option<?>, Supplier<?>> others = new LinkedHashMap<>(sources);
        others.remove(option);
        return new Configured<>(type, changed, others);
    }

    /**
     * The same with a secret that may change while the stage lives, such as one in a file. The stage gets what the source
     * gives now, and asks again by {@link Settings#latest} when that is refused.
     *
     * @param source gives the value at any time, on any thread; throws {@link IllegalArgumentException} saying why it can't,
     *     without the value
     * @throws IllegalArgumentException if the option is not {@linkplain Option#concealed concealed}, or as of {@link #with}
     */
    public final <T> Configured<S> withSource(Option<T> option, Supplier<? extends T> source) {
        if (!option.secret()) {
            throw new IllegalArgumentException(
                    "Cannot set '" + option.name() + "' by its source: only secrets may change");
        }
        Configured<S> first = with(option, source.get());
        Map<Option<?>, Supplier<?>> more = new LinkedHashMap<>(first.sources);
        more.put(option, source);
        return new Configured<>(type, first.values, more);
    }

    @Override
    public final StageType<S> type() {
        return type;
    }

    @Override
    public final Map<Option<?>, Object> values() {
        return values;
    }

    @Override
    final Map<Option<?>, Supplier<?>> sources() {
        return sources;
    }
}
