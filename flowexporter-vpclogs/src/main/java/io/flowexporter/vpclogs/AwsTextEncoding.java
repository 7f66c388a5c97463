package io.flowexporter.vpclogs;

import io.flowexporter.api.object.Envelope;
import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Encoding;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lines of values separated by blanks. Every line has as many values as the header, since readers refuse others.
 *
 * @param <R> the record
 */
final class AwsTextEncoding<R> implements Encoding<R> {
    private static final byte[] NOTHING = {};

    private final List<Field.Text<R>> fields;
    private final byte[] header;
    private final ThreadLocal<AwsLine> lines = ThreadLocal.withInitial(AwsLine::new);

    private AwsTextEncoding(List<Field.Text<R>> fields) {
        this.fields = fields;
        this.header = (fields.stream().map(Field::name).collect(Collectors.joining(" ")) + '\n')
                .getBytes(StandardCharsets.UTF_8);
    }

    static <R> AwsTextEncoding<R> of(RecordType<R> type) {
        return new AwsTextEncoding<>(
                type.fields().stream().map(AwsTextEncoding::text).toList());
    }

    private static <R> Field.Text<R> text(Field<R> field) {
        if (field instanceof Field.Text<R> text) {
            return text;
        }
        throw new IllegalArgumentException("Cannot write field '" + field.name() + "': it is no text");
    }

    @Override
    public void begin(Envelope envelope, OutputStream out) throws IOException {
        out.write(header);
    }

    @Override
    public void record(R record, OutputStream out) throws IOException {
        AwsLine line = lines.get();
        line.begin();
        for (Field.Text<R> field : fields) {
            line.value(field.value().apply(record));
        }
        line.end(out);
    }

    @Override
    public byte[] separator() {
        return NOTHING;
    }

    @Override
    public void end(Envelope envelope, OutputStream out) {}
}
