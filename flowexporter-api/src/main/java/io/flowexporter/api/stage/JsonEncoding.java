package io.flowexporter.api.stage;

import io.flowexporter.api.object.Envelope;
import io.flowexporter.api.object.Layout;
import io.flowexporter.api.record.JsonIndent;
import io.flowexporter.api.record.JsonRecords;
import io.flowexporter.api.record.JsonText;
import io.flowexporter.api.record.RecordType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * Records as a JSON array, or as an array inside the JSON object that an envelope describes; a newline at the end. For
 * encoders of all kinds of JSON objects.
 *
 * @param <R> the record
 */
public final class JsonEncoding<R> implements Encoding<R> {
    private static final byte[] COMMA = {','};

    private final JsonRecords<R> json;
    private final Layout layout;
    private final boolean pretty;
    private final byte[] beforeRecord;

    private JsonEncoding(RecordType<R> type, Layout layout, boolean pretty) {
        this.json = JsonRecords.of(type);
        this.layout = Objects.requireNonNull(layout, "layout");
        this.pretty = pretty;
        this.beforeRecord = newLine(recordDepth());
    }

    /** Without any white space but the newline at the end. */
    public static <R> JsonEncoding<R> compact(RecordType<R> type, Layout layout) {
        return new JsonEncoding<>(type, layout, false);
    }

    /** Indented by tabs, a blank behind each colon. */
    public static <R> JsonEncoding<R> pretty(RecordType<R> type, Layout layout) {
        return new JsonEncoding<>(type, layout, true);
    }

    /**
     * An encoding that puts an envelope of its own around the records and takes none from a storeheader, such as
     * {@code {"data":[…]}}.
     *
     * @throws IllegalStateException if this encoding's layout is bare
     */
    public Encoding<R> within(Envelope fixed) {
        if (layout == Layout.BARE) {
            throw new IllegalStateException("Cannot put an envelope around bare records: ask for " + Layout.ENVELOPED);
        }
        return new FixedEnvelope<>(this, fixed);
    }

    /**
     * Writes what stands before the first record.
     *
     * @throws IllegalArgumentException if the envelope has a place for the records and the layout is bare, or the reverse
     */
    @Override
    public void begin(Envelope envelope, OutputStream out) throws IOException {
        Optional<String> records = envelope.records();
        if (records.isPresent() != (layout == Layout.ENVELOPED)) {
            throw new IllegalArgumentException("Cannot begin an object: its layout is " + layout + ", but "
                    + (records.isPresent() ? "it got an envelope" : "it got no envelope"));
        }
        if (records.isPresent()) {
            out.write('{');
            for (Envelope.Field field : envelope.before()) {
                field(field, out);
                out.write(',');
            }
            name(records.get(), out);
        }
        out.write('[');
    }

    @Override
    public void record(R record, OutputStream out) throws IOException {
        if (pretty) {
            out.write(beforeRecord);
            json.write(record, new JsonIndent(out, recordDepth()));
        } else {
            json.write(record, out);
        }
    }

    @Override
    public byte[] separator() {
        return COMMA;
    }

    @Override
    public void end(Envelope envelope, OutputStream out) throws IOException {
        out.write(newLine(recordDepth() - 1));
        out.write(']');
        if (layout == Layout.ENVELOPED) {
            for (Envelope.Field field : envelope.after()) {
                out.write(',');
                field(field, out);
            }
            out.write(newLine(0));
            out.write('}');
        }
        out.write('\n');
    }

    private void field(Envelope.Field field, OutputStream out) throws IOException {
        name(field.name(), out);
        if (field instanceof Envelope.Text text) {
            out.write(JsonText.quoted(text.value()));
        } else if (field instanceof Envelope.Number number) {
            out.write(Long.toString(number.value()).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void name(String name, OutputStream out) throws IOException {
        out.write(newLine(1));
        out.write(JsonText.quoted(name));
        out.write(':');
        if (pretty) {
            out.write(' ');
        }
    }

    private int recordDepth() {
        return layout == Layout.ENVELOPED ? 2 : 1;
    }

    private byte[] newLine(int depth) {
        return (pretty ? '\n' + "\t".repeat(depth) : "").getBytes(StandardCharsets.US_ASCII);
    }

    private record FixedEnvelope<R>(JsonEncoding<R> json, Envelope fixed) implements Encoding<R> {
        @Override
        public void begin(Envelope envelope, OutputStream out) throws IOException {
            json.begin(fixed, out);
        }

        @Override
        public void record(R record, OutputStream out) throws IOException {
            json.record(record, out);
        }

        @Override
        public byte[] separator() {
            return json.separator();
        }

        @Override
        public void end(Envelope envelope, OutputStream out) throws IOException {
            json.end(fixed, out);
        }
    }
}
