package io.flowexporter.core.flow;

import io.flowexporter.api.flow.Metric;
import java.io.IOException;
import java.io.OutputStream;

/** A metric as numbers, with the JSON they came as. Immutable. */
record JsonMetric(
        byte[] data,
        int from,
        int to,
        long abPackets,
        long abBytes,
        long baPackets,
        long baBytes,
        long start,
        long last,
        long rtt)
        implements Metric {

    /** Reads the metric whose opening brace stands there. */
    static JsonMetric read(byte[] data, int from, boolean compact) {
        Members members = new Members(data, from, FlowKeys.COUNTERS);
        long abPackets = 0;
        long abBytes = 0;
        long baPackets = 0;
        long baBytes = 0;
        long start = 0;
        long last = 0;
        long rtt = 0;
        boolean inOrder = true;
        int count = 0;
        for (int key = members.next(); key != Members.END; key = members.next()) {
            inOrder &= key == count && members.valueUnlessNull() != Row.ABSENT;
            count++;
            switch (key) {
                case FlowKeys.AB_PACKETS -> abPackets = members.whole();
                case FlowKeys.AB_BYTES -> abBytes = members.whole();
                case FlowKeys.BA_PACKETS -> baPackets = members.whole();
                case FlowKeys.BA_BYTES -> baBytes = members.whole();
                case FlowKeys.METRIC_START -> start = members.whole();
                case FlowKeys.METRIC_LAST -> last = members.whole();
                case FlowKeys.RTT -> rtt = members.whole();
                default -> {
                    // a key of a newer Skydive
                }
            }
        }
        boolean complete = count == (rtt == 0 ? FlowKeys.RTT : FlowKeys.RTT + 1);
        int to = compact && inOrder && complete ? members.end() : from;
        return new JsonMetric(data, from, to, abPackets, abBytes, baPackets, baBytes, start, last, rtt);
    }

    @Override
    public boolean present() {
        return true;
    }

    /** Whether it came as {@link Metric#writeJson} writes it. */
    boolean isCanonical() {
        return to > from;
    }

    @Override
    public void writeJson(OutputStream out) throws IOException {
        if (isCanonical()) {
            out.write(data, from, to - from);
        } else {
            Metric.super.writeJson(out);
        }
    }
}
