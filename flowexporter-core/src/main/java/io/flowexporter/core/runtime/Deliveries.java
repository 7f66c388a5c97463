package io.flowexporter.core.runtime;

import java.util.concurrent.Executor;

/** Makes the deliveries of a pipeline. */
record Deliveries(
        Workers workers,
        Executor writing,
        Backoff backoff,
        WriteLog log,
        Books books,
        SteadyClock clock,
        long mostBytes) {
    <T, S> Delivery<T, S> to(Delivery.Place<T, S> place) {
        return new Delivery<>(place, workers, writing, backoff, log, books, clock, mostBytes);
    }

    /** The same with other threads to write. */
    Deliveries by(Executor executor) {
        return new Deliveries(workers, executor, backoff, log, books, clock, mostBytes);
    }
}
