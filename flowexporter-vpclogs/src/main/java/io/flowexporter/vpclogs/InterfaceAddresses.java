package io.flowexporter.vpclogs;

import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Gremlin;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import io.flowexporter.api.topology.TopologyNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The IP addresses of one interface, asked of the topology and kept for a while. What is known stays in use while it is
 * asked anew. Used by one thread.
 */
final class InterfaceAddresses {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Topology topology;
    private final String query;
    private Set<Address> addresses = Set.of();
    private boolean known;
    private Optional<Lookup<Answer>> pending = Optional.empty();
    private Instant asked = Instant.MIN;
    private Instant nextQuestion = Instant.MIN;

    InterfaceAddresses(Topology topology, String tid) {
        this.topology = topology;
        this.query = "G.V().Has(\"TID\", " + Gremlin.quote(tid) + ")";
    }

    /** Takes an answer that has come, and asks if it is time to. */
    void refresh(Instant now) {
        if (pending.map(Lookup::done).orElse(false)) {
            take(pending.get(), now);
            pending = Optional.empty();
        }
        if (!now.isBefore(nextQuestion)) {
            asked = now;
            // An answer that never comes is as good as a failure.
            nextQuestion = now.plus(AGAIN_AFTER_FAILURE);
            pending = Optional.of(topology.ask(query));
            if (pending.get().done()) {
                refresh(now);
            }
        }
    }

    private void take(Lookup<Answer> lookup, Instant now) {
        Optional<TopologyNode> node = lookup.value().flatMap(Answer::node);
        if (node.isEmpty()) {
            nextQuestion = now.plus(AGAIN_AFTER_FAILURE);
            return;
        }
        Set<Address> found = new HashSet<>();
        Stream.of("IPV4", "IPV6")
                .flatMap(path -> node.get().texts(path).stream())
                .forEach(text -> Address.of(text).ifPresent(found::add));
        addresses = Set.copyOf(found);
        known = true;
        nextQuestion = now.plus(KEPT);
    }

    /** The answer to wait for, if there is one and it is not too late. */
    Optional<Lookup<Answer>> worthWaitingFor(Instant now) {
        return known || !now.isBefore(latest()) ? Optional.empty() : pending;
    }

    /** How long the answer is worth waiting for. */
    Instant latest() {
        return asked.equals(Instant.MIN) ? asked : asked.plus(PATIENCE);
    }

    Direction direction(Connection connection) {
        if (addresses.isEmpty()) {
            return Direction.UNKNOWN;
        }
        if (has(connection.initiatorIp())) {
            return Direction.OUTBOUND;
        }
        return has(connection.targetIp()) ? Direction.INBOUND : Direction.UNKNOWN;
    }

    private boolean has(String ip) {
        return Address.of(ip).map(addresses::contains).orElse(false);
    }
}
