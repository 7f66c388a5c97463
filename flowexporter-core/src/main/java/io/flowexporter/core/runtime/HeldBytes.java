package io.flowexporter.core.runtime;

/** How many bytes something holds. Used on the pipeline's thread. */
final class HeldBytes {
    private long sum;

    void add(long bytes) {
        sum += bytes;
    }

    long sum() {
        return sum;
    }
}
