package io.flowexporter.vpclogs;

/**
 * A report of one connection at a capture point, for tests of the mangler {@code action}: times in seconds, all counters
 * of a direction alike. By default the first report, of the interval 0–10, over {@code 10.0.0.1:1000} to
 * {@code 10.0.0.2:80}.
 */
record Seen(
        String uuid,
        String tid,
        String conversation,
        long from,
        long to,
        long last,
        long total,
        long interval,
        boolean swapped,
        boolean terminated,
        boolean finished) {
    static final String TID1 = "tid-one";
    static final String TID2 = "tid-two";
    private static final long BEGIN = 1_795_416_000_000L;

    static Seen byOne(long count) {
        return new Seen("a", TID1, "c", 0, 10, 9, count, count, false, false, false);
    }

    static Seen byTwo(long count) {
        return new Seen("b", TID2, "c", 0, 10, 9, count, count, false, false, false);
    }

    Seen uuid(String other) {
        return new Seen(other, tid, conversation, from, to, last, total, interval, swapped, terminated, finished);
    }

    Seen tid(String other) {
        return new Seen(uuid, other, conversation, from, to, last, total, interval, swapped, terminated, finished);
    }

    Seen of(String other) {
        return new Seen(uuid, tid, other, from, to, last, total, interval, swapped, terminated, finished);
    }

    Seen last(long second) {
        return new Seen(uuid, tid, conversation, from, to, second, total, interval, swapped, terminated, finished);
    }

    /** The next report, 10 s later, with so many more. */
    Seen then(long more) {
        return new Seen(
                uuid, tid, conversation, to, to + 10, to + 9, total + more, more, swapped, terminated, finished);
    }

    /** The flow's end by time-out. */
    Seen thenEnd() {
        return new Seen(uuid, tid, conversation, to, to + 10, last, total, 0, swapped, true, true);
    }

    Seen swap() {
        return new Seen(uuid, tid, conversation, from, to, last, total, interval, !swapped, terminated, finished);
    }

    Seen closed() {
        return new Seen(uuid, tid, conversation, from, to, last, total, interval, swapped, true, finished);
    }

    /** As the transform makes it; the initiator has twice as many bytes as the target. */
    VpcFlowLog log() {
        Connection connection = new Connection("10.0.0.1", 1000, "10.0.0.2", 80, IpProtocol.TCP, "IPv4");
        Connection reversed = new Connection("10.0.0.2", 80, "10.0.0.1", 1000, IpProtocol.TCP, "IPv4");
        return new VpcFlowLog(
                millis(from),
                millis(to),
                millis(0),
                tid.equals(TID1) ? Direction.OUTBOUND : Direction.INBOUND,
                Verdict.NONE,
                swapped ? reversed : connection,
                total == interval && interval > 0,
                terminated,
                counters(total),
                counters(interval),
                new CapturePoint(uuid, conversation, tid, millis(last), finished));
    }

    private Counters counters(long count) {
        Counters counters = new Counters(20 * count, 2 * count, 10 * count, count);
        return swapped ? counters.swapped() : counters;
    }

    static long millis(long second) {
        return BEGIN + second * 1000;
    }
}
