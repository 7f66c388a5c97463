package io.flowexporter.bench;

import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.flow.ParsedMessage;
import io.flowexporter.testkit.Recording;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A source that plays the recorded messages of a real analyzer again and again until it has given so many flows. Each
 * flow gets a UUID of its own, so that no two are alike; each message is parsed anew, as if it had just come.
 */
final class RecordedTraffic implements Source {
    private static final String UUID_KEY = "{\"UUID\":\"";
    private static final int UUID_DIGITS = 16;

    private final MessageParser parser = new MessageParser();
    private final List<byte[]> messages = new ArrayList<>();
    private final List<List<Integer>> uuidPlaces = new ArrayList<>();
    private final long wanted;
    private final boolean ends;
    private long given;
    private int next;

    /**
     * A source.
     *
     * @param wanted how many flows, at least
     * @param ends whether it ends then, or stays silent
     */
    RecordedTraffic(long wanted, boolean ends) {
        this.wanted = wanted;
        this.ends = ends;
        for (Recording.Frame frame : Recording.load(Recording.TCP_METRIC).frames()) {
            if (frame.text().startsWith("{\"Namespace\":\"flow\"")) {
                // Ids of 16 digits throughout, so that they can be replaced in place.
                String text = frame.text().replaceAll("\\{\"UUID\":\"[0-9a-f]+\"", "{\"UUID\":\"0123456789abcdef\"");
                List<Integer> places = new ArrayList<>();
                for (int at = text.indexOf(UUID_KEY); at >= 0; at = text.indexOf(UUID_KEY, at + 1)) {
                    places.add(at + UUID_KEY.length());
                }
                messages.add(text.getBytes(StandardCharsets.US_ASCII));
                uuidPlaces.add(places);
            }
        }
    }

    @Override
    public FlowBatch poll(Duration maxWait) throws InterruptedException, MalformedMessageException {
        if (given >= wanted) {
            if (!ends) {
                Thread.sleep(maxWait.toMillis());
            }
            return ends ? FlowBatch.end() : FlowBatch.empty();
        }
        byte[] message = messages.get(next).clone();
        long number = given;
        for (int place : uuidPlaces.get(next)) {
            writeUuid(message, place, ++number);
        }
        next = (next + 1) % messages.size();
        ParsedMessage parsed = parser.parse(message, 0, message.length);
        given += parsed.flows().size();
        return FlowBatch.of(parsed.flows()).holding(message.length);
    }

    private static void writeUuid(byte[] message, int place, long number) {
        // Mixed, since real ids have no order that a compressor could use.
        long mixed = number * 0x9E3779B97F4A7C15L | 1L << 63;
        for (int i = 0; i < UUID_DIGITS; i++) {
            message[place + i] = (byte) Character.forDigit((int) (mixed >>> 60 - 4 * i & 15), 16);
        }
    }
}
