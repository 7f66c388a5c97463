package io.flowexporter.core.flow;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.testkit.Recording;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Measures the parser on the recordings, by the CPU time of one thread. To be run by hand: it is no test. */
final class ParseThroughput {
    private static final long ROUND_NANOS = 1_000_000_000L;
    private static final int ROUNDS = 6;

    private ParseThroughput() {}

    public static void main(String[] args) throws MalformedMessageException {
        for (int round = 0; round < ROUNDS; round++) {
            for (String name : List.of(Recording.PLAIN, Recording.TCP_METRIC)) {
                List<byte[]> frames = Recording.load(name).frames().stream()
                        .map(Recording.Frame::bytes)
                        .toList();
                measure(name, frames, false);
                measure(name, frames, true);
            }
        }
    }

    private static void measure(String name, List<byte[]> frames, boolean reading) throws MalformedMessageException {
        MessageParser parser = new MessageParser();
        long flows = 0;
        long bytes = 0;
        long sum = 0;
        long begin = cpuNanos();
        long end = begin;
        while (end - begin < ROUND_NANOS) {
            for (byte[] frame : frames) {
                ParsedMessage message = parser.parse(frame);
                flows += message.flows().size();
                bytes += frame.length;
                if (reading) {
                    sum += message.flows().stream()
                            .mapToLong(ParseThroughput::read)
                            .sum();
                }
            }
            end = cpuNanos();
        }
        double seconds = (end - begin) / 1e9;
        System.out.printf(
                "%s, %s: %,.0f flows/s, %.0f MB/s (%d)%n",
                name, reading ? "parsed and read" : "parsed", flows / seconds, bytes / seconds / 1e6, sum & 1);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** What a transform usually reads. */
    private static long read(Flow flow) {
        return flow.uuidBits()
                + flow.metric().abBytes()
                + flow.lastUpdateMetric().abBytes()
                + flow.network().a().length()
                + flow.network().b().length()
                + flow.transport().portA()
                + flow.transport().portB()
                + flow.nodeTid().length()
                + flow.start()
                + flow.last();
    }
}
