package io.flowexporter.examples;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The objects of a bucket by key, read by parsers that are not ours. Immutable. */
final class StoredObjects {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Map<String, byte[]> contents;

    StoredObjects(Map<String, byte[]> contents) {
        this.contents = new TreeMap<>(contents);
    }

    /** All files of that directory; none if there is no such directory. */
    static StoredObjects in(Path bucket) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        if (Files.isDirectory(bucket)) {
            try (Stream<Path> files = Files.walk(bucket)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    contents.put(bucket.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        }
        return new StoredObjects(contents);
    }

    List<String> keys() {
        return List.copyOf(contents.keySet());
    }

    long bytes() {
        return contents.values().stream().mapToLong(content -> content.length).sum();
    }

    /** Their texts, expanded by what their keys say. */
    List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Map.Entry<String, byte[]> object : contents.entrySet()) {
            InputStream stored = new ByteArrayInputStream(object.getValue());
            try (InputStream plain = expanded(object.getKey(), stored)) {
                texts.add(new String(plain.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private static InputStream expanded(String key, InputStream stored) throws IOException {
        if (key.endsWith(".gz")) {
            return new GZIPInputStream(stored);
        }
        return key.endsWith(".zst") ? new ZstdInputStream(stored) : stored;
    }

    /** The objects as JSON. */
    List<JsonNode> json() throws IOException {
        List<JsonNode> parsed = new ArrayList<>();
        for (String text : texts()) {
            parsed.add(JSON.readTree(text));
        }
        return parsed;
    }

    /** The elements of JSON arrays, their fields as texts by name. */
    static List<Map<String, String>> records(List<JsonNode> arrays) {
        List<Map<String, String>> records = new ArrayList<>();
        for (JsonNode array : arrays) {
            if (!array.isArray()) {
                throw new IllegalArgumentException("This is no array of records: " + array);
            }
            for (JsonNode element : array) {
                Map<String, String> fields = new LinkedHashMap<>();
                element.properties()
                        .forEach(field -> fields.put(
                                field.getKey(),
                                field.getValue().isValueNode()
                                        ? field.getValue().asText()
                                        : field.getValue().toString()));
                records.add(fields);
            }
        }
        return records;
    }

    /** The rows of CSV objects by the names in their first rows. */
    List<Map<String, String>> csv() throws IOException {
        List<Map<String, String>> records = new ArrayList<>();
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().get();
        for (String text : texts()) {
            try (CSVParser parser = CSVParser.parse(text, format)) {
                for (CSVRecord row : parser) {
                    if (!row.isConsistent()) {
                        throw new IllegalArgumentException("A row has not as many values as the header: " + row);
                    }
                    records.add(row.toMap());
                }
            }
        }
        return records;
    }

    /** Lines of values between blanks by the names in the first lines. */
    List<Map<String, String>> blankSeparated() throws IOException {
        List<Map<String, String>> records = new ArrayList<>();
        for (String text : texts()) {
            List<String> lines = text.lines().toList();
            String[] names = lines.get(0).split(" ", -1);
            for (String line : lines.subList(1, lines.size())) {
                String[] values = line.split(" ", -1);
                if (values.length != names.length) {
                    throw new IllegalArgumentException("A line has not as many values as the first: " + line);
                }
                Map<String, String> fields = new LinkedHashMap<>();
                for (int i = 0; i < names.length; i++) {
                    fields.put(names[i], values[i]);
                }
                records.add(fields);
            }
        }
        return records;
    }
}
