package io.flowexporter.prometheus;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;

/** The HTTP server that shows metrics. Safe for use by several threads. */
final class MetricsPage implements AutoCloseable {
    private final HTTPServer server;

    private MetricsPage(HTTPServer server) {
        this.server = server;
    }

    /**
     * Opens it.
     *
     * @param setting where the port comes from, for the message
     * @throws IOException if the port can't be had
     */
    static MetricsPage open(int port, String setting, List<? extends MultiCollector> collectors) throws IOException {
        PrometheusRegistry registry = new PrometheusRegistry();
        collectors.forEach(registry::register);
        JvmMetrics.builder().register(registry);
        try {
            return new MetricsPage(
                    HTTPServer.builder().port(port).registry(registry).buildAndStart());
        } catch (IOException e) {
            throw new IOException(
                    "Cannot serve metrics at port " + port + ": " + e.getMessage() + "; free it, or set another "
                            + setting,
                    e);
        }
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
