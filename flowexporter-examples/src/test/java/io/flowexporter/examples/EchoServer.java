package io.flowexporter.examples;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A server that refuses each request and says all that it was given, as a proxy in its debug mode might. */
final class EchoServer implements AutoCloseable {
    private static final int[] STATUSES = {403, 400, 401, 500, 404, 307};

    private final ServerSocket listener;
    private final AtomicInteger requests = new AtomicInteger();

    private EchoServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "echo");
        thread.setDaemon(true);
        thread.start();
    }

    static EchoServer start() throws IOException {
        return new EchoServer();
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                client.setSoTimeout(2_000);
                answer(client);
            } catch (IOException e) {
                // The client went away, or this server has ended, which the loop's condition sees.
                continue;
            }
        }
    }

    private void answer(Socket client) throws IOException {
        String request = request(new BufferedInputStream(client.getInputStream()));
        String credentials = request.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).matches("(authorization|cookie|x-amz-security-token):.*"))
                .collect(Collectors.joining(" "));
        String all = request.replaceAll("[<>&\"\r\n]", " ");
        String body = "<Error><Code>" + all + "</Code><Message>" + credentials + ' ' + all + "</Message></Error>";
        if (request.contains("grant_type")) {
            body = "{\"errorCode\":\"" + all + "\",\"errorMessage\":\"" + all + "\"}";
        }
        int status = STATUSES[requests.getAndIncrement() % STATUSES.length];
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + ' ' + credentials + "\r\nX-Echo: " + credentials + "\r\nLocation: /"
                                + credentials + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Head and body of a request. */
    private static String request(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The request ended within its head");
            }
            text.append((char) next);
        }
        int length = text.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return text + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
