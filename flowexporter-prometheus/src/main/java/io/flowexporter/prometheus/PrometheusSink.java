package io.flowexporter.prometheus;

import io.flowexporter.api.Meters;
import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.stage.Sink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the latest of all connections and interfaces, and the page that shows them. The pipeline's thread updates them;
 * whoever reads the page takes a copy.
 */
final class PrometheusSink implements Sink<Flow> {
    private static final Duration EXPIRY = Duration.ofSeconds(120);

    private final int port;
    private final Duration timeout;
    private final StageContext context;
    private final Connections connections;
    private final Interfaces interfaces;
    private final InterfaceQuery query;
    private final Meters.Counter expired;
    private Optional<Instant> nextExpiry = Optional.empty();
    private Optional<MetricsPage> page = Optional.empty();

    PrometheusSink(int port, Duration timeout, int maxConnections, int maxInterfaces, StageContext context) {
        this.port = port;
        this.timeout = timeout;
        this.context = context;
        Meters meters = context.meters();
        connections = new Connections(
                maxConnections, meters.counter("flows_without_transport"), meters.counter("connections_evicted"));
        interfaces = new Interfaces(maxInterfaces, meters.counter("interfaces_evicted"));
        query = new InterfaceQuery(context, interfaces);
        expired = meters.counter("expired");
        meters.gauge("connections", connections::size);
        meters.gauge("interfaces", interfaces::size);
    }

    @Override
    public void start() throws IOException {
        MetricsPage opened = MetricsPage.open(port, context.path() + ".port", List.of(connections, interfaces));
        page = Optional.of(opened);
        context.meters().gauge("port", opened::port);
        context.logger()
                .log(System.Logger.Level.INFO, "Metrics are served at port {0}", Integer.toString(opened.port()));
    }

    @Override
    public void take(Tag tag, List<? extends Flow> flows, Instant now) {
        connections.update(flows, now);
    }

    @Override
    public void tick(Instant now) {
        query.tick(now);
        if (nextExpiry.isEmpty()) {
            nextExpiry = Optional.of(now.plus(EXPIRY));
        } else if (!now.isBefore(nextExpiry.get())) {
            nextExpiry = Optional.of(now.plus(EXPIRY));
            Instant latest = now.minus(timeout);
            expired.add(connections.expire(latest));
            expired.add(interfaces.expire(latest));
        }
    }

    @Override
    public void close() {
        page.ifPresent(MetricsPage::close);
    }
}
