package io.flowexporter.core.runtime;

/**
 * Bounds of a running pipeline. Immutable.
 *
 * @param maxTags how many tags a pipeline may have; flows of any further one get the tag {@code other}
 * @param rawBytes how many bytes may be in memory that are not compressed yet; more, and the source is not polled
 * @param objectBytes how many bytes of finished parts and objects may wait; more, and the source is not polled
 * @param partBytes from how many bytes on encoded records are compressed together
 * @param writers how many objects are written at once
 * @param knownFlows of how many flows the last report is remembered, to find lost ones (96 bytes each)
 */
public record Limits(int maxTags, long rawBytes, long objectBytes, int partBytes, int writers, int knownFlows) {
    public Limits {
        if (maxTags < 1 || rawBytes < 1 || objectBytes < 1 || partBytes < 1 || writers < 1 || knownFlows < 1) {
            throw new IllegalArgumentException("Cannot limit a pipeline to less than 1 of anything");
        }
    }

    /** 1,000 tags, 32 MiB of messages, a third of the heap for parts and objects, parts of 1 MiB, 4 writers, 1,000,000 flows. */
    public static Limits defaults() {
        return new Limits(
                1_000, 32L << 20, Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 3), 1 << 20, 4, 1_000_000);
    }

    /** The same with another number of tags. */
    public Limits withMaxTags(int tags) {
        return new Limits(tags, rawBytes, objectBytes, partBytes, writers, knownFlows);
    }

    /** The same with another bound for finished parts and objects. */
    public Limits withObjectBytes(long bytes) {
        return new Limits(maxTags, rawBytes, bytes, partBytes, writers, knownFlows);
    }

    /** The same with parts of another size. */
    public Limits withPartBytes(int bytes) {
        return new Limits(maxTags, rawBytes, objectBytes, bytes, writers, knownFlows);
    }

    /** The same with another bound for messages in memory. */
    public Limits withRawBytes(long bytes) {
        return new Limits(maxTags, bytes, objectBytes, partBytes, writers, knownFlows);
    }

    /** The same with another number of flows remembered. */
    public Limits withKnownFlows(int flows) {
        return new Limits(maxTags, rawBytes, objectBytes, partBytes, writers, flows);
    }
}
