package io.flowexporter.core.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Protocol;

/** Knows which connection a call has. Safe for use by several threads. */
final class ConnectionInUse extends EventListener {
    private volatile Optional<Connection> connection = Optional.empty();

    @Override
    public void connectionAcquired(Call call, Connection acquired) {
        connection = Optional.of(acquired);
    }

    @Override
    public void connectionReleased(Call call, Connection released) {
        connection = Optional.empty();
    }

    /** What comes by the connection, after TLS; empty if that is not the call's alone. */
    Optional<InputStream> incoming() {
        return connection.filter(alone -> alone.protocol() == Protocol.HTTP_1_1).flatMap(ConnectionInUse::incoming);
    }

    private static Optional<InputStream> incoming(Connection connection) {
        try {
            return Optional.of(connection.socket().getInputStream());
        } catch (IOException e) {
            // It is closed already, as OkHttp will find out.
            return Optional.empty();
        }
    }
}
