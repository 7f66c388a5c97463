package io.flowexporter.api.record;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a kind of record consists of: its fields, in the order that every encoder writes them. Immutable.
 *
 * @param <R> the record
 */
public final class RecordType<R> {
    private final Class<R> recordClass;
    private final List<Field<R>> fields;
    private final Optional<JsonForm<R>> json;

    private RecordType(Class<R> recordClass, List<Field<R>> fields, Optional<JsonForm<R>> json) {
        this.recordClass = recordClass;
        this.fields = fields;
        this.json = json;
    }

    /**
     * A ready JSON form of a record.
     *
     * @param <R> the record
     */
    @FunctionalInterface
    public interface JsonForm<R> {
        /**
         * Writes the record as one compact JSON object in UTF-8. Called by several threads at once, each with an
         * {@code out} of its own.
         *
         * @throws IOException if the record can't be written
         */
        void write(R record, JsonOutput out) throws IOException;
    }

    /**
     * A type with those fields.
     *
     * @throws IllegalArgumentException if there is none, or two of one name
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is copied and not written to
    public static <R> RecordType<R> of(Class<R> recordClass, Field<R>... fields) {
        return of(recordClass, List.of(fields));
    }

    /**
     * A type with those fields, for those that are worked out.
     *
     * @throws IllegalArgumentException if there is none, or two of one name
     */
    public static <R> RecordType<R> of(Class<R> recordClass, List<Field<R>> fields) {
        return new RecordType<>(
                Objects.requireNonNull(recordClass, "recordClass"),
                checked(recordClass, List.copyOf(fields)),
                Optional.empty());
    }

    /**
     * The type of a plain Java record: a field for each component, by its name and in its order. Components may be
     * strings, enums, whole and decimal numbers, booleans, {@code Optional} strings and records, {@code OptionalLong},
     * {@code Instant}, {@code Duration} (ms), tags, {@code Map<String, String>}, {@code List<String>} and other such
     * records. A null value counts as empty.
     *
     * @throws IllegalArgumentException if the class is no record, or names a component that can't be written
     */
    public static <R> RecordType<R> of(Class<R> recordClass) {
        return of(Objects.requireNonNull(recordClass, "recordClass"), Components.of(recordClass));
    }

    private static <R> List<Field<R>> checked(Class<R> recordClass, List<Field<R>> fields) {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("Cannot describe " + recordClass.getName() + ": it has no fields");
        }
        Set<String> names = new HashSet<>();
        for (Field<R> field : fields) {
            if (!names.add(field.name())) {
                throw new IllegalArgumentException(
                        "Cannot describe " + recordClass.getName() + ": two fields are named '" + field.name() + "'");
            }
        }
        return fields;
    }

    /** The same type with a JSON form that is quicker, or richer, than one field after the other. */
    public RecordType<R> withJson(JsonForm<R> form) {
        return new RecordType<>(recordClass, fields, Optional.of(form));
    }

    /** The class of the records. */
    public Class<R> recordClass() {
        return recordClass;
    }

    /** The fields, in order; unmodifiable. */
    public List<Field<R>> fields() {
        return fields;
    }

    /** The ready JSON form, if there is one. */
    public Optional<JsonForm<R>> json() {
        return json;
    }

    /** The simple name of the record's class. */
    @Override
    public String toString() {
        return recordClass.getSimpleName();
    }
}
