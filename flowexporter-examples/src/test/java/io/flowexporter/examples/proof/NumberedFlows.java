package io.flowexporter.examples.proof;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Flows that each have a number, which says all that is in them: whoever finds one can tell whether it is whole. */
final class NumberedFlows {
    /** What the pipeline filters. */
    static final Tag UNWANTED = Tag.of("unwanted");

    /** Out of ten flows. */
    private static final List<String> TAGS =
            List.of("busy", "busy", "busy", "busy", "busy", "steady", "steady", "steady", "rare", UNWANTED.toString());

    private static final String PADDING = "x".repeat(1_024);

    private NumberedFlows() {}

    /** The tag of the flow of that number. */
    static Tag tag(long number) {
        return Tag.of(application(number));
    }

    /** The tag that the flow itself names. */
    static Tag tag(Flow flow) {
        return Tag.of(flow.application());
    }

    /** The number of a flow. */
    static long number(Flow flow) {
        return flow.uuidBits();
    }

    /** The flow of that number. */
    static String json(long number) {
        StringBuilder json = new StringBuilder(800);
        append(number, json);
        return json.toString();
    }

    /** A message with that flow and those of the next numbers. */
    static byte[] message(long first, int count) {
        StringBuilder json = new StringBuilder(800 * count)
                .append("{\"Namespace\":\"flow\",\"Type\":\"store\",\"UUID\":\"m")
                .append(first)
                .append("\",\"Status\":200,\"Obj\":[");
        for (long number = first; number < first + count; number++) {
            if (number > first) {
                json.append(',');
            }
            append(number, json);
        }
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(long number, StringBuilder json) {
        long mixed = mixed(number);
        json.append("{\"UUID\":\"").append(Long.toHexString(number));
        json.append("\",\"LayersPath\":\"Ethernet/IPv4/TCP\",\"Application\":\"")
                .append(application(number));
        json.append("\",\"Network\":{\"Protocol\":\"IPV4\",\"A\":\"10.0.")
                .append(mixed >>> 8 & 0xff)
                .append('.')
                .append(mixed & 0xff);
        json.append("\",\"B\":\"10.1.0.1\"},\"Metric\":{\"ABPackets\":").append(mixed >>> 16 & 0xfff);
        json.append(",\"ABBytes\":").append(mixed >>> 16 & 0xffffff);
        json.append("},\"TrackingID\":\"").append(Long.toHexString(mixed));
        // Of any length, so that records end anywhere in a file's block.
        json.append("\",\"Note\":\"")
                .append(PADDING, 0, (int) (mixed >>> 40 & 1_023))
                .append("\"}");
    }

    private static String application(long number) {
        return TAGS.get((int) Long.remainderUnsigned(mixed(number), TAGS.size()));
    }

    private static long mixed(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 31;
    }
}
