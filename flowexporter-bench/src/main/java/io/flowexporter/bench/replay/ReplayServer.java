package io.flowexporter.bench.replay;

import io.flowexporter.testkit.AnalyzerServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An analyzer that sends the same frames again and again, in a JVM of its own: as fast as the exporter's pipeline takes them,
 * or at a rate.
 */
public final class ReplayServer {
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
     * @param rate flows a second; 0: as fast as they are taken
     * @param flows when to end; 0: never
     * @param distinct whether each flow gets a UUID of its own
     */
    record Plan(int statusPort, long rate, long flows, boolean distinct) {
        static Plan of(int statusPort, Load load) {
            return new Plan(statusPort, load.rate(), load.flows(), load.distinct());
        }

        static Plan of(Arguments arguments) {
            return new Plan(
                    (int) arguments.number("status", 0),
                    arguments.number("rate", 0),
                    arguments.number("flows", 0),
                    arguments.has("distinct"));
        }

        List<String> arguments() {
            List<String> all = new ArrayList<>(List.of("--status=" + statusPort, "--rate=" + rate, "--flows=" + flows));
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
        Credit credit = new Credit(plan.statusPort);
        long begun = System.nanoTime();
        for (int next = 0; plan.flows == 0 || sentFlows < plan.flows; next = (next + 1) % frames.size()) {
            ReplayFrames.Frame frame = frames.get(next);
            credit.take(frame.bytes().length);
            analyzer.sendRaw((plan.distinct ? frame.withUuids(sentFlows) : frame).bytes());
            sentFlows += frame.flows();
            if (plan.rate > 0) {
                Credit.waitUntil(begun + sentFlows * 1_000_000_000L / plan.rate);
            }
        }
    }
}
