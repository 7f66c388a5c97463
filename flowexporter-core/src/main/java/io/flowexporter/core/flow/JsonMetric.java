package io.flowexporter.core.flow;

import io.flowexporter.api.flow.Metric;
import java.io.IOException;
import java.io.OutputStream;

/** A metric as a view over its JSON. Each method reads its value anew. Immutable. */
final class JsonMetric implements Metric {
    private final Frame frame;
    private final int from;
    private final int places;
    private final boolean compact;

    /**
     * A metric.
     *
     * @param from where its opening brace stands
     * @param places from where on its values are noted in the frame's table
     * @param compact whether there is no white space in it
     */
    JsonMetric(Frame frame, int from, int places, boolean compact) {
        this.frame = frame;
        this.from = from;
        this.places = places;
        this.compact = compact;
    }

    @Override
    public boolean present() {
        return true;
    }

    @Override
    public long abPackets() {
        return frame.whole(places + FlowKeys.AB_PACKETS);
    }

    @Override
    public long abBytes() {
        return frame.whole(places + FlowKeys.AB_BYTES);
    }

    @Override
    public long baPackets() {
        return frame.whole(places + FlowKeys.BA_PACKETS);
    }

    @Override
    public long baBytes() {
        return frame.whole(places + FlowKeys.BA_BYTES);
    }

    @Override
    public long start() {
        return frame.whole(places + FlowKeys.METRIC_START);
    }

    @Override
    public long last() {
        return frame.whole(places + FlowKeys.METRIC_LAST);
    }

    @Override
    public long rtt() {
        return frame.whole(places + FlowKeys.RTT);
    }

    /**
     * The index behind a metric if it came as {@link Metric#writeJson} writes it, but for white space; else
     * {@link ReadyValue#NOT_READY}.
     */
    static int canonicalEnd(Frame frame, int places) {
        int rtt = frame.at(places + FlowKeys.RTT);
        boolean canonical = frame.at(places + FlowKeys.METRIC_LAST) != Row.ABSENT
                && (rtt == Row.ABSENT || frame.data()[rtt] != '0');
        return canonical ? frame.at(places + Row.END_OF_METRIC) : ReadyValue.NOT_READY;
    }

    @Override
    public void writeJson(OutputStream out) throws IOException {
        int to = compact ? canonicalEnd(frame, places) : ReadyValue.NOT_READY;
        if (to == ReadyValue.NOT_READY) {
            Metric.super.writeJson(out);
        } else {
            out.write(frame.data(), from, to - from);
        }
    }

    /** Whether the other one is such a view with the same values. */
    @Override
    public boolean equals(Object other) {
        return other instanceof JsonMetric metric && values().equals(metric.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private Metric values() {
        return Metric.of(abPackets(), abBytes(), baPackets(), baBytes(), start(), last(), rtt());
    }

    /** Its values. */
    @Override
    public String toString() {
        return values().toString();
    }
}
