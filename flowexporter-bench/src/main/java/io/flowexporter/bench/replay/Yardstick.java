package io.flowexporter.bench.replay;

import io.flowexporter.api.Pipeline;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.runtime.PipelineRunner;
import io.flowexporter.core.store.Buffered;
import io.flowexporter.core.topology.Analyzers;
import io.flowexporter.secadvisor.SecAdvisor;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Iterator;
import java.util.zip.Deflater;

/**
 * What this machine is worth at the moment: how many records of secadvisor the JDK's Deflater compresses at level 6 in a
 * second of CPU time, nothing else done. Runs in a JVM of its own.
 */
public final class Yardstick {
    private static final int LEVEL = 6;
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration MEASURED = Duration.ofSeconds(3);

    private Yardstick() {}

    /**
     * A measurement.
     *
     * @param recordsPerCpuSecond how many records a second
     * @param bytesBefore bytes of a record before compression
     * @param bytesAfter bytes of a record after it
     */
    record Reading(double recordsPerCpuSecond, double bytesBefore, double bytesAfter) {
        static Reading parse(String line) {
            String[] words = line.split(" ");
            return new Reading(
                    Double.parseDouble(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]));
        }
    }

    /** Measures, and says it in one line. */
    public static void main(String[] arguments) throws InterruptedException {
        ReplayFrames frames = ReplayFrames.of(1);
        byte[] records = records(frames);
        measure(records, WARM_UP);
        double passes = measure(records, MEASURED);
        System.out.println("yardstick " + passes * frames.flows() + " " + (double) records.length / frames.flows() + " "
                + (double) deflated(records) / frames.flows());
    }

    /** How often all records are compressed in a second of this thread's CPU time. */
    private static double measure(byte[] records, Duration atLeast) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        long used = 0;
        int passes = 0;
        while (used < atLeast.toNanos()) {
            deflated(records);
            passes++;
            used = threads.getCurrentThreadCpuTime() - begun;
        }
        return passes * 1e9 / used;
    }

    private static long deflated(byte[] records) {
        Deflater deflater = new Deflater(LEVEL, true);
        try {
            deflater.setInput(records);
            deflater.finish();
            byte[] out = new byte[64 * 1024];
            while (!deflater.finished()) {
                deflater.deflate(out);
            }
            return deflater.getBytesWritten();
        } finally {
            deflater.end();
        }
    }

    /** The records as objects hold them: what the exporter makes of the recording, not compressed. */
    private static byte[] records(ReplayFrames frames) throws InterruptedException {
        ByteArrayOutputStream objects = new ByteArrayOutputStream();
        Iterator<ReplayFrames.Frame> left = frames.frames().iterator();
        MessageParser parser = new MessageParser();
        Pipeline pipeline = Pipeline.builder("yardstick")
                .topology(Analyzers.none())
                .from(maxWait -> left.hasNext() ? batch(parser, left.next()) : FlowBatch.end())
                .classify(Subnets.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
                .transform(SecAdvisor.records())
                .store(Buffered.in("bucket").prefix("logs"))
                .encode(SecAdvisor.json())
                .write(object -> {
                    synchronized (objects) {
                        object.writeTo(objects);
                    }
                })
                .build();
        PipelineRunner.run(pipeline);
        return objects.toByteArray();
    }

    private static FlowBatch batch(MessageParser parser, ReplayFrames.Frame frame) throws MalformedMessageException {
        byte[] message = frame.message();
        return FlowBatch.of(parser.parse(message, 0, message.length).flows()).holding(message.length);
    }
}
