package io.flowexporter.core.store;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Store;
import java.time.Duration;

/**
 * The store {@code buffered}: a tag's records wait until there are enough, or it is time, and become one object.
 *
 * <pre>{@code
 * Buffered.in("bucket").prefix("logs")     // 6,000 flows, 60 s, streams of a day, 100,000 waiting
 * }</pre>
 */
public final class Buffered extends Configured<Store> {
    /** The bucket. */
    public static final Option<String> DIRNAME = Option.string("dirname")
            .mandatory()
            .check(text -> !text.isBlank(), "must not be empty")
            .check(KeyPart::isSafe, KeyPart.RULE)
            .doc("The bucket.");

    /** What object keys begin with. */
    public static final Option<String> FILENAME_PREFIX = Option.string("filename_prefix")
            .defaultValue("")
            .check(KeyPart::isSafe, KeyPart.RULE)
            .doc("What object keys begin with; an empty one leaves its '/'.");

    /** Records an object. */
    public static final Option<Integer> MAX_FLOWS_PER_OBJECT = Option.integer("max_flows_per_object")
            .defaultValue(6_000)
            .check(count -> count > 0, "must be positive (records)")
            .doc("As soon as so many records of a tag wait, they become an object.");

    /** Records that may wait. */
    public static final Option<Integer> MAX_FLOW_ARRAY_SIZE = Option.integer("max_flow_array_size")
            .defaultValue(100_000)
            .check(count -> count > 0, "must be positive (records)")
            .doc(
                    "At most so many records of a tag wait to be stored; over it the oldest are dropped, counted and logged.");

    /** Time an object. */
    public static final Option<Duration> MAX_SECONDS_PER_OBJECT = Option.seconds("max_seconds_per_object")
            .defaultValue(Duration.ofSeconds(60))
            .whenMissingInFile(Duration.ZERO, "missing, which means 0: every batch becomes an object of its own")
            .check(time -> !time.isNegative(), "must not be negative (seconds)")
            .doc("So long after a tag's last object, what waits becomes an object; 0: every batch is one.");

    /** Time a stream. */
    public static final Option<Duration> MAX_SECONDS_PER_STREAM = Option.seconds("max_seconds_per_stream")
            .defaultValue(Duration.ofSeconds(86_400))
            .whenMissingInFile(Duration.ZERO, "missing, which means 0: every object gets a stream of its own")
            .check(time -> !time.isNegative(), "must not be negative (seconds)")
            .doc("So long a stream lasts, which is the part of the key that groups a tag's objects; 0: one an object.");

    /** Bytes an object. */
    public static final Option<Long> MAX_BYTES_PER_OBJECT = Option.wholeNumber("max_bytes_per_object")
            .defaultValue(0L)
            .check(bytes -> bytes >= 0, "must not be negative (bytes)")
            .doc("From so many bytes on, before compression and estimated, an object is finished; 0: no such limit.");

    /** The stage type. */
    public static final StageType<Store> TYPE = StageType.store(
                    "buffered",
                    (settings, context) -> new BufferedStore(
                            new Streams(
                                    settings.get(DIRNAME),
                                    settings.get(FILENAME_PREFIX),
                                    settings.get(MAX_SECONDS_PER_STREAM),
                                    context.state()),
                            settings.get(MAX_FLOWS_PER_OBJECT),
                            settings.get(MAX_BYTES_PER_OBJECT),
                            settings.get(MAX_SECONDS_PER_OBJECT),
                            settings.get(MAX_FLOW_ARRAY_SIZE)),
                    DIRNAME,
                    FILENAME_PREFIX,
                    MAX_FLOWS_PER_OBJECT,
                    MAX_FLOW_ARRAY_SIZE,
                    MAX_SECONDS_PER_OBJECT,
                    MAX_SECONDS_PER_STREAM,
                    MAX_BYTES_PER_OBJECT)
            .doc("Collects a tag's records into objects by number, time and size.");

    private Buffered(Configured<Store> values) {
        super(values);
    }

    /** Objects in that bucket. */
    public static Buffered in(String bucket) {
        return new Buffered(TYPE.with(DIRNAME, bucket));
    }

    /** See {@link #FILENAME_PREFIX}. */
    public Buffered prefix(String prefix) {
        return new Buffered(with(FILENAME_PREFIX, prefix));
    }

    /** See {@link #MAX_FLOWS_PER_OBJECT}. */
    public Buffered maxFlowsPerObject(int records) {
        return new Buffered(with(MAX_FLOWS_PER_OBJECT, records));
    }

    /** See {@link #MAX_FLOW_ARRAY_SIZE}. */
    public Buffered maxFlowArraySize(int records) {
        return new Buffered(with(MAX_FLOW_ARRAY_SIZE, records));
    }

    /** See {@link #MAX_SECONDS_PER_OBJECT}. */
    public Buffered maxTimePerObject(Duration time) {
        return new Buffered(with(MAX_SECONDS_PER_OBJECT, time));
    }

    /** See {@link #MAX_SECONDS_PER_STREAM}. */
    public Buffered maxTimePerStream(Duration time) {
        return new Buffered(with(MAX_SECONDS_PER_STREAM, time));
    }

    /** See {@link #MAX_BYTES_PER_OBJECT}. */
    public Buffered maxBytesPerObject(long bytes) {
        return new Buffered(with(MAX_BYTES_PER_OBJECT, bytes));
    }
}
