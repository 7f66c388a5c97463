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
 * Lines of values separated by blanks. Every line has as many values as the header, since readers refuse others: a value
 * that is empty becomes {@code -}, and what would end a value (blanks, control characters) is percent-encoded.
 *
 * @param <R> the record
 */
final class AwsTextEncoding<R> implements Encoding<R> {
    private static final byte[] NOTHING = {};
    private static final String ABSENT = "-";

    private final List<Field.Text<R>> fields;
    private final byte[] header;

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
        StringBuilder line = new StringBuilder(160);
        for (Field.Text<R> field : fields) {
            if (line.length() > 0) {
                line.append(' ');
            }
            append(field.value().apply(record), line);
        }
        out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void append(String value, StringBuilder line) {
        if (value.isEmpty()) {
            line.append(ABSENT);
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (separates(c)) {
                for (byte each : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
                    line.append('%').append(String.format("%02X", each));
                }
            } else {
                line.append(c);
            }
        }
    }

    private static boolean separates(char c) {
        return c == '%' || Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
    }

    @Override
    public byte[] separator() {
        return NOTHING;
    }

    @Override
    public void end(Envelope envelope, OutputStream out) {}
}
