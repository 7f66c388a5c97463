package io.flowexporter.core.mangle;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.record.StatusRecord;
import java.time.Instant;
import java.util.function.Function;

/** The smallest record that {@code logstatus} can serve. */
record Seen(String uuid, String nodeTid, Continuity continuity, String status, long at) implements StatusRecord<Seen> {
    static Seen of(Flow flow) {
        return new Seen(flow.uuid(), flow.nodeTid(), flow.continuity(), "", 0);
    }

    static Seen at(String nodeTid) {
        return new Seen("a", nodeTid, Continuity.CONTINUES, "", 0);
    }

    static Seen noData(String nodeTid, Instant now) {
        return new Seen("", nodeTid, Continuity.UNKNOWN, "NODATA", now.toEpochMilli());
    }

    Seen with(Continuity other) {
        return new Seen(uuid, nodeTid, other, status, at);
    }

    @Override
    public Seen ok() {
        return new Seen(uuid, nodeTid, continuity, "OK", at);
    }

    @Override
    public Seen skipData(Instant now) {
        return new Seen(uuid, nodeTid, continuity, "SKIPDATA", now.toEpochMilli());
    }

    @Override
    public Function<Instant, Seen> noData() {
        String tid = nodeTid;
        return now -> noData(tid, now);
    }
}
