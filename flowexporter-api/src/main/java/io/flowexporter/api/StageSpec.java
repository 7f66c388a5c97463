package io.flowexporter.api;

import io.flowexporter.api.record.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a builder's step takes: a {@link StageType}, or one that is {@link Configured}. (A class and no interface, so that
 * a lambda can never be meant.)
 *
 * @param <S> the stage
 */
public abstract class StageSpec<S> {
    StageSpec() {}

    /** The stage's type. */
    public abstract StageType<S> type();

    /** The values that were given; unmodifiable. */
    public abstract Map<Option<?>, Object> values();

    /** Where those of the values come from that may change. */
    Map<Option<?>, Supplier<?>> sources() {
        return Map.of();
    }

    /** The records that it makes with those values; empty unless it is a transform. */
    public final Optional<RecordType<?>> produces() {
        return type().produces(new Settings(type(), values(), sources()));
    }

    /** What is missing. */
    final List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (Option<?> option : type().options()) {
            if (option.required() && !values().containsKey(option)) {
                problems.add(Problem.at(option.path(type()), "required, but missing"));
            }
        }
        return problems;
    }

    /**
     * Makes the stage.
     *
     * @throws Exception if its factory does
     */
    public final S create(StageContext context) throws Exception {
        return type().factory().create(new Settings(type(), values(), sources()), context);
    }

    /** The type's name. */
    @Override
    public final String toString() {
        return type().name();
    }
}
