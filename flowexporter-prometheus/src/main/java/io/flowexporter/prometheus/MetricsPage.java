package io.flowexporter.prometheus;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;

/** The HTTP server that shows metrics. Safe for use by several threads. */
final class MetricsPage implements AutoCloseable {
    /** A large page takes some hundred MB while it is made, so a crowd of readers has to queue. */
    private static final int PAGES_AT_ONCE = 2;

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
            return new MetricsPage(HTTPServer.builder()
                    .port(port)
                    .registry(registry)
                    .executorService(Executors.newFixedThreadPool(PAGES_AT_ONCE, MetricsPage::thread))
                    .buildAndStart());
        } catch (IOException e) {
            throw new IOException(
                    "Cannot serve metrics at port " + port + ": " + e.getMessage() + "; free it, or set another "
                            + setting,
                    e);
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "flowexporter-metrics");
        thread.setDaemon(true);
        return thread;
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
