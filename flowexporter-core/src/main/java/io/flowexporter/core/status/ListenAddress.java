package io.flowexporter.core.status;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens. Immutable.
 *
 * @param host a name or address of this machine
 * @param port the port; 0 for any that is free
 */
public record ListenAddress(String host, int port) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int LAST_PORT = 65_535;
    private static final Pattern FORM =
            Pattern.compile("(?:(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9]+)?])?:)?(?<port>[0-9]{1,5})");

    public ListenAddress {
        Objects.requireNonNull(host, "host");
        if (host.isEmpty() || port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException("Cannot listen on '" + host + "', port " + port);
        }
    }

    /** A port of this machine that only this machine reaches. */
    public static ListenAddress loopback(int port) {
        return new ListenAddress(LOOPBACK, port);
    }

    /**
     * Reads {@code host:port}, {@code [::1]:port}, or a port alone, which is one that only this machine reaches.
     *
     * @throws IllegalArgumentException if the text is none of these; the message says what is allowed
     */
    public static ListenAddress parse(String text) {
        Matcher matcher = FORM.matcher(text.trim());
        if (!matcher.matches() || Integer.parseInt(matcher.group("port")) > LAST_PORT) {
            throw new IllegalArgumentException("must be an address and a port such as 127.0.0.1:9464, [::1]:9464 or"
                    + " 0.0.0.0:9464, but was '" + text + "'");
        }
        String host = matcher.group("host");
        int port = Integer.parseInt(matcher.group("port"));
        return host == null ? loopback(port) : new ListenAddress(host.replaceAll("[\\[\\]]", ""), port);
    }

    /**
     * The address to bind.
     *
     * @throws UnknownHostException if there is no host of that name
     */
    public InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    /** {@code host:port}. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }
}
