package io.flowexporter.api.flow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Counters of a flow over a time: since it began, or in the interval that a report is about. A metric that a flow
 * does not have is {@link #NONE}.
 */
public interface Metric {
    /** For a flow without this metric: not present, all 0. */
    Metric NONE = new Values(false, 0, 0, 0, 0, 0, 0, 0);

    /** Whether the flow has this metric. */
    boolean present();

    /** Packets from A to B. */
    long abPackets();

    /** Bytes from A to B. */
    long abBytes();

    /** Packets from B to A. */
    long baPackets();

    /** Bytes from B to A. */
    long baBytes();

    /** Where the time begins, in ms since 1970. */
    long start();

    /** Where the time ends, in ms since 1970. */
    long last();

    /** Round-trip time in ns; 0 when unknown. */
    long rtt();

    /**
     * Writes the metric as a compact JSON object in Skydive's order of keys ({@code RTT} only unless 0). A metric that
     * came as JSON may write the bytes it came as.
     *
     * @throws IOException if {@code out} does
     */
    default void writeJson(OutputStream out) throws IOException {
        StringBuilder json = new StringBuilder(160)
                .append("{\"ABPackets\":")
                .append(abPackets())
                .append(",\"ABBytes\":")
                .append(abBytes())
                .append(",\"BAPackets\":")
                .append(baPackets())
                .append(",\"BABytes\":")
                .append(baBytes())
                .append(",\"Start\":")
                .append(start())
                .append(",\"Last\":")
                .append(last());
        if (rtt() != 0) {
            json.append(",\"RTT\":").append(rtt());
        }
        out.write(json.append('}').toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether the four counters of both are equal. */
    default boolean sameCounters(Metric other) {
        return abPackets() == other.abPackets()
                && abBytes() == other.abBytes()
                && baPackets() == other.baPackets()
                && baBytes() == other.baBytes();
    }

    /** Whether all four counters are 0. */
    default boolean idle() {
        return abPackets() == 0 && abBytes() == 0 && baPackets() == 0 && baBytes() == 0;
    }

    /** A metric given by its numbers. */
    static Metric of(long abPackets, long abBytes, long baPackets, long baBytes, long start, long last, long rtt) {
        return new Values(true, abPackets, abBytes, baPackets, baBytes, start, last, rtt);
    }

    /** A metric as plain numbers; {@link Metric#of} makes one. */
    record Values(
            boolean present,
            long abPackets,
            long abBytes,
            long baPackets,
            long baBytes,
            long start,
            long last,
            long rtt)
            implements Metric {}
}
