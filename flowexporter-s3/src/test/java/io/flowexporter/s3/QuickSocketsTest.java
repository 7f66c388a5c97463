package io.flowexporter.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuickSocketsTest {
    @Test
    void everySocketSendsSmallPacketsAtOnce() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 10, here)) {
            QuickSockets sockets = new QuickSockets();
            int port = server.getLocalPort();
            for (Socket socket : List.of(
                    sockets.createSocket(),
                    sockets.createSocket(here, port),
                    sockets.createSocket(here, port, here, 0),
                    sockets.createSocket(here.getHostAddress(), port),
                    sockets.createSocket(here.getHostAddress(), port, here, 0))) {
                try (socket) {
                    assertThat(socket.getTcpNoDelay()).isTrue();
                }
            }
        }
    }
}
