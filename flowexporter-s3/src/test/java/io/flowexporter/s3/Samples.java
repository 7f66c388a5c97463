package io.flowexporter.s3;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What several tests need. */
final class Samples {
    static final String BUCKET = "bucket";
    static final String KEY = "logs/internal/20261123T100000Z/00000000.zst";

    private Samples() {}

    /** An object in two pieces. (Not gzip: WireMock would unpack it to look into it.) */
    static StoredObject object(String key, String text) {
        ObjectInfo info = ObjectInfo.at(BUCKET, key, Tag.of("internal"))
                .records(3)
                .covers(Instant.ofEpochMilli(1_000), Instant.ofEpochMilli(61_000))
                .content("application/json", "zstd")
                .build();
        return object(info, text);
    }

    static StoredObject object(ObjectInfo info, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int middle = bytes.length / 2;
        return StoredObject.of(
                info, List.of(Arrays.copyOfRange(bytes, 0, middle), Arrays.copyOfRange(bytes, middle, bytes.length)));
    }

    /** An ETag header as S3 gives it. */
    static String etag(String text) throws Exception {
        return '"'
                + HexFormat.of()
                        .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)))
                + '"';
    }

    /** A writer, made as the pipeline makes it, and started. */
    static ObjectWriter started(Configured<ObjectWriter> settings, StageContext context) throws Exception {
        ObjectWriter writer = settings.create(context);
        writer.start();
        return writer;
    }

    /** The same, but it knows already that the store refuses to replace objects. */
    static ObjectWriter trusting(Configured<ObjectWriter> settings, StageContext context) throws Exception {
        return impatient(settings, context, Duration.ofSeconds(30));
    }

    /** The same with another limit for requests. */
    static ObjectWriter impatient(Configured<ObjectWriter> settings, StageContext context, Duration patience)
            throws Exception {
        StageType<ObjectWriter> type = StageType.write(
                "s3",
                (values, surroundings) ->
                        new S3Writer(new Setup(values, surroundings, patience), surroundings, Guard.working()),
                S3.TYPE.options().toArray(Option<?>[]::new));
        Configured<ObjectWriter> same = type.configured();
        for (Map.Entry<Option<?>, Object> value : settings.values().entrySet()) {
            same = copied(value.getKey(), value.getValue(), same);
        }
        return started(same, context);
    }

    @SuppressWarnings("unchecked") // the value stood under the same option
    private static <T> Configured<ObjectWriter> copied(Option<T> option, Object value, Configured<ObjectWriter> to) {
        return to.with(option, (T) value);
    }

    /** All that an exception can show. */
    static String shown(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
