package io.flowexporter.api.record;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes records of one type as compact JSON in UTF-8. What to write is worked out once, when it is made. Safe for use
 * by several threads at once.
 *
 * @param <R> the record
 */
public final class JsonRecords<R> {
    private static final int USUAL_RECORD = 2 * 1024;
    private static final int LARGEST_KEPT = 64 * 1024;

    private final JsonObject<R> object;
    // A buffer a thread: handing one around between threads would cost more than writing a record into it.
    private final ThreadLocal<JsonOutput> buffers = ThreadLocal.withInitial(() -> new JsonOutput(USUAL_RECORD));

    private JsonRecords(JsonObject<R> object) {
        this.object = object;
    }

    /** For records of that type: by its {@linkplain RecordType#json() ready form}, if it has one, else by its fields. */
    public static <R> JsonRecords<R> of(RecordType<R> type) {
        return new JsonRecords<>(JsonObject.of(type));
    }

    /**
     * Writes a record as one JSON object, in one piece: what fails writes nothing.
     *
     * @throws IOException if a value can't be written (null, or a number that is not finite), or {@code out} throws
     */
    public void write(R record, OutputStream out) throws IOException {
        JsonOutput buffer = buffers.get();
        buffer.clear();
        object.write(record, buffer);
        buffer.writeTo(out);
        if (buffer.capacity() > LARGEST_KEPT) {
            buffers.remove();
        }
    }

    /**
     * The same into a record that is being written, for a ready form that has parts of it written by others.
     *
     * @throws IOException if a value can't be written
     */
    public void write(R record, JsonOutput out) throws IOException {
        object.write(record, out);
    }
}
