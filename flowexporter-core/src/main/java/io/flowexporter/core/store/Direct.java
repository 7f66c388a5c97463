package io.flowexporter.core.store;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Store;
import java.time.Duration;

/** The store {@code direct}: each batch's records of one tag are an object of their own, written at once. */
public final class Direct extends Configured<Store> {
    /** The bucket. */
    public static final Option<String> DIRNAME = Option.string("dirname")
            .defaultValue("my_dirname")
            .check(text -> !text.isBlank(), "must not be empty")
            .check(KeyPart::isSafe, KeyPart.RULE)
            .doc("The bucket; the original has no such setting and this very name.");

    /** What object keys begin with. */
    public static final Option<String> FILENAME_PREFIX = Option.string("filename_prefix")
            .defaultValue("")
            .check(KeyPart::isSafe, KeyPart.RULE)
            .doc("What object keys begin with; an empty one leaves its '/'.");

    /** Time a stream. */
    public static final Option<Duration> MAX_SECONDS_PER_STREAM = Option.seconds("max_seconds_per_stream")
            .defaultValue(Duration.ofSeconds(86_400))
            .check(time -> !time.isNegative(), "must not be negative (seconds)")
            .doc("So long a stream lasts, which is the part of the key that groups a tag's objects; 0: one an object.");

    /** The stage type. */
    public static final StageType<Store> TYPE = StageType.store(
                    "direct",
                    (settings, context) -> new DirectStore(new Streams(
                            settings.get(DIRNAME),
                            settings.get(FILENAME_PREFIX),
                            settings.get(MAX_SECONDS_PER_STREAM),
                            context.state())),
                    DIRNAME,
                    FILENAME_PREFIX,
                    MAX_SECONDS_PER_STREAM)
            .doc("Makes each batch's records of one tag an object of their own.");

    private Direct(Configured<Store> values) {
        super(values);
    }

    /** Objects in that bucket. */
    public static Direct in(String bucket) {
        return new Direct(TYPE.with(DIRNAME, bucket));
    }

    /** See {@link #FILENAME_PREFIX}. */
    public Direct prefix(String prefix) {
        return new Direct(with(FILENAME_PREFIX, prefix));
    }

    /** See {@link #MAX_SECONDS_PER_STREAM}. */
    public Direct maxTimePerStream(Duration time) {
        return new Direct(with(MAX_SECONDS_PER_STREAM, time));
    }
}
