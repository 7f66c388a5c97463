package io.flowexporter.prometheus;

import io.flowexporter.api.Meters;
import io.flowexporter.api.flow.Flow;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The connections that are shown: one for each conversation and capture point. Safe for use by several threads; the
 * lock is taken once a batch, and by readers for as long as copying a list takes.
 */
final class Connections implements MultiCollector {
    private final int max;
    private final Meters.Counter withoutTransport;
    private final Meters.Counter evicted;
    private final Latest<Key, Connection> latest = new Latest<>();
    /** Who shows those labels: two of the same labels would make the whole page invalid. */
    private final Map<Connection.Ends, Key> owners = new HashMap<>();

    private record Key(String conversation, String nodeTid) {}

    Connections(int max, Meters.Counter withoutTransport, Meters.Counter evicted) {
        this.max = max;
        this.withoutTransport = withoutTransport;
        this.evicted = evicted;
    }

    synchronized void update(List<? extends Flow> flows, Instant now) {
        for (Flow flow : flows) {
            if (flow.transport().present()) {
                update(flow, now);
            } else {
                withoutTransport.add(1);
            }
        }
    }

    private void update(Flow flow, Instant now) {
        Key key = new Key(LabelText.of(flow.l3TrackingId()), LabelText.of(flow.nodeTid()));
        Optional<Connection> known = latest.find(key);
        Connection connection = known.map(before -> before.with(Connection.totals(flow)))
                .orElseGet(() -> new Connection(Connection.Ends.of(flow, key.nodeTid()), Connection.totals(flow)));
        if (known.isEmpty()) {
            Key owner = owners.put(connection.ends(), key);
            if (owner != null) {
                latest.remove(owner);
            } else if (latest.size() >= max) {
                owners.remove(latest.removeOldest().ends());
                evicted.add(1);
            }
        }
        latest.put(key, connection, now);
    }

    /** Removes the connections not updated after that time; says how many. */
    synchronized int expire(Instant time) {
        return latest.expire(time, connection -> owners.remove(connection.ends()));
    }

    synchronized int size() {
        return latest.size();
    }

    private synchronized Collection<Connection> all() {
        return latest.values();
    }

    @Override
    public MetricSnapshots collect() {
        Gauge bytes = new Gauge(
                "skydive_network_connection_total_bytes", "Bytes of the connection since it began, by direction.");
        Gauge packets = new Gauge(
                "skydive_network_connection_total_packets", "Packets of the connection since it began, by direction.");
        Gauge rtt = new Gauge(
                "skydive_network_connection_rtt_nanoseconds", "Round-trip time of the connection; 0 when unknown.");
        for (Connection connection : all()) {
            Labels toTarget = connection.toTarget();
            Labels toInitiator = connection.toInitiator();
            bytes.add(toTarget, connection.totals().abBytes());
            bytes.add(toInitiator, connection.totals().baBytes());
            packets.add(toTarget, connection.totals().abPackets());
            packets.add(toInitiator, connection.totals().baPackets());
            rtt.add(toTarget, connection.totals().rtt());
        }
        return MetricSnapshots.of(bytes.snapshot(), packets.snapshot(), rtt.snapshot());
    }
}
