package io.flowexporter.core.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import okio.Buffer;

/** An analyzer for one connection at a time, which sends its answer and what follows it as it is told, byte for byte. */
final class RawAnalyzer implements Closeable {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Optional<SSLContext> tls;

    RawAnalyzer(Optional<SSLContext> tls) throws IOException {
        this.tls = tls;
    }

    /** Its address. */
    String url() {
        return (tls.isPresent() ? "wss" : "ws") + "://127.0.0.1:" + listener.getLocalPort() + "/";
    }

    /** Itself as a proxy, behind which it acts as any analyzer. */
    Proxy proxy() {
        return new Proxy(
                Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
    }

    /** A connection that waits for an answer. */
    Asked accept() throws IOException, GeneralSecurityException {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        if (tls.isPresent()) {
            socket = secured(socket, tls.get());
        }
        String request = head(socket);
        String key = request.lines()
                .filter(line -> line.startsWith("Sec-WebSocket-Key: "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
        byte[] accept = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
        String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "X-Host-Id: lab\r\nX-Service-Type: analyzer\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(accept) + "\r\n\r\n";
        return new Asked(socket, answer.getBytes(StandardCharsets.US_ASCII));
    }

    private static Socket secured(Socket socket, SSLContext context) throws IOException {
        InputStream in = socket.getInputStream();
        int first = in.read();
        if (first == 'C') {
            String request = "C" + head(socket);
            if (!request.startsWith("CONNECT ")) {
                throw new IOException("Cannot act as a proxy: " + request);
            }
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return serverSide((SSLSocket) context.getSocketFactory().createSocket(socket, null, true));
        }
        InputStream consumed = new Buffer().writeByte(first).inputStream();
        return serverSide((SSLSocket) context.getSocketFactory().createSocket(socket, consumed, true));
    }

    private static Socket serverSide(SSLSocket secure) throws IOException {
        secure.setUseClientMode(false);
        secure.startHandshake();
        return secure;
    }

    /** Reads up to the empty line, and no byte more. */
    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("Cannot read a request: it ends after " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /**
     * A connection.
     *
     * @param socket its socket
     * @param answer what makes a subscription of it
     */
    record Asked(Socket socket, byte[] answer) implements Closeable {
        /** Sends these bytes at once. */
        void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
