package io.flowexporter.core.durability.spool;

import io.flowexporter.api.object.ObjectInfo;
import java.util.Objects;

/**
 * An object in the spool, without its bytes. Immutable.
 *
 * @param number the number of its commit; objects of one spool differ in it
 * @param info what is known of it
 * @param bytes its length
 * @param created how many of its records came in for no flow
 */
public record Spooled(long number, ObjectInfo info, long bytes, int created) {
    public Spooled {
        Objects.requireNonNull(info, "info");
    }
}
