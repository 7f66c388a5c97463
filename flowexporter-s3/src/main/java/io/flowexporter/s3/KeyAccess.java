package io.flowexporter.s3;

import java.util.function.Supplier;

/** Access by keys. When they are refused, their source is asked again: they may have been changed. */
final class KeyAccess implements Access {
    private final Supplier<Pass> source;
    private final System.Logger logger;
    private Pass current;

    /**
     * By the keys of that source.
     *
     * @param current what it gave first
     * @param source gives them as they are now; throws {@link IllegalArgumentException} saying why it can't
     */
    KeyAccess(Pass current, Supplier<Pass> source, System.Logger logger) {
        this.current = current;
        this.source = source;
        this.logger = logger;
    }

    @Override
    public synchronized Pass pass() {
        return current;
    }

    @Override
    public synchronized boolean refused(Pass pass) {
        if (current.isLike(pass)) {
            try {
                current = source.get();
            } catch (IllegalArgumentException e) {
                logger.log(System.Logger.Level.WARNING, "Cannot read the keys again: " + e.getMessage());
            }
        }
        return !current.isLike(pass);
    }
}
