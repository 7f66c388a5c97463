package io.flowexporter.api.topology;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value that may not be there yet. Chains of look-ups advance when they are asked whether they are {@link #done()},
 * on the thread that asks: there is no call-back, so a stage that uses them needs no lock.
 *
 * @param <T> the value
 */
public interface Lookup<T> {
    /** Whether an answer, or the certainty that none comes, is there. Once true, it stays so. */
    boolean done();

    /** The value; empty when nothing was found, when the question failed, and as long as it is not {@link #done()}. */
    Optional<T> value();

    /** Whether it is done because no answer could be had; a chain has failed when any of its parts has. */
    default boolean failed() {
        return false;
    }

    /** Goes on with another question, made from this one's value once it is done. */
    default <U> Lookup<U> then(Function<? super Optional<T>, ? extends Lookup<U>> next) {
        return new Chain<>(this, next);
    }

    /** A value that is there. */
    static <T> Lookup<T> of(T value) {
        return new Known<>(Optional.of(value));
    }

    /** The certainty that there is nothing. */
    static <T> Lookup<T> none() {
        return new Known<>(Optional.empty());
    }

    /** Done when all of those are; it has no value of its own. */
    static Lookup<Void> all(List<? extends Lookup<?>> lookups) {
        return new All(List.copyOf(Objects.requireNonNull(lookups, "lookups")));
    }
}
