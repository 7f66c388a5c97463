package io.flowexporter.api.object;

import io.flowexporter.api.flow.Gap;
import io.flowexporter.api.flow.Tag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** All that is known of a finished object but its bytes. Immutable. */
public final class ObjectInfo {
    private final String bucket;
    private final String key;
    private final Tag tag;
    private final int records;
    private final Instant first;
    private final Instant last;
    private final boolean complete;
    private final List<Gap> gaps;
    private final String contentType;
    private final String contentEncoding;

    private ObjectInfo(Builder builder) {
        bucket = Objects.requireNonNull(builder.bucket, "bucket");
        key = Objects.requireNonNull(builder.key, "key");
        tag = Objects.requireNonNull(builder.tag, "tag");
        records = builder.records;
        first = builder.first;
        last = builder.last;
        complete = builder.complete && builder.gaps.isEmpty();
        gaps = builder.gaps;
        contentType = builder.contentType;
        contentEncoding = builder.contentEncoding;
    }

    /** Begins an info of the object at that place. */
    public static Builder at(String bucket, String key, Tag tag) {
        return new Builder(bucket, key, tag);
    }

    /** The same under another key. */
    public ObjectInfo withKey(String otherKey) {
        return at(bucket, otherKey, tag)
                .records(records)
                .covers(first, last)
                .complete(complete)
                .gaps(gaps)
                .content(contentType, contentEncoding)
                .build();
    }

    /** Where the object goes. */
    public String bucket() {
        return bucket;
    }

    /** Its whole key. */
    public String key() {
        return key;
    }

    /** The tag of its records. */
    public Tag tag() {
        return tag;
    }

    /** How many records it holds. */
    public int records() {
        return records;
    }

    /** Where the time that it covers begins. */
    public Instant first() {
        return first;
    }

    /** Where that time ends. */
    public Instant last() {
        return last;
    }

    /** Whether nothing is known to be missing from its time: no overflow, lost connection or failed decode. */
    public boolean complete() {
        return complete;
    }

    /**
     * The known times in which flows may be missing from it, {@value Gap#MOST_TOGETHER} at most; unmodifiable. An object
     * can be incomplete without any: a record that can't be encoded leaves none.
     */
    public List<Gap> gaps() {
        return gaps;
    }

    /** Such as {@code application/json}. */
    public String contentType() {
        return contentType;
    }

    /** Such as {@code gzip}; "" when nothing compresses. */
    public String contentEncoding() {
        return contentEncoding;
    }

    /**
     * The user metadata in their order: {@code first-timestamp} and {@code last-timestamp} (ms since 1970) and
     * {@code num-records}; where something is missing {@code complete}, which is {@code false}, and {@code gaps}, if any are
     * known, as {@code reason from/until;…}. ASCII, well below the 2 KB that stores take. Unmodifiable.
     */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("first-timestamp", Long.toString(first.toEpochMilli()));
        metadata.put("last-timestamp", Long.toString(last.toEpochMilli()));
        metadata.put("num-records", Integer.toString(records));
        if (!complete) {
            metadata.put("complete", "false");
        }
        if (!gaps.isEmpty()) {
            metadata.put("gaps", gaps.stream().map(ObjectInfo::shown).collect(Collectors.joining(";")));
        }
        return Collections.unmodifiableMap(metadata);
    }

    private static String shown(Gap gap) {
        return gap.reason()
                + ' '
                + gap.from().truncatedTo(ChronoUnit.MILLIS)
                + '/'
                + gap.until().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Bucket and key. */
    @Override
    public String toString() {
        return bucket + '/' + key;
    }

    /** Collects an info. Not safe for use by several threads. */
    public static final class Builder {
        private final String bucket;
        private final String key;
        private final Tag tag;
        private int records;
        private Instant first = Instant.EPOCH;
        private Instant last = Instant.EPOCH;
        private boolean complete = true;
        private List<Gap> gaps = List.of();
        private String contentType = "application/octet-stream";
        private String contentEncoding = "";

        private Builder(String bucket, String key, Tag tag) {
            this.bucket = bucket;
            this.key = key;
            this.tag = tag;
        }

        /** How many records it holds. */
        public Builder records(int count) {
            records = count;
            return this;
        }

        /** The time that it covers. */
        public Builder covers(Instant from, Instant until) {
            first = from;
            last = until;
            return this;
        }

        /** Whether nothing is known to be missing. */
        public Builder complete(boolean nothingMissing) {
            complete = nothingMissing;
            return this;
        }

        /** When flows may be missing; an object with gaps is not complete. See {@link Gap#add} for how many are kept. */
        public Builder gaps(List<Gap> known) {
            gaps = List.of();
            known.forEach(gap -> gaps = Gap.add(gaps, gap));
            return this;
        }

        /** What its bytes are. */
        public Builder content(String type, String encoding) {
            contentType = type;
            contentEncoding = encoding;
            return this;
        }

        /** The info. */
        public ObjectInfo build() {
            return new ObjectInfo(this);
        }
    }
}
