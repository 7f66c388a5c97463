package io.flowexporter.api.flow;

import java.util.regex.Pattern;

/**
 * Why records left the pipeline without being written. Either by the rules of a format ({@link #leftOut}), which is
 * normal, or against the operator's will ({@link #lost}), which is counted, logged and worth an alert.
 *
 * @param name what the counter and the log line say, such as {@code no_transport}: lower case, digits and {@code _}
 * @param lost whether this is a loss
 */
public record DropReason(String name, boolean lost) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    public DropReason {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Cannot use '" + name + "' as the name of a drop reason: use lower case, digits and '_'");
        }
    }

    /** The records do not belong into this format: ICMP in a log of connections, say. */
    public static DropReason leftOut(String name) {
        return new DropReason(name, false);
    }

    /** The records should have been written. */
    public static DropReason lost(String name) {
        return new DropReason(name, true);
    }
}
