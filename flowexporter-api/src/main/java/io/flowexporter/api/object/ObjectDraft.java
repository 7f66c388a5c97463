package io.flowexporter.api.object;

import java.time.Instant;
import java.util.Objects;

/**
 * What a store decides of an object that it closes. Core adds what comes from the stages that ran: suffix, content type
 * and encoding, the number of records.
 */
public final class ObjectDraft {
    private final String bucket;
    private final String key;
    private final Instant first;
    private final Instant last;

    private ObjectDraft(String bucket, String key, Instant first, Instant last) {
        this.bucket = Objects.requireNonNull(bucket, "bucket");
        this.key = Objects.requireNonNull(key, "key");
        this.first = Objects.requireNonNull(first, "first");
        this.last = Objects.requireNonNull(last, "last");
    }

    /**
     * A draft.
     *
     * @param bucket where the object goes
     * @param key its key without a suffix
     * @param first where the time that it covers begins
     * @param last where that time ends
     */
    public static ObjectDraft of(String bucket, String key, Instant first, Instant last) {
        return new ObjectDraft(bucket, key, first, last);
    }

    /** The same but for the key. */
    public ObjectDraft withKey(String otherKey) {
        return new ObjectDraft(bucket, otherKey, first, last);
    }

    /** Where the object goes. */
    public String bucket() {
        return bucket;
    }

    /** Its key without a suffix. */
    public String key() {
        return key;
    }

    /** Where the time that it covers begins. */
    public Instant first() {
        return first;
    }

    /** Where that time ends. */
    public Instant last() {
        return last;
    }

    @Override
    public String toString() {
        return bucket + '/' + key;
    }
}
