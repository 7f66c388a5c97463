package io.flowexporter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private ServerSocket server;
    private FaultProxy proxy;
    private Socket client;
    private Socket served;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.to("127.0.0.1", server.getLocalPort());
        client = new Socket("127.0.0.1", proxy.port());
        client.setSoTimeout(60_000);
        served = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        client.close();
        served.close();
        server.close();
    }

    private String read(int bytes) throws IOException {
        InputStream in = client.getInputStream();
        return new String(in.readNBytes(bytes));
    }

    private void send(String text) throws IOException {
        served.getOutputStream().write(text.getBytes());
    }

    @Test
    void passesBothWays() throws IOException {
        client.getOutputStream().write('?');
        assertThat(served.getInputStream().read()).isEqualTo('?');
        send("answer");
        assertThat(read(6)).isEqualTo("answer");
        served.close();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void cutsAfterSoManyBytes() throws IOException {
        proxy.cutAfter(4, Ending.FIN);
        send("answer");
        assertThat(read(6)).isEqualTo("answ");
    }

    @Test
    void resets() {
        proxy.endAll(Ending.RESET);
        assertThatThrownBy(() -> read(1)).isInstanceOf(IOException.class).hasMessageContaining("reset");
    }

    @Test
    void swallows() throws IOException {
        proxy.swallow(true);
        send("answer");
        client.setSoTimeout(100);
        assertThatThrownBy(() -> read(1)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void isSlow() throws IOException {
        proxy.delay(Duration.ofMillis(200));
        long before = System.nanoTime();
        send("answer");
        assertThat(read(6)).isEqualTo("answer");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }
}
