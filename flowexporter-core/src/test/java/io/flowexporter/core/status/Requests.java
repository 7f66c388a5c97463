package io.flowexporter.core.status;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Requests as they stand on the wire: what clients of libraries do not let a test send, too. */
final class Requests {
    private Requests() {}

    /** An answer; the names of headers in lower case. */
    record Reply(int status, Map<String, String> headers, String body) {}

    static Reply get(int port, String path, String... headers) throws IOException {
        return send(port, "GET", path, headers);
    }

    /** Sends a request with those headers and {@code Host: localhost}, unless another host is among them. */
    static Reply send(int port, String method, String path, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + ' ' + path + " HTTP/1.1\r\nConnection: close\r\n");
        boolean hasHost = false;
        for (String header : headers) {
            hasHost |= header.startsWith("Host");
            if (!header.equals("Host")) {
                request.append(header).append("\r\n");
            }
        }
        request.append(hasHost ? "" : "Host: localhost:" + port + "\r\n").append("\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            return reply(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Reply reply(String text) {
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n");
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] parts = lines[i].split(": ", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        return new Reply(Integer.parseInt(lines[0].split(" ")[1]), headers, text.substring(end + 4));
    }
}
