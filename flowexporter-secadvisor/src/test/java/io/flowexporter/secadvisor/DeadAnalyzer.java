package io.flowexporter.secadvisor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** An analyzer that is not there. */
final class DeadAnalyzer {
    private DeadAnalyzer() {}

    /** An address at which nobody listens. */
    static String address() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }
}
