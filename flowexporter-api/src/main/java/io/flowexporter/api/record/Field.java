package io.flowexporter.api.record;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * One field of a record: its name, how to get its value, and whether it is left out when empty ("", 0, false, an empty
 * map or list). The functions must not return null. Immutable.
 *
 * @param <R> the record
 */
public sealed interface Field<R> {
    /** The field's name, as it stands in JSON and in the header of CSV. */
    String name();

    /** Whether JSON leaves the field out when its value is empty. */
    boolean omitted();

    /** The same field, left out when empty. */
    Field<R> omitIfEmpty();

    /** A field of text. */
    static <R> Field<R> text(String name, Function<? super R, String> value) {
        return new Text<>(name, false, value);
    }

    /** A field of a whole number. */
    static <R> Field<R> integer(String name, ToLongFunction<? super R> value) {
        return new Whole<>(name, false, value);
    }

    /** A field of a whole number that a record may not have; left out then. */
    static <R> Field<R> integerIfPresent(String name, Function<? super R, OptionalLong> value) {
        return new WholeIfPresent<>(name, value);
    }

    /** A field of a finite decimal number. */
    static <R> Field<R> decimal(String name, ToDoubleFunction<? super R> value) {
        return new Decimal<>(name, false, value);
    }

    /** A field that is true or false. */
    static <R> Field<R> bool(String name, Predicate<? super R> value) {
        return new Bool<>(name, false, value);
    }

    /** A field that is an object of its own, left out when absent. */
    static <R, T> Field<R> object(String name, RecordType<T> type, Function<? super R, Optional<T>> value) {
        return new Nested<>(name, type, value);
    }

    /** A field of texts by name; the map's order is kept. */
    static <R> Field<R> map(String name, Function<? super R, Map<String, String>> value) {
        return new Texts<>(name, false, value);
    }

    /** A field of several texts. */
    static <R> Field<R> list(String name, Function<? super R, List<String>> value) {
        return new TextList<>(name, false, value);
    }

    /** See {@link Field#text}. */
    record Text<R>(String name, boolean omitted, Function<? super R, String> value) implements Field<R> {
        public Text {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }

        @Override
        public Field<R> omitIfEmpty() {
            return new Text<>(name, true, value);
        }
    }

    /** See {@link Field#integer}. */
    record Whole<R>(String name, boolean omitted, ToLongFunction<? super R> value) implements Field<R> {
        public Whole {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }

        @Override
        public Field<R> omitIfEmpty() {
            return new Whole<>(name, true, value);
        }
    }

    /** See {@link Field#integerIfPresent}. */
    record WholeIfPresent<R>(String name, Function<? super R, OptionalLong> value) implements Field<R> {
        public WholeIfPresent {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }

        @Override
        public boolean omitted() {
            return true;
        }

        @Override
        public Field<R> omitIfEmpty() {
            return this;
        }
    }

    /** See {@link Field#decimal}. */
    record Decimal<R>(String name, boolean omitted, ToDoubleFunction<? super R> value) implements Field<R> {
        public Decimal {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }

        @Override
        public Field<R> omitIfEmpty() {
            return new Decimal<>(name, true, value);
        }
    }

    /** See {@link Field#bool}. */
    record Bool<R>(String name, boolean omitted, Predicate<? super R> value) implements Field<R> {
        public Bool {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }

        @Override
        public Field<R> omitIfEmpty() {
            return new Bool<>(name, true, value);
        }
    }

    /** See {@link Field#object}. */
    record Nested<R, T>(String name, RecordType<T> type, Function<? super R, Optional<T>> value) implements Field<R> {
        public Nested {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(value, "value");
        }

        @Override
        public boolean omitted() {
            return true;
        }

        @Override
        public Field<R> omitIfEmpty() {
            return this;
        }
    }

    /** See {@link Field#map}. */
    record Texts<R>(String name, boolean omitted, Function<? super R, Map<String, String>> value) implements Field<R> {
        public Texts {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }

        @Override
        public Field<R> omitIfEmpty() {
            return new Texts<>(name, true, value);
        }
    }

    /** See {@link Field#list}. */
    record TextList<R>(String name, boolean omitted, Function<? super R, List<String>> value) implements Field<R> {
        public TextList {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }

        @Override
        public Field<R> omitIfEmpty() {
            return new TextList<>(name, true, value);
        }
    }
}
