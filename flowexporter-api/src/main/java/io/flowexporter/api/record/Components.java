package io.flowexporter.api.record;

import io.flowexporter.api.flow.Tag;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Derives the fields of a plain Java record from its components. */
final class Components {
    private Components() {}

    static <R> List<Field<R>> of(Class<R> recordClass) {
        if (!recordClass.isRecord()) {
            throw new IllegalArgumentException("Cannot describe " + recordClass.getName()
                    + ": it is no Java record; give its fields, as in RecordType.of(Class, Field…)");
        }
        List<Field<R>> fields = new ArrayList<>();
        for (RecordComponent component : recordClass.getRecordComponents()) {
            fields.add(field(recordClass, component));
        }
        return List.copyOf(fields);
    }

    private static <R> Field<R> field(Class<R> owner, RecordComponent component) {
        String name = component.getName();
        Class<?> type = component.getType();
        Method accessor = accessor(owner, component);
        if (type == String.class || type.isEnum() || type == Tag.class || type == Instant.class) {
            return Field.text(name, record -> text(value(accessor, record)));
        }
        if (type == long.class || type == int.class || type == short.class || type == byte.class) {
            return Field.integer(name, record -> ((Number) value(accessor, record)).longValue());
        }
        if (type == Long.class || type == Integer.class || type == OptionalLong.class) {
            return Field.integerIfPresent(name, record -> whole(value(accessor, record)));
        }
        if (type == Duration.class) {
            return Field.integerIfPresent(name, record -> whole(value(accessor, record)));
        }
        if (type == double.class || type == float.class) {
            return Field.decimal(name, record -> ((Number) value(accessor, record)).doubleValue());
        }
        if (type == boolean.class) {
            return Field.bool(name, record -> (Boolean) value(accessor, record));
        }
        if (type == Map.class && arguments(component).equals(List.of(String.class, String.class))) {
            return Field.map(name, record -> texts(value(accessor, record)));
        }
        if (type == List.class && arguments(component).equals(List.of(String.class))) {
            return Field.list(name, record -> list(value(accessor, record)));
        }
        if (type == Optional.class && arguments(component).equals(List.of(String.class))) {
            return Field.<R>text(name, record -> text(value(accessor, record))).omitIfEmpty();
        }
        if (type == Optional.class && arguments(component).get(0) instanceof Class<?> inner && inner.isRecord()) {
            return nested(name, inner, accessor);
        }
        if (type.isRecord()) {
            return nested(name, type, accessor);
        }
        throw new IllegalArgumentException("Cannot describe " + owner.getName() + ": its component '" + name + "' is a "
                + component.getGenericType().getTypeName()
                + "; give the fields yourself, as in RecordType.of(Class, Field…)");
    }

    private static <R, T> Field<R> nested(String name, Class<T> type, Method accessor) {
        return Field.object(name, RecordType.of(type), record -> {
            Object value = value(accessor, record);
            return (value instanceof Optional<?> optional ? optional : Optional.ofNullable(value)).map(type::cast);
        });
    }

    private static List<Type> arguments(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType parameterized
                ? List.of(parameterized.getActualTypeArguments())
                : List.of(Object.class);
    }

    private static Method accessor(Class<?> owner, RecordComponent component) {
        Method accessor = component.getAccessor();
        if (!accessor.trySetAccessible()) {
            throw new IllegalArgumentException(
                    "Cannot describe " + owner.getName()
                            + ": it can't be read from here; make the record public, or open its package to io.flowexporter.api");
        }
        return accessor;
    }

    private static Object value(Method accessor, Object record) {
        try {
            return accessor.invoke(record);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Cannot read " + accessor, e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Cannot read " + accessor, e);
        }
    }

    private static String text(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? text(optional.get()) : "";
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        return value == null ? "" : value.toString();
    }

    private static OptionalLong whole(Object value) {
        if (value instanceof OptionalLong optional) {
            return optional;
        }
        if (value instanceof Duration duration) {
            return OptionalLong.of(duration.toMillis());
        }
        return value == null ? OptionalLong.empty() : OptionalLong.of(((Number) value).longValue());
    }

    private static Map<String, String> texts(Object value) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (value != null) {
            ((Map<?, ?>) value).forEach((key, text) -> texts.put(text(key), text(text)));
        }
        return texts;
    }

    private static List<String> list(Object value) {
        return value == null
                ? List.of()
                : ((List<?>) value).stream().map(Components::text).toList();
    }
}
