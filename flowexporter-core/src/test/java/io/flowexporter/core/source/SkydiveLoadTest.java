package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.testkit.AnalyzerServer;
import io.flowexporter.testkit.TrafficGenerator;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class SkydiveLoadTest {
    private static final int FLOWS = 100_000;

    @Test
    void takesABurstWithoutLoss() throws Exception {
        try (AnalyzerServer analyzer = AnalyzerServer.start();
                Subscribed subscribed = Subscribed.start(Skydive.subscribe(analyzer.url()))) {
            analyzer.awaitSubscribers(1, Duration.ofSeconds(60));
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                Iterator<byte[]> messages = TrafficGenerator.seeded(1).distinctFlows(FLOWS);
                messages.forEachRemaining(analyzer::publish);
            });
            subscribed.pollUntilFlows(FLOWS);
            sending.get(60, TimeUnit.SECONDS);
            assertThat(new HashSet<>(subscribed.flows())).hasSize(FLOWS);
            assertThat(subscribed.refused()).isEmpty();
            assertThat(subscribed.gaps()).isEmpty();
        }
    }
}
