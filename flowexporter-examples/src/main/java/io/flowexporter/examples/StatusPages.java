package io.flowexporter.examples;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Problem;
import io.flowexporter.core.config.PipelineFile;
import io.flowexporter.core.config.PipelineSettings;
import io.flowexporter.core.runtime.RunningPipeline;
import io.flowexporter.core.status.StatusServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The status servers of the files that ask for one: one for each address, whoever shares it. */
final class StatusPages implements AutoCloseable {
    private final Map<SocketAddress, StatusServer> servers = new HashMap<>();

    /**
     * Starts them, before any pipeline: whoever watches sees the start, too.
     *
     * @throws ConfigurationException if one can't listen where its file says
     */
    static StatusPages start(List<PipelineFile> files, System.Logger logger) {
        StatusPages pages = new StatusPages();
        try {
            for (PipelineFile file : files) {
                file.status().ifPresent(listen -> pages.start(file, listen, logger));
            }
            return pages;
        } catch (RuntimeException | Error e) {
            pages.close();
            throw e;
        }
    }

    private void start(PipelineFile file, PipelineFile.Listen listen, System.Logger logger) {
        SocketAddress address = address(listen);
        if (servers.containsKey(address)) {
            return;
        }
        try {
            StatusServer server = StatusServer.start(listen.address());
            servers.put(address, server);
            logger.log(Level.INFO, "Status at {0}", server.url());
            if (server.open()) {
                logger.log(
                        Level.WARNING,
                        "{0} can be read by other machines, without a password: let only those reach it that may",
                        server.url());
            }
        } catch (IOException e) {
            throw new ConfigurationException(
                    file.file(),
                    List.of(new Problem(
                            listen.line(),
                            PipelineSettings.STATUS_LISTEN.path(),
                            Terminal.printable(String.valueOf(e.getMessage())))));
        }
    }

    /** By whatever name files call it. */
    private static SocketAddress address(PipelineFile.Listen listen) {
        try {
            return listen.address().resolve();
        } catch (UnknownHostException e) {
            return InetSocketAddress.createUnresolved(
                    listen.address().host(), listen.address().port());
        }
    }

    /** Shows a file's pipeline where the file says. */
    void show(PipelineFile file, RunningPipeline pipeline) {
        Optional<StatusServer> server = file.status().map(listen -> servers.get(address(listen)));
        server.ifPresent(present -> present.show(pipeline));
    }

    @Override
    public void close() {
        servers.values().forEach(StatusServer::close);
    }
}
