package io.flowexporter.api.topology;

import java.util.List;
import java.util.Optional;

record All(List<? extends Lookup<?>> lookups) implements Lookup<Void> {
    @Override
    public boolean done() {
        boolean done = true;
        // Every one is asked, so that all chains advance together.
        for (Lookup<?> lookup : lookups) {
            done &= lookup.done();
        }
        return done;
    }

    @Override
    public Optional<Void> value() {
        return Optional.empty();
    }

    @Override
    public boolean failed() {
        return lookups.stream().anyMatch(Lookup::failed);
    }
}
