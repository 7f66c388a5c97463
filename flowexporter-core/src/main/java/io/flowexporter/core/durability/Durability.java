package io.flowexporter.core.durability;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What of a pipeline outlives its process. Immutable.
 *
 * <pre>{@code
 * Durability.journal(Path.of("/var/lib/flowexporter")).maxBytes(20L << 30)
 * }</pre>
 *
 * @param mode how much outlives
 * @param directory where it is kept, a directory of its own for each pipeline below it; empty for {@link Mode#MEMORY} alone
 * @param maxBytes how many bytes of the disk it may take; a quarter of it for the journal, the rest for the spool
 * @param whenFull what gives way when those are taken
 */
public record Durability(Mode mode, Optional<Path> directory, long maxBytes, WhenFull whenFull) {
    private static final long DEFAULT_BYTES = 20L << 30;

    /** How much outlives the process. */
    public enum Mode {
        /** Nothing: what waits is lost with the process. */
        MEMORY,
        /** Finished objects. */
        SPOOL,
        /** All that was received. */
        JOURNAL
    }

    /** What gives way when the disk may take no more. */
    public enum WhenFull {
        /** What comes: what was accepted is kept. */
        DROP_NEWEST,
        /** The oldest objects. */
        DROP_OLDEST
    }

    public Durability {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(whenFull, "whenFull");
        if ((mode == Mode.MEMORY) != directory.isEmpty()) {
            throw new IllegalArgumentException("Cannot keep anything without a directory, and memory needs none");
        }
        if (maxBytes < 1 << 20) {
            throw new IllegalArgumentException("Cannot do with " + maxBytes + " bytes: give at least 1 MiB");
        }
    }

    /** Nothing outlives the process. */
    public static Durability memory() {
        return new Durability(Mode.MEMORY, Optional.empty(), DEFAULT_BYTES, WhenFull.DROP_NEWEST);
    }

    /** Finished objects outlive the process, up to 20 GiB of them. */
    public static Durability spool(Path directory) {
        return new Durability(Mode.SPOOL, Optional.of(directory), DEFAULT_BYTES, WhenFull.DROP_NEWEST);
    }

    /** All that was received outlives the process, up to 20 GiB of it. */
    public static Durability journal(Path directory) {
        return new Durability(Mode.JOURNAL, Optional.of(directory), DEFAULT_BYTES, WhenFull.DROP_NEWEST);
    }

    /** The same with another bound, at least 1 MiB. */
    public Durability maxBytes(long bytes) {
        return new Durability(mode, directory, bytes, whenFull);
    }

    /** The same with another choice of what gives way. */
    public Durability whenFull(WhenFull choice) {
        return new Durability(mode, directory, maxBytes, choice);
    }
}
