package io.flowexporter.core.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bytes written: in all, and last. Times are ms since 1970.
 *
 * @param start when the count began
 * @param end when it was last added to
 * @param bytes how many there are in all
 * @param currentStart when the last bytes were written
 * @param currentEnd the same
 * @param currentBytes how many were written last
 */
record Count(long start, long end, long bytes, long currentStart, long currentEnd, long currentBytes) {
    private static final String VERSION = "1.1.0";
    private static final int LONGEST_FILE = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static Count since(long now) {
        return new Count(now, now, 0, now, now, 0);
    }

    /**
     * Reads a count.
     *
     * @throws IOException if there is none that can be gone on with
     */
    static Count of(Path file) throws IOException {
        JsonNode json = json(file);
        String version = json.path("version").asText();
        if (!version.equals(VERSION)) {
            throw new IOException("its version is '" + shown(version) + "', not '" + VERSION + '\'');
        }
        Count count = new Count(
                number(json, "accumulate-start"),
                number(json, "accumulate-end"),
                number(json, "accumulate-bytes"),
                number(json, "current-start"),
                number(json, "current-end"),
                number(json, "current-bytes"));
        check("accumulate", count.start, count.end, count.bytes);
        check("current", count.currentStart, count.currentEnd, count.currentBytes);
        return count;
    }

    private static JsonNode json(Path file) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(LONGEST_FILE + 1);
        }
        if (content.length > LONGEST_FILE) {
            throw new IOException("it is longer than " + LONGEST_FILE + " bytes");
        }
        try {
            return JSON.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IOException("it is not JSON", e);
        }
    }

    private static long number(JsonNode json, String name) throws IOException {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IOException("it has no whole number '" + name + '\'');
        }
        return value.longValue();
    }

    private static void check(String name, long start, long end, long bytes) throws IOException {
        if (start <= 0) {
            throw new IOException("its " + name + "-start is " + start);
        }
        if (start > end) {
            throw new IOException("its " + name + "-start " + start + " is later than its " + name + "-end " + end);
        }
        if (bytes < 0) {
            throw new IOException("its " + name + "-bytes is " + bytes);
        }
    }

    private static String shown(String foreign) {
        return foreign.substring(0, Math.min(foreign.length(), 40)).replaceAll("\\p{C}", "?");
    }

    /** This count with those bytes added. */
    Count plus(long added, long now) {
        // A clock that was set back must not make a count that starts after its end: it could not be gone on with.
        long time = Math.max(now, start);
        return new Count(start, time, bytes + added, time, time, added);
    }

    byte[] json() {
        return ("{\n \"version\": \"" + VERSION + "\",\n \"accumulate-start\": " + start + ",\n \"accumulate-end\": "
                        + end
                        + ",\n \"accumulate-bytes\": " + bytes + ",\n \"current-start\": " + currentStart
                        + ",\n \"current-end\": " + currentEnd + ",\n \"current-bytes\": " + currentBytes + "\n}\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
