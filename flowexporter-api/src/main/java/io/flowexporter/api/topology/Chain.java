package io.flowexporter.api.topology;

import java.util.Optional;
import java.util.function.Function;

final class Chain<T, U> implements Lookup<U> {
    private final Lookup<T> first;
    private final Function<? super Optional<T>, ? extends Lookup<U>> next;
    private Optional<Lookup<U>> second = Optional.empty();

    Chain(Lookup<T> first, Function<? super Optional<T>, ? extends Lookup<U>> next) {
        this.first = first;
        this.next = next;
    }

    @Override
    public synchronized boolean done() {
        if (second.isEmpty() && first.done()) {
            second = Optional.of(next.apply(first.value()));
        }
        return second.isPresent() && second.get().done();
    }

    @Override
    public synchronized Optional<U> value() {
        return second.flatMap(Lookup::value);
    }

    @Override
    public synchronized boolean failed() {
        return first.failed() || second.isPresent() && second.get().failed();
    }
}
