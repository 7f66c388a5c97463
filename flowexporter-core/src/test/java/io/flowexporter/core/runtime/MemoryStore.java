package io.flowexporter.core.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.object.KeyTakenException;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A store in memory that can be made to fail, to be slow, and that never replaces an object. */
final class MemoryStore implements ObjectWriter {
    private final Map<String, byte[]> objects = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, ObjectInfo> infos = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<String> attempts = Collections.synchronizedList(new ArrayList<>());
    private volatile Fault fault = object -> {};
    private volatile boolean closed;

    interface Fault {
        void before(StoredObject object) throws IOException, InterruptedException;
    }

    MemoryStore fault(Fault before) {
        fault = before;
        return this;
    }

    @Override
    public void write(StoredObject object) throws IOException, InterruptedException {
        String key = object.info().toString();
        attempts.add(key);
        fault.before(object);
        try (InputStream in = object.open()) {
            byte[] bytes = in.readAllBytes();
            byte[] there = objects.putIfAbsent(key, bytes);
            if (there != null && !Arrays.equals(there, bytes)) {
                throw new KeyTakenException("There is an object under " + key);
            }
        }
        infos.put(key, object.info());
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Forgets all objects. */
    void clear() {
        objects.clear();
        infos.clear();
    }

    boolean isClosed() {
        return closed;
    }

    List<String> keys() {
        return List.copyOf(objects.keySet());
    }

    List<String> attempts() {
        return List.copyOf(attempts);
    }

    Map<String, ObjectInfo> infos() {
        return Map.copyOf(infos);
    }

    byte[] bytes(String key) {
        return objects.get(key);
    }

    /** All records of all objects, in the order of writing. */
    List<JsonNode> records() {
        List<JsonNode> records = new ArrayList<>();
        infos.keySet().stream().toList().forEach(key -> json(key).forEach(records::add));
        return records;
    }

    List<JsonNode> recordsUnder(String prefix) {
        List<JsonNode> records = new ArrayList<>();
        objects.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .forEach(key -> json(key).forEach(records::add));
        return records;
    }

    JsonNode json(String key) {
        try (InputStream in = content(key)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(key, e);
        }
    }

    private InputStream content(String key) throws IOException {
        InputStream raw = new ByteArrayInputStream(objects.get(key));
        return key.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
    }
}
