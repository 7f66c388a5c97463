package io.flowexporter.core.encode;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.RecordType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The columns of a type's records, objects inside them flattened.
 *
 * @param <R> the record
 */
final class CsvColumns<R> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> names;
    private final List<Cells<R>> cells;

    private CsvColumns(List<String> names, List<Cells<R>> cells) {
        this.names = List.copyOf(names);
        this.cells = List.copyOf(cells);
    }

    /** Adds the cells of one field to a row. */
    @FunctionalInterface
    private interface Cells<R> {
        void write(R record, CsvRow row) throws IOException;
    }

    static <R> CsvColumns<R> of(RecordType<R> type) {
        List<String> names = new ArrayList<>();
        List<Cells<R>> cells = new ArrayList<>();
        for (Field<R> field : type.fields()) {
            if (field instanceof Field.Nested<R, ?> nested) {
                cells.add(nested(nested, names));
            } else {
                names.add(field.name());
                cells.add(cell(field));
            }
        }
        return new CsvColumns<>(names, cells);
    }

    List<String> names() {
        return names;
    }

    void write(R record, CsvRow row) throws IOException {
        for (Cells<R> field : cells) {
            field.write(record, row);
        }
    }

    private static <R, T> Cells<R> nested(Field.Nested<R, T> field, List<String> names) {
        CsvColumns<T> inner = of(field.type());
        inner.names.forEach(name -> names.add(field.name() + '.' + name));
        return (record, row) -> {
            Optional<T> value = present(field, field.value().apply(record));
            if (value.isPresent()) {
                inner.write(value.get(), row);
            } else {
                row.empty(inner.names.size());
            }
        };
    }

    private static <R> Cells<R> cell(Field<R> field) {
        if (field instanceof Field.Text<R> text) {
            return (record, row) -> row.text(present(field, text.value().apply(record)));
        }
        if (field instanceof Field.Whole<R> whole) {
            return (record, row) -> {
                long value = whole.value().applyAsLong(record);
                if (whole.omitted() && value == 0) {
                    row.empty(1);
                } else {
                    row.number(value);
                }
            };
        }
        if (field instanceof Field.WholeIfPresent<R> whole) {
            return (record, row) -> {
                OptionalLong value = present(field, whole.value().apply(record));
                if (value.isPresent()) {
                    row.number(value.getAsLong());
                } else {
                    row.empty(1);
                }
            };
        }
        if (field instanceof Field.Decimal<R> decimal) {
            return (record, row) -> decimal(decimal, decimal.value().applyAsDouble(record), row);
        }
        if (field instanceof Field.Bool<R> bool) {
            return (record, row) -> {
                boolean value = bool.value().test(record);
                if (bool.omitted() && !value) {
                    row.empty(1);
                } else {
                    row.plain(Boolean.toString(value));
                }
            };
        }
        if (field instanceof Field.Texts<R> texts) {
            return (record, row) -> {
                Map<String, String> values = present(field, texts.value().apply(record));
                json(texts.omitted() && values.isEmpty(), values, row);
            };
        }
        if (field instanceof Field.TextList<R> texts) {
            return (record, row) -> {
                List<String> values = present(field, texts.value().apply(record));
                json(texts.omitted() && values.isEmpty(), values, row);
            };
        }
        throw new IllegalArgumentException(
                "Cannot write field '" + field.name() + "': unknown kind " + field.getClass());
    }

    private static void decimal(Field.Decimal<?> field, double value, CsvRow row) throws IOException {
        if (!Double.isFinite(value)) {
            throw new IOException("Cannot write field '" + field.name() + "': " + value + " is no finite number");
        }
        if (field.omitted() && value == 0) {
            row.empty(1);
        } else {
            row.plain(Double.toString(value));
        }
    }

    private static void json(boolean leftOut, Object value, CsvRow row) throws IOException {
        row.text(leftOut ? "" : JSON.writeValueAsString(value));
    }

    private static <V> V present(Field<?> field, V value) throws IOException {
        if (value == null) {
            throw new IOException("Cannot write field '" + field.name() + "': its value is null; give an empty one");
        }
        return value;
    }
}
