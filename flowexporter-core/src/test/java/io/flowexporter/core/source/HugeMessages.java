package io.flowexporter.core.source;

import io.flowexporter.testkit.AnalyzerServer;
import java.time.Duration;

/** Run in a process of its own, with a small heap. */
final class HugeMessages {
    private static final long HUGE = 200L << 20;

    private HugeMessages() {}

    /** Gets messages of 200 MiB between small ones. */
    public static void main(String[] arguments) throws Exception {
        try (AnalyzerServer analyzer = AnalyzerServer.setup()
                        .pings(Duration.ofSeconds(2), Duration.ofSeconds(60))
                        .start();
                Subscribed subscribed =
                        Subscribed.start(Skydive.subscribe(analyzer.url()), Subscribed.patient(Timing.REAL))) {
            analyzer.awaitSubscribers(1, Duration.ofSeconds(60));
            analyzer.publish(flow(1));
            analyzer.sendBlanks(HUGE, 1);
            analyzer.publish(flow(2));
            analyzer.sendBlanks(HUGE, 1000);
            analyzer.publish(flow(3));
            subscribed.pollUntilFlows(3);
            System.out.println("flows " + subscribed.flows() + ", refused " + subscribed.refused() + ", connects "
                    + analyzer.connects().size());
        }
    }

    private static String flow(int uuid) {
        return "{\"Namespace\":\"flow\",\"Type\":\"store\",\"UUID\":\"u\",\"Status\":200,\"Obj\":[{\"UUID\":\"" + uuid
                + "\",\"Start\":1,\"Last\":2}]}";
    }
}
