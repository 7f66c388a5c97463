package io.flowexporter.vpclogs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowexporter.api.StageSpec;
import io.flowexporter.api.object.Envelope;
import io.flowexporter.api.object.Layout;
import io.flowexporter.api.record.JsonRecords;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.api.stage.Encoding;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.testkit.TestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Records as encoders write them. */
final class Written {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Written() {}

    /** The type of the records that a transform makes with its settings. */
    @SuppressWarnings("unchecked") // a transform of R produces R
    static <R> RecordType<R> type(StageSpec<? extends Transform<R>> spec) {
        return (RecordType<R>) spec.produces().orElseThrow();
    }

    static <R> ObjectNode json(RecordType<R> type, R record) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            JsonRecords.of(type).write(record, out);
            JsonNode node = JSON.readTree(out.toByteArray());
            return (ObjectNode) node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A whole object without a header. */
    static <R> String object(StageSpec<? extends Encoder<? super R>> encoder, RecordType<R> type, List<R> records) {
        try {
            Encoding<R> encoding = encoding(encoder.create(new TestContext()), type);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            encoding.begin(Envelope.none(), out);
            for (int i = 0; i < records.size(); i++) {
                if (i > 0) {
                    out.write(encoding.separator());
                }
                encoding.record(records.get(i), out);
            }
            encoding.end(Envelope.none(), out);
            return out.toString(StandardCharsets.UTF_8);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static <E, R extends E> Encoding<R> encoding(Encoder<E> encoder, RecordType<R> type) {
        return encoder.encoding(type, Layout.BARE);
    }
}
