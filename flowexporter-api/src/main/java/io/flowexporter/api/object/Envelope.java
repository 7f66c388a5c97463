package io.flowexporter.api.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The fields around an object's records, in order, and the name of the field that the records are in. Immutable. */
public final class Envelope {
    private static final Envelope NONE = new Envelope(List.of(), Optional.empty(), List.of());

    private final List<Field> before;
    private final Optional<String> records;
    private final List<Field> after;

    private Envelope(List<Field> before, Optional<String> records, List<Field> after) {
        this.before = before;
        this.records = records;
        this.after = after;
    }

    /** A field of an envelope. */
    public sealed interface Field {
        /** The field's name. */
        String name();
    }

    /** A field that holds text. */
    public record Text(String name, String value) implements Field {
        public Text {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }
    }

    /** A field that holds a whole number. */
    public record Number(String name, long value) implements Field {
        public Number {
            Objects.requireNonNull(name, "name");
        }
    }

    /** No envelope: the records stand bare. */
    public static Envelope none() {
        return NONE;
    }

    /**
     * An envelope.
     *
     * @param before the fields before the records
     * @param records the name of the field that holds the records
     * @param after the fields behind them
     */
    public static Envelope of(List<Field> before, String records, List<Field> after) {
        return new Envelope(List.copyOf(before), Optional.of(records), List.copyOf(after));
    }

    /** An envelope whose fields, the records' among them, stand in alphabetical order. */
    public static Envelope sorted(List<Field> fields, String records) {
        List<Field> before = new ArrayList<>();
        List<Field> after = new ArrayList<>();
        fields.stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .forEach(field -> (field.name().compareTo(records) < 0 ? before : after).add(field));
        return of(before, records, after);
    }

    /** The fields before the records; unmodifiable. */
    public List<Field> before() {
        return before;
    }

    /** The name of the field that holds the records; empty for {@link #none()}. */
    public Optional<String> records() {
        return records;
    }

    /** The fields behind the records; unmodifiable. */
    public List<Field> after() {
        return after;
    }
}
