package io.flowexporter.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy that does to connections what networks do: it cuts them, resets them, swallows what they carry, is slow.
 * Listens at a free port of the loopback interface. Safe for use by several threads.
 */
public final class FaultProxy implements AutoCloseable {
    private static final long UNLIMITED = Long.MAX_VALUE;

    private final ServerSocket listener;
    private final String targetHost;
    private final int targetPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong budget = new AtomicLong(UNLIMITED);
    private final AtomicLong uploadBudget = new AtomicLong(UNLIMITED);
    private volatile Ending cutBy = Ending.FIN;
    private volatile boolean swallowing;
    private volatile boolean refusing;
    private volatile Duration delay = Duration.ZERO;

    private FaultProxy(String host, int port) throws IOException {
        targetHost = host;
        targetPort = port;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread("accept", this::accept);
    }

    /** A proxy in front of that server; without faults as yet. */
    public static FaultProxy to(String host, int port) {
        try {
            return new FaultProxy(host, port);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot start a proxy: " + e.getMessage(), e);
        }
    }

    /** A proxy in front of that analyzer. */
    public static FaultProxy to(AnalyzerServer analyzer) {
        return to("127.0.0.1", analyzer.port());
    }

    /** The port it listens at. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections it has taken. */
    public int connections() {
        return connections.get();
    }

    /** Passes that many more bytes from the server, all connections together, then ends the one that carries the last. */
    public void cutAfter(long bytes, Ending ending) {
        cutBy = ending;
        budget.set(bytes);
    }

    /** The same with bytes to the server. */
    public void cutUploadAfter(long bytes, Ending ending) {
        cutBy = ending;
        uploadBudget.set(bytes);
    }

    /** Ends all connections at once: a reset, or an orderly end. */
    public void endAll(Ending ending) {
        sockets.forEach(socket -> end(socket, ending));
    }

    /** Takes what comes and passes nothing on, in both directions, as a network that lost its route; or passes again. */
    public void swallow(boolean all) {
        swallowing = all;
    }

    /** Ends each new connection at once; or takes them again. */
    public void refuse(boolean all) {
        refusing = all;
    }

    /** Holds back each piece of data from the server for so long. */
    public void delay(Duration each) {
        delay = each;
    }

    /** Ends all connections and threads. */
    @Override
    public void close() {
        closeQuietly(listener);
        endAll(Ending.RESET);
        for (Thread thread : threads) {
            thread.interrupt();
            try {
                thread.join(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                connections.incrementAndGet();
                sockets.add(client);
                if (refusing || listener.isClosed()) {
                    end(client, Ending.RESET);
                    continue;
                }
                Socket server = new Socket(targetHost, targetPort);
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                thread("up", () -> pass(client, server, false));
                thread("down", () -> pass(server, client, true));
            } catch (IOException e) {
                // The server is away, or this proxy has ended, which the loop's condition sees.
                continue;
            }
        }
    }

    private void pass(Socket from, Socket to, boolean fromServer) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (swallowing) {
                    continue;
                }
                if (fromServer) {
                    pause();
                }
                AtomicLong left = fromServer ? budget : uploadBudget;
                int allowed = allowed(count, left);
                out.write(buffer, 0, allowed);
                if (allowed < count) {
                    left.set(UNLIMITED);
                    end(to, cutBy);
                    end(from, Ending.RESET);
                }
            }
            if (!swallowing) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            if (!swallowing) {
                end(to, Ending.RESET);
                end(from, Ending.RESET);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int allowed(int count, AtomicLong budget) {
        long before = budget.getAndUpdate(left -> left == UNLIMITED ? left : Math.max(0, left - count));
        return (int) Math.min(before, count);
    }

    private void pause() throws InterruptedException {
        if (!delay.isZero()) {
            Thread.sleep(delay.toMillis());
        }
    }

    private void end(Socket socket, Ending ending) {
        if (ending == Ending.SILENCE) {
            swallowing = true;
            return;
        }
        if (ending == Ending.RESET) {
            try {
                socket.setSoLinger(true, 0);
            } catch (SocketException e) {
                // It is closed already.
            }
        }
        closeQuietly(socket);
        sockets.remove(socket);
    }

    private void thread(String role, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                "proxy-" + port() + '-' + role);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // There is nobody to tell.
        }
    }
}
