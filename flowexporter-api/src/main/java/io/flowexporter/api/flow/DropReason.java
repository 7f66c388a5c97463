package io.flowexporter.api.flow;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Why records left the pipeline without being written.
 *
 * @param name what the counter and the log line say, such as {@code no_transport}: lower case, digits and {@code _}
 * @param kind whether that is as it should be
 */
public record DropReason(String name, Kind kind) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    /** Whether records should have been written. */
    public enum Kind {
        /** By the rules of a format they do not belong into it, which is normal. */
        LEFT_OUT,
        /** They should have been written; that is counted, logged and worth an alert. */
        LOST,
        /** What came could not be read, which is counted and logged like a loss. */
        REJECTED
    }

    public DropReason {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Cannot use '" + name + "' as the name of a drop reason: use lower case, digits and '_'");
        }
        Objects.requireNonNull(kind, "kind");
    }

    /** The records do not belong into this format: ICMP in a log of connections, say. */
    public static DropReason leftOut(String name) {
        return new DropReason(name, Kind.LEFT_OUT);
    }

    /** The records should have been written. */
    public static DropReason lost(String name) {
        return new DropReason(name, Kind.LOST);
    }

    /** What came could not be read. */
    public static DropReason rejected(String name) {
        return new DropReason(name, Kind.REJECTED);
    }

    /** Whether it is worth an alert: anything but {@link Kind#LEFT_OUT}. */
    public boolean lost() {
        return kind != Kind.LEFT_OUT;
    }
}
