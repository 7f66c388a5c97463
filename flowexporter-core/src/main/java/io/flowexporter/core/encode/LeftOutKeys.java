package io.flowexporter.core.encode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.flowexporter.api.Meters;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.JsonRecords;
import io.flowexporter.api.record.RecordType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Notices the keys of flows that this version does not know: columns come from the declaration, so their values are left
 * out. Each key is logged and counted once. Looking costs three times as much as making the row, so of many records only
 * some are looked at: all at first, then one in {@value #ONE_IN}.
 */
final class LeftOutKeys {
    private static final JsonFactory JSON = new JsonFactory();
    // Keys come from outside: neither the log nor this set may grow with whatever is sent.
    private static final int MOST_KEYS = 100;
    private static final int LONGEST_NAME = 100;
    private static final int AT_FIRST = 1_000;
    private static final int ONE_IN = 64;

    private final Set<String> noticed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger records = new AtomicInteger();
    private final Logger logger;
    private final Meters.Counter counter;

    LeftOutKeys(Logger logger, Meters.Counter counter) {
        this.logger = logger;
        this.counter = counter;
    }

    /**
     * Looks at records.
     *
     * @param <R> the record
     */
    @FunctionalInterface
    interface Watch<R> {
        void look(R record) throws IOException;
    }

    /** What looks at the records of that type: it does nothing if they have no more than their fields. */
    <R> Watch<R> watching(RecordType<R> type) {
        // The ready form of other records says the same as their fields, if under other names (AWS flow logs).
        if (type.json().isEmpty() || !Flow.class.isAssignableFrom(type.recordClass())) {
            return record -> {};
        }
        JsonRecords<R> form = JsonRecords.of(type);
        Known known = Known.of(type);
        return record -> {
            if (due() && noticed.size() < MOST_KEYS) {
                ByteArrayOutputStream json = new ByteArrayOutputStream(1024);
                form.write(record, json);
                look(json.toByteArray(), known, type);
            }
        };
    }

    private boolean due() {
        int record = records.getAndIncrement();
        return record >= 0 && record < AT_FIRST || record % ONE_IN == 0;
    }

    private void look(byte[] json, Known known, RecordType<?> type) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                look(parser, known, "", type);
            }
        } catch (JsonProcessingException e) {
            // A row is made of the fields, whatever the ready form is like.
            logger.log(Logger.Level.DEBUG, "Cannot look for unknown keys: the JSON of a {0} can't be read", type);
        }
    }

    private void look(JsonParser parser, Known known, String path, RecordType<?> type) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Known inner = known.inner().get(name);
            if (inner == null) {
                notice(path + name, type);
            }
            if (parser.nextToken() == JsonToken.START_OBJECT
                    && inner != null
                    && !inner.inner().isEmpty()) {
                look(parser, inner, path + name + '.', type);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void notice(String path, RecordType<?> type) {
        String key = path.substring(0, Math.min(path.length(), LONGEST_NAME)).replaceAll("\\p{C}", "?");
        if (noticed.size() < MOST_KEYS && noticed.add(key)) {
            counter.add(1);
            logger.log(
                    Logger.Level.WARNING,
                    "CSV leaves out key ''{0}'' of {1} records, since no column was declared for it; encode json keeps it",
                    key,
                    type);
        }
    }

    /**
     * What is known of a key.
     *
     * @param inner the keys inside it; none if it holds no object with declared fields
     */
    private record Known(Map<String, Known> inner) {
        private static final Known VALUE = new Known(Map.of());

        static Known of(RecordType<?> type) {
            Map<String, Known> inner = new HashMap<>();
            for (Field<?> field : type.fields()) {
                inner.put(field.name(), field instanceof Field.Nested<?, ?> nested ? of(nested.type()) : VALUE);
            }
            return new Known(Map.copyOf(inner));
        }
    }
}
