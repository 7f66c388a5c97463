package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.internal.LogLines;
import io.flowexporter.core.source.SubscriptionRequest.UserAndPassword;
import io.flowexporter.core.source.Trouble.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionLogTest {
    private static final Trouble REFUSED = new Trouble(Kind.REFUSED, "nobody there");
    private static final Trouble CONFLICT = new Trouble(Kind.CONFLICT, "in use");

    private final LogLines lines = new LogLines();
    private final SubscriptionRequest request = new SubscriptionRequest(
            "ws://a/b",
            "me",
            List.of("flow", "stats"),
            Optional.of(new UserAndPassword("user", "s3cret")),
            Map.of("authtoken", "t0ken"));
    private final ConnectionLog log = new ConnectionLog(lines, request, Duration.ofSeconds(10));

    private static long at(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void saysTheSameTroubleOnceInTenMinutes() {
        for (int second = 0; second <= 1200; second += 10) {
            log.failed(REFUSED, at(second));
        }
        assertThat(lines.texts())
                .hasSize(3)
                .containsOnly("WARNING Cannot subscribe at ws://a/b (flow, stats): nobody there; trying on");
    }

    @Test
    void saysEachChange() {
        log.failed(REFUSED, at(0));
        log.opened("lab\n1");
        log.lost(Trouble.lost("it broke"));
        log.failed(REFUSED, at(3));
        assertThat(lines.texts())
                .containsExactly(
                        "WARNING Cannot subscribe at ws://a/b (flow, stats): nobody there; trying on",
                        "INFO Subscribed at ws://a/b (flow, stats); the analyzer is 'lab\\u000a1'",
                        "WARNING Lost the subscription at ws://a/b (flow, stats): it broke; subscribing anew",
                        "WARNING Cannot subscribe at ws://a/b (flow, stats): nobody there; trying on");
    }

    @Test
    void callsAConflictAnErrorOnlyWhenItLasts() {
        for (int second = 0; second < 30; second++) {
            log.failed(CONFLICT, at(second));
        }
        assertThat(lines.texts()).hasSize(2);
        assertThat(lines.texts().get(0)).startsWith("INFO ").contains("host_id 'me' is in use (409)");
        assertThat(lines.texts().get(1)).startsWith("ERROR ").contains("another exporter uses host_id 'me' (409)");
    }

    @Test
    void showsNoSecret() {
        assertThat(request.toString() + request.credentials())
                .doesNotContain("s3cret")
                .doesNotContain("t0ken");
    }
}
