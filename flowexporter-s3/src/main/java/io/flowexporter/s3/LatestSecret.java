package io.flowexporter.s3;

import java.util.function.Supplier;

/** A secret that may change; the last one known is used while its source can't be read. Safe for several threads. */
final class LatestSecret {
    private final Supplier<String> source;
    private final System.Logger logger;
    private String known;

    LatestSecret(String known, Supplier<String> source, System.Logger logger) {
        this.known = known;
        this.source = source;
        this.logger = logger;
    }

    /** As it is now. */
    synchronized String get() {
        try {
            known = source.get();
        } catch (IllegalArgumentException e) {
            logger.log(System.Logger.Level.WARNING, "Cannot read a secret again: " + e.getMessage());
        }
        return known;
    }
}
