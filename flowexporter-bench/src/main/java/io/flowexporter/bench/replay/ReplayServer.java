package io.flowexporter.bench.replay;

import io.flowexporter.testkit.AnalyzerServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * An analyzer that sends the same frames again and again, in a JVM of its own. It sends as fast as the exporter's pipeline
 * takes them, or at a rate. The exporter itself never makes an analyzer wait, it drops what is too much; so this one looks at
 * how much waits there, and keeps that between a little and half of the room. What is sent is never dropped then, and the
 * pipeline never waits.
 */
public final class ReplayServer {
    private static final Duration LOOK_EVERY = Duration.ofMillis(25);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int QUEUED_FRAMES = 4;

    private final Plan plan;
    private final AnalyzerServer analyzer;
    private final List<ReplayFrames.Frame> frames =
            ReplayFrames.of(ReplayFrames.ROUNDS).frames();
    private long sentFlows;

    private ReplayServer(Plan plan) {
        this.plan = plan;
        this.analyzer = AnalyzerServer.setup()
                .queueLength(QUEUED_FRAMES)
                .pings(Duration.ofSeconds(2), PATIENCE)
                .start();
    }

    /**
     * What to send.
     *
     * @param statusPort where the exporter's status page is
     * @param waitingBytes how many bytes may wait in the exporter
     * @param rate flows a second; 0: as fast as they are taken
     * @param flows when to end; 0: never
     * @param distinct whether each flow gets a UUID of its own
     */
    record Plan(int statusPort, long waitingBytes, long rate, long flows, boolean distinct) {
        private static final long HALF_OF_THE_RING = 32L << 20;

        static Plan of(int statusPort, Load load) {
            return new Plan(statusPort, HALF_OF_THE_RING, load.rate(), load.flows(), load.distinct());
        }

        static Plan of(Arguments arguments) {
            return new Plan(
                    (int) arguments.number("status", 0),
                    arguments.number("waiting", HALF_OF_THE_RING),
                    arguments.number("rate", 0),
                    arguments.number("flows", 0),
                    arguments.has("distinct"));
        }

        List<String> arguments() {
            List<String> all = new ArrayList<>(List.of(
                    "--status=" + statusPort, "--waiting=" + waitingBytes, "--rate=" + rate, "--flows=" + flows));
            if (distinct) {
                all.add("--distinct");
            }
            return all;
        }
    }

    /** Says its port, waits for a subscriber, sends, says {@code done} and how many flows it sent, and stays until it is ended. */
    public static void main(String[] arguments) throws InterruptedException {
        ReplayServer server = new ReplayServer(Plan.of(Arguments.of(arguments)));
        System.out.println("listening " + server.analyzer.port());
        server.analyzer.awaitSubscribers(1, PATIENCE);
        server.send();
        server.analyzer.awaitSent(PATIENCE);
        System.out.println("done " + server.sentFlows);
        Thread.currentThread().join();
    }

    private void send() {
        long begun = System.nanoTime();
        long looked = begun - LOOK_EVERY.toNanos();
        long credit = 0;
        for (int next = 0; plan.flows == 0 || sentFlows < plan.flows; next = (next + 1) % frames.size()) {
            while (credit <= 0 || System.nanoTime() - looked >= LOOK_EVERY.toNanos()) {
                // The next look is due that long after this one, however little it allows.
                waitUntil(looked + LOOK_EVERY.toNanos());
                credit = credit();
                looked = System.nanoTime();
            }
            ReplayFrames.Frame frame = frames.get(next);
            analyzer.sendRaw((plan.distinct ? frame.withUuids(sentFlows) : frame).bytes());
            credit -= frame.bytes().length;
            sentFlows += frame.flows();
            if (plan.rate > 0) {
                waitUntil(begun + sentFlows * 1_000_000_000L / plan.rate);
            }
        }
    }

    /** How many bytes the exporter can take now without any dropped. */
    private long credit() {
        Optional<Metrics> now = Metrics.at(plan.statusPort);
        return now.map(metrics -> plan.waitingBytes - metrics.ringBytes()).orElse(0L);
    }

    private static void waitUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
