package io.flowexporter.api.record;

import java.io.IOException;

/** Writes records of a type as JSON objects: by the type's ready form if it has one, else field by field. */
@FunctionalInterface
interface JsonObject<R> {
    void write(R record, JsonOutput out) throws IOException;

    static <R> JsonObject<R> of(RecordType<R> type) {
        if (type.json().isPresent()) {
            return type.json().get()::write;
        }
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type can't be made otherwise
        JsonField<R>[] fields = type.fields().stream().map(JsonField::of).toArray(JsonField[]::new);
        return (record, out) -> {
            int start = out.size();
            for (JsonField<R> field : fields) {
                field.write(record, out);
            }
            out.object(start);
        };
    }
}
