package io.flowexporter.core.topology;

import okhttp3.HttpUrl;

/**
 * Where an analyzer listens.
 *
 * @param host a name or an IP address; an IPv6 address without brackets
 * @param port from 1 to 65535
 */
record AnalyzerAddress(String host, int port) {
    private static final String LOCAL = "localhost";
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads {@code host:port}, {@code [IPv6 address]:port}, or a port of this machine.
     *
     * @throws IllegalArgumentException if the text is none of them; the message names it
     */
    static AnalyzerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 && isDigits(text)) {
            return new AnalyzerAddress(LOCAL, port(text, text));
        }
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw bad(text);
        }
        if (host.isEmpty() && colon == 0) {
            host = LOCAL;
        }
        AnalyzerAddress address = new AnalyzerAddress(host, port(text.substring(colon + 1), text));
        try {
            address.url("http");
        } catch (IllegalArgumentException e) {
            throw bad(text);
        }
        return address;
    }

    /** Where queries go to. */
    HttpUrl url(String scheme) {
        return new HttpUrl.Builder()
                .scheme(scheme)
                .host(host)
                .port(port)
                .addPathSegments("api/topology")
                .build();
    }

    private static int port(String digits, String text) {
        if (!isDigits(digits) || digits.length() > 5) {
            throw bad(text);
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > HIGHEST_PORT) {
            throw bad(text);
        }
        return port;
    }

    private static boolean isDigits(String text) {
        return text.matches("[0-9]+");
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException(
                "must be host:port, [IPv6 address]:port, or a port of this machine, but was '" + text + "'");
    }

    /** {@code host:port}. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }
}
