package io.flowexporter.testkit;

import java.util.random.RandomGenerator;

/** A conversation as one capture point reports it, over time. */
final class CapturedFlow {
    private final Conversation conversation;
    private final long uuid;
    private final String nodeTid;
    private final String captureId;
    private final boolean tcpMetric;
    private final long start;
    private final long rtt;
    private final Counts total = new Counts();
    private Counts reported = new Counts();
    private Counts change = new Counts();
    private long last;
    private long intervalStart;
    private long intervalEnd;

    private static final class Counts {
        private long abPackets;
        private long abBytes;
        private long baPackets;
        private long baBytes;

        private Counts since(Counts before) {
            Counts since = new Counts();
            since.abPackets = abPackets - before.abPackets;
            since.abBytes = abBytes - before.abBytes;
            since.baPackets = baPackets - before.baPackets;
            since.baBytes = baBytes - before.baBytes;
            return since;
        }
    }

    CapturedFlow(
            Conversation conversation,
            long uuid,
            String nodeTid,
            String captureId,
            boolean tcpMetric,
            long start,
            RandomGenerator random) {
        this.conversation = conversation;
        this.uuid = uuid;
        this.nodeTid = nodeTid;
        this.captureId = captureId;
        this.tcpMetric = tcpMetric && conversation.kind().isTcp();
        this.start = start;
        this.last = start;
        this.rtt = conversation.kind().hasRoundTrip() ? 1_000L * random.nextInt(10, 500) : 0;
    }

    long last() {
        return last;
    }

    boolean isShort() {
        return conversation.kind().isShort();
    }

    String nodeTid() {
        return nodeTid;
    }

    /** Packets passed, the last of them at that time. */
    void pass(int abPackets, int baPackets, int bytesEach, long time) {
        total.abPackets += abPackets;
        total.abBytes += (long) abPackets * bytesEach;
        total.baPackets += baPackets;
        total.baBytes += (long) baPackets * bytesEach;
        last = time;
    }

    /** Whether packets passed since the last report. */
    boolean hasNews() {
        return total.abPackets + total.baPackets > reported.abPackets + reported.baPackets;
    }

    /** Writes the report of an interval; the first begins when the flow does. */
    void report(long previousTick, long tick, boolean finished, StringBuilder json) {
        change = total.since(reported);
        reported = total.since(new Counts());
        intervalStart = intervalEnd == 0 ? start : previousTick;
        intervalEnd = tick;
        write(finished, json);
    }

    /** Writes the last report again as the end: what agents do with short-lived applications. */
    void repeatAsEnd(StringBuilder json) {
        write(true, json);
    }

    private void write(boolean finished, StringBuilder json) {
        json.append("{\"UUID\":\"").append(Long.toHexString(uuid)).append("\",");
        conversation.writeLayers(json);
        metric("LastUpdateMetric", change, intervalStart, intervalEnd, json);
        metric("Metric", total, start, last, json);
        if (tcpMetric) {
            tcpMetric(json);
        }
        json.append("\"Start\":").append(start).append(",\"Last\":").append(last);
        json.append(",\"TrackingID\":\"").append(Long.toHexString(conversation.trackingId()));
        json.append("\",\"L3TrackingID\":\"").append(Long.toHexString(conversation.l3TrackingId()));
        json.append("\",\"ParentUUID\":\"\",\"NodeTID\":\"").append(nodeTid);
        json.append("\",\"CaptureID\":\"").append(captureId).append("\",\"RawPacketsCaptured\":0");
        json.append(finished ? ",\"FinishType\":1}" : "}");
    }

    private void metric(String name, Counts counts, long from, long to, StringBuilder json) {
        json.append('"').append(name).append("\":{\"ABPackets\":").append(counts.abPackets);
        json.append(",\"ABBytes\":").append(counts.abBytes);
        json.append(",\"BAPackets\":").append(counts.baPackets);
        json.append(",\"BABytes\":").append(counts.baBytes);
        json.append(",\"Start\":").append(from).append(",\"Last\":").append(to);
        if (rtt > 0) {
            json.append(",\"RTT\":").append(rtt);
        }
        json.append("},");
    }

    private void tcpMetric(StringBuilder json) {
        json.append("\"TCPMetric\":{\"ABSynStart\":").append(start);
        json.append(",\"BASynStart\":").append(total.baPackets > 0 ? start : 0).append(",\"ABSynTTL\":64");
        if (total.baPackets > 0) {
            json.append(",\"BASynTTL\":64");
        }
        json.append(",\"ABFinStart\":0,\"BAFinStart\":0,\"ABRstStart\":0,\"BARstStart\":0");
        for (String direction : new String[] {"AB", "BA"}) {
            for (String counter : new String[] {
                "SegmentOutOfOrder", "SegmentSkipped", "SegmentSkippedBytes", "Packets", "Bytes", "SawStart", "SawEnd"
            }) {
                json.append(",\"").append(direction).append(counter).append("\":0");
            }
        }
        json.append("},");
    }
}
