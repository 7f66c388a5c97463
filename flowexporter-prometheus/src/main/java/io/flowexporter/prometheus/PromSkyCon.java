package io.flowexporter.prometheus;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.stage.Sink;
import java.time.Duration;

/**
 * The sink {@code prom_sky_con}: shows connections and interfaces as metrics, on all addresses at
 * {@code http://<host>:<port>/metrics}, together with the metrics of this process. It takes flows as they came, without
 * a transform, and asks the analyzer for the interfaces.
 *
 * <pre>{@code
 * .sink(PromSkyCon.onPort(9100))
 * }</pre>
 */
public final class PromSkyCon extends Configured<Sink<Flow>> {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /** Where metrics are served. */
    public static final Option<Integer> PORT = Option.integer("port")
            .mandatory()
            .check(port -> port >= 0 && port <= 65_535, "must be a port (0 to 65535)")
            .doc("The port that metrics are served at; 0: any free one, which the gauge 'port' of the stage tells.");

    /** How long a silent series is shown. */
    public static final Option<Duration> CONNECTION_TIMEOUT = Option.seconds("connection_timeout")
            .defaultValue(DEFAULT_TIMEOUT)
            .check(time -> !time.isNegative(), "must not be negative (seconds)")
            .doc("Series that have not been updated for so many seconds are removed, within 120 s more; 0: 60 s.");

    /** Connections shown. */
    public static final Option<Integer> MAX_CONNECTIONS = Option.integer("max_connections")
            .defaultValue(100_000)
            .check(count -> count > 0, "must be positive (connections)")
            .doc("At most so many connections are shown, at five series each; the one silent for longest gives way. "
                    + "Each takes 0.5 KB of memory and 1.1 KB of the page.");

    /** Interfaces shown. */
    public static final Option<Integer> MAX_INTERFACES = Option.integer("max_interfaces")
            .defaultValue(100_000)
            .check(count -> count > 0, "must be positive (interfaces)")
            .doc("At most so many interfaces are shown, at eleven series each; the one silent for longest gives way.");

    /** The stage type. */
    public static final StageType<Sink<Flow>> TYPE = StageType.sink(
                    "prom_sky_con",
                    Flow.class,
                    (settings, context) -> new PrometheusSink(
                            settings.get(PORT),
                            settings.get(CONNECTION_TIMEOUT).isZero()
                                    ? DEFAULT_TIMEOUT
                                    : settings.get(CONNECTION_TIMEOUT),
                            settings.get(MAX_CONNECTIONS),
                            settings.get(MAX_INTERFACES),
                            context),
                    PORT,
                    CONNECTION_TIMEOUT,
                    MAX_CONNECTIONS,
                    MAX_INTERFACES)
            .askingTopology()
            .doc("Serves the connections and interfaces that the analyzer knows as metrics for Prometheus.");

    private PromSkyCon(Configured<Sink<Flow>> values) {
        super(values);
    }

    /** Metrics at that port; 0: at any free one. */
    public static PromSkyCon onPort(int port) {
        return new PromSkyCon(TYPE.with(PORT, port));
    }

    /** See {@link #CONNECTION_TIMEOUT}. */
    public PromSkyCon connectionTimeout(Duration silence) {
        return new PromSkyCon(with(CONNECTION_TIMEOUT, silence));
    }

    /** See {@link #MAX_CONNECTIONS}. */
    public PromSkyCon maxConnections(int connections) {
        return new PromSkyCon(with(MAX_CONNECTIONS, connections));
    }

    /** See {@link #MAX_INTERFACES}. */
    public PromSkyCon maxInterfaces(int interfaces) {
        return new PromSkyCon(with(MAX_INTERFACES, interfaces));
    }
}
