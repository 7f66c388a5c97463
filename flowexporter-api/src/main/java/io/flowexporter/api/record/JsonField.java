package io.flowexporter.api.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes one field of a record as {@code ,"name":value}, or nothing where the field is left out. The comma is always
 * there: {@link JsonOutput#object} makes the first one the object's brace.
 */
@FunctionalInterface
interface JsonField<R> {
    void write(R record, JsonOutput out) throws IOException;

    static <R> JsonField<R> of(Field<R> field) {
        byte[] name = JsonText.key(field.name());
        // Java 17 has no switch over sealed types yet.
        if (field instanceof Field.Text<R> text) {
            return text(text, name);
        }
        if (field instanceof Field.Whole<R> whole) {
            return whole(whole, name);
        }
        if (field instanceof Field.WholeIfPresent<R> whole) {
            return wholeIfPresent(whole, name);
        }
        if (field instanceof Field.Decimal<R> decimal) {
            return decimal(decimal, name);
        }
        if (field instanceof Field.Bool<R> bool) {
            return bool(bool, name);
        }
        if (field instanceof Field.Nested<R, ?> nested) {
            return nested(nested, name);
        }
        if (field instanceof Field.Texts<R> texts) {
            return texts(texts, name);
        }
        if (field instanceof Field.TextList<R> texts) {
            return list(texts, name);
        }
        throw new IllegalArgumentException(
                "Cannot write field '" + field.name() + "': unknown kind " + field.getClass());
    }

    private static <R> JsonField<R> text(Field.Text<R> field, byte[] name) {
        return (record, out) -> {
            String value = present(field, field.value().apply(record));
            if (!(field.omitted() && value.isEmpty())) {
                out.write(name);
                out.text(value);
            }
        };
    }

    private static <R> JsonField<R> whole(Field.Whole<R> field, byte[] name) {
        return (record, out) -> {
            long value = field.value().applyAsLong(record);
            if (!(field.omitted() && value == 0)) {
                out.write(name);
                out.number(value);
            }
        };
    }

    private static <R> JsonField<R> wholeIfPresent(Field.WholeIfPresent<R> field, byte[] name) {
        return (record, out) -> {
            OptionalLong value = present(field, field.value().apply(record));
            if (value.isPresent()) {
                out.write(name);
                out.number(value.getAsLong());
            }
        };
    }

    private static <R> JsonField<R> decimal(Field.Decimal<R> field, byte[] name) {
        return (record, out) -> {
            double value = field.value().applyAsDouble(record);
            if (!Double.isFinite(value)) {
                throw new IOException("Cannot write field '" + field.name() + "': JSON has no number " + value);
            }
            if (!(field.omitted() && value == 0)) {
                out.write(name);
                out.write(Double.toString(value).getBytes(StandardCharsets.US_ASCII));
            }
        };
    }

    private static <R> JsonField<R> bool(Field.Bool<R> field, byte[] name) {
        byte[] yes = "true".getBytes(StandardCharsets.US_ASCII);
        byte[] no = "false".getBytes(StandardCharsets.US_ASCII);
        return (record, out) -> {
            boolean value = field.value().test(record);
            if (!(field.omitted() && !value)) {
                out.write(name);
                out.write(value ? yes : no);
            }
        };
    }

    private static <R, T> JsonField<R> nested(Field.Nested<R, T> field, byte[] name) {
        JsonObject<T> object = JsonObject.of(field.type());
        return (record, out) -> {
            Optional<T> value = present(field, field.value().apply(record));
            if (value.isPresent()) {
                out.write(name);
                object.write(value.get(), out);
            }
        };
    }

    private static <R> JsonField<R> texts(Field.Texts<R> field, byte[] name) {
        return (record, out) -> {
            Map<String, String> values = present(field, field.value().apply(record));
            if (field.omitted() && values.isEmpty()) {
                return;
            }
            out.write(name);
            out.write('{');
            int start = out.size();
            for (Map.Entry<String, String> entry : values.entrySet()) {
                if (out.size() > start) {
                    out.write(',');
                }
                out.text(present(field, entry.getKey()));
                out.write(':');
                out.text(present(field, entry.getValue()));
            }
            out.write('}');
        };
    }

    private static <R> JsonField<R> list(Field.TextList<R> field, byte[] name) {
        return (record, out) -> {
            List<String> values = present(field, field.value().apply(record));
            if (field.omitted() && values.isEmpty()) {
                return;
            }
            out.write(name);
            out.write('[');
            int start = out.size();
            for (String value : values) {
                if (out.size() > start) {
                    out.write(',');
                }
                out.text(present(field, value));
            }
            out.write(']');
        };
    }

    private static <V> V present(Field<?> field, V value) throws IOException {
        if (value == null) {
            throw new IOException("Cannot write field '" + field.name() + "': its value is null; give an empty one");
        }
        return value;
    }
}
