package io.flowexporter.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** What a real analyzer sent. Immutable. */
public final class Recording {
    /** The messages of a capture that was not asked for TCP metrics: 1,046 flows in 15 messages, no {@code stats}. */
    public static final String PLAIN = "analyzer-plain";
    /** The messages of a capture with TCP metrics: 1,451 flows, and {@code stats}, in 68 messages. */
    public static final String TCP_METRIC = "analyzer-tcpmetric";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Frame> frames;

    private Recording(List<Frame> frames) {
        this.frames = frames;
    }

    /**
     * One message as it came over the WebSocket.
     *
     * @param seconds when it came, from the beginning of the recording
     * @param text the whole message
     */
    public record Frame(double seconds, String text) {
        /** The text in UTF-8; a new array each call. */
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * The recording of that name.
     *
     * @param name {@link #PLAIN} or {@link #TCP_METRIC}
     */
    public static Recording load(String name) {
        return new Recording(lines(name).lines().map(Recording::frame).toList());
    }

    /**
     * The text of the recording's own file: a line of JSON a frame, with {@code t} (seconds), {@code k} ({@code t} for
     * text) and {@code m} (the message).
     *
     * @param name {@link #PLAIN} or {@link #TCP_METRIC}
     */
    public static String lines(String name) {
        return resource(name + ".jsonl.gz");
    }

    /** A JSON object with the analyzer's answer to each Gremlin query that belongs to the recordings. */
    public static String topology() {
        return resource("topology.json.gz");
    }

    /** A JSON object with {@code status} and {@code headers} of the analyzer's answer to the subscription. */
    public static String handshake() {
        return resource("handshake.json");
    }

    /** The frames, in the order they came; unmodifiable. */
    public List<Frame> frames() {
        return frames;
    }

    private static Frame frame(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            return new Frame(node.get("t").doubleValue(), node.get("m").textValue());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the line of a recording", e);
        }
    }

    private static String resource(String file) {
        try (InputStream in = Recording.class.getResourceAsStream("recordings/" + file)) {
            if (in == null) {
                throw new FileNotFoundException("there is no " + file);
            }
            InputStream plain = file.endsWith(".gz") ? new GZIPInputStream(in) : in;
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot load a recording: " + e.getMessage(), e);
        }
    }
}
