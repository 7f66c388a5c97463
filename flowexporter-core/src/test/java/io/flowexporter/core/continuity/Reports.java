package io.flowexporter.core.continuity;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The reports of one flow as an agent makes them: each tells its interval, and the totals up to its end. */
public final class Reports {
    private static final long BEGIN = 1_795_416_000_000L;
    private static final long INTERVAL = 60_000;

    private final String uuid;
    private final String nodeTid;
    private final List<Flow> reports = new ArrayList<>();
    private final long[] totals = new long[4];

    /** Of that flow, seen at that interface. */
    public Reports(String uuid, String nodeTid) {
        this.uuid = uuid;
        this.nodeTid = nodeTid;
    }

    /** Adds the report of the next interval, in which so many packets and bytes came from A and from B. */
    public Reports add(long abPackets, long abBytes, long baPackets, long baBytes) {
        return add(0, abPackets, abBytes, baPackets, baBytes);
    }

    /** Adds the report of the next interval, the flow's last. */
    public Reports end(long abPackets, long abBytes, long baPackets, long baBytes) {
        return add(1, abPackets, abBytes, baPackets, baBytes);
    }

    private Reports add(int finishType, long... interval) {
        for (int i = 0; i < totals.length; i++) {
            totals[i] += interval[i];
        }
        long end = BEGIN + INTERVAL * (reports.size() + 1);
        reports.add(flow(
                ",\"LastUpdateMetric\":" + metric(interval, end - INTERVAL, end) + ",\"Metric\":"
                        + metric(totals, BEGIN, end - 1),
                finishType));
        return this;
    }

    /** Adds what an application's own time-out sends: the end, with the interval of the report before. */
    public Reports repeatedEnd() {
        String last = new String(reports.get(reports.size() - 1).json(), StandardCharsets.UTF_8);
        reports.add(parsed(last.substring(0, last.length() - 1) + ",\"FinishType\":1}"));
        return this;
    }

    private static String metric(long[] counters, long start, long last) {
        return "{\"ABPackets\":%d,\"ABBytes\":%d,\"BAPackets\":%d,\"BABytes\":%d,\"Start\":%d,\"Last\":%d}"
                .formatted(counters[0], counters[1], counters[2], counters[3], start, last);
    }

    /** The report of that place, from 0. */
    public Flow get(int index) {
        return reports.get(index);
    }

    /** How many there are. */
    public int size() {
        return reports.size();
    }

    /** A report without counters. */
    public Flow withoutMetrics() {
        return flow("", 0);
    }

    private Flow flow(String metrics, int finishType) {
        return parsed("{\"UUID\":\"" + uuid + "\",\"LayersPath\":\"Ethernet/IPv4/TCP\"" + metrics
                + ",\"Start\":1,\"Last\":2,\"NodeTID\":\"" + nodeTid + "\""
                + (finishType == 0 ? "" : ",\"FinishType\":" + finishType) + "}");
    }

    private static Flow parsed(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try {
            return new MessageParser().parseFlow(bytes, 0, bytes.length);
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
