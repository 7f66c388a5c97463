package io.flowexporter.core.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A value of a configuration file, as it was written. Immutable. */
sealed interface YamlValue {
    /** The line of its key, from 1; 0 when it is in no file. */
    int line();

    /** The value as {@link io.flowexporter.api.Option#parse} takes it. */
    Object raw();

    /** What it looks like, for messages. */
    String described();

    /** A key without a value, or one that is null: nothing is given. */
    record Nothing(int line) implements YamlValue {
        @Override
        public Object raw() {
            return "";
        }

        @Override
        public String described() {
            return "nothing";
        }
    }

    /**
     * A scalar. Its type is found by the option that reads it, so that {@code 0123} stays a password.
     *
     * @param origin the environment variable that it comes from; "" for the file
     */
    record Text(int line, String text, String origin) implements YamlValue {
        @Override
        public Object raw() {
            return text;
        }

        @Override
        public String described() {
            return "'" + text + "'";
        }
    }

    /** A list. */
    record Items(int line, List<YamlValue> values) implements YamlValue {
        public Items {
            values = List.copyOf(values);
        }

        @Override
        public Object raw() {
            List<Object> raws = new ArrayList<>();
            values.stream().filter(value -> !(value instanceof Nothing)).forEach(value -> raws.add(value.raw()));
            return raws;
        }

        @Override
        public String described() {
            return "a list";
        }
    }

    /** Keys with values, in the order of the file. */
    record Section(int line, Map<String, YamlValue> values) implements YamlValue {
        public Section {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        /** The value of a key; the original does not tell upper from lower case in keys. */
        Optional<YamlValue> find(String key) {
            YamlValue exact = values.get(key);
            if (exact != null) {
                return Optional.of(exact);
            }
            return values.entrySet().stream()
                    .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals(key))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }

        @Override
        public Object raw() {
            Map<String, Object> raws = new LinkedHashMap<>();
            values.forEach((key, value) -> raws.put(key, value.raw()));
            return raws;
        }

        @Override
        public String described() {
            return "a map";
        }
    }
}
