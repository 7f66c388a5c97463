package io.flowexporter.testkit;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One client after its upgrade: it is pinged, what is queued is written to it, its pongs are noted. */
final class Subscriber {
    private static final int NORMAL_CLOSURE = 1000;
    private static final int NO_STATUS = 1005;

    private final String hostId;
    private final Set<String> namespaces;
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final BlockingQueue<Outgoing> queue;
    private final Duration pingEvery;
    private final Events events;
    private final AtomicInteger unsent = new AtomicInteger();
    private final long connected = System.nanoTime();
    private volatile long lastPong = connected;
    private volatile boolean ended;
    private volatile boolean silent;

    /** What a subscriber tells its server. */
    interface Events {
        void pong(Duration after);

        /** It said goodbye, and was not answered yet. */
        void closeFrame(Subscriber from, int code);

        void wrote();
    }

    Subscriber(
            String hostId,
            List<String> namespaces,
            Socket socket,
            DataInputStream in,
            int queueLength,
            Duration pingEvery,
            Events events)
            throws IOException {
        this.hostId = hostId;
        this.namespaces = Set.copyOf(namespaces);
        this.socket = socket;
        this.in = in;
        this.out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
        this.queue = new LinkedBlockingQueue<>(queueLength);
        this.pingEvery = pingEvery;
        this.events = events;
    }

    String hostId() {
        return hostId;
    }

    boolean asksFor(String namespace) {
        return namespaces.contains(namespace);
    }

    Set<String> namespaces() {
        return namespaces;
    }

    /** Queues something; false if it found no room in that time, or the client is gone. */
    boolean offer(Outgoing outgoing, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!ended) {
            // In slices: a client that goes away while its queue is full must not hold up the sender.
            long slice = Math.min(deadline - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(100));
            unsent.incrementAndGet();
            if (queue.offer(outgoing, Math.max(0, slice), TimeUnit.NANOSECONDS)) {
                return true;
            }
            unsent.decrementAndGet();
            if (slice <= 0) {
                return false;
            }
        }
        return false;
    }

    boolean idle() {
        return ended || unsent.get() == 0;
    }

    Duration sincePong() {
        return Duration.ofNanos(System.nanoTime() - lastPong);
    }

    /** Writes what is queued, and pings in between, until the connection ends. */
    void write() {
        long nextPing = System.nanoTime();
        try {
            while (!ended) {
                long now = System.nanoTime();
                if (now - nextPing >= 0) {
                    ping(now);
                    nextPing = now + pingEvery.toNanos();
                }
                Outgoing outgoing = queue.poll(nextPing - now, TimeUnit.NANOSECONDS);
                if (outgoing != null) {
                    send(outgoing);
                    unsent.decrementAndGet();
                    events.wrote();
                }
            }
        } catch (IOException e) {
            end(Ending.RESET);
        } catch (InterruptedException e) {
            end(Ending.RESET);
            Thread.currentThread().interrupt();
        }
    }

    private void ping(long now) throws IOException {
        byte[] payload =
                ByteBuffer.allocate(Long.BYTES).putLong(now - connected).array();
        send(Outgoing.frame(WireFrame.PING, payload));
    }

    private void send(Outgoing outgoing) throws IOException {
        if (silent) {
            return;
        }
        Optional<Ending> ending;
        synchronized (out) {
            ending = outgoing.write(out);
            if (queue.isEmpty() || ending.isPresent()) {
                out.flush();
            }
        }
        ending.ifPresent(this::end);
    }

    /** Reads the client's frames until the connection ends. */
    void read() {
        try {
            while (!ended) {
                WireFrame frame = WireFrame.readMasked(in);
                if (silent) {
                    continue;
                }
                switch (frame.opcode()) {
                    case WireFrame.PONG -> pong(frame.payload());
                    case WireFrame.PING -> answer(Outgoing.frame(WireFrame.PONG, frame.payload()));
                    case WireFrame.CLOSE -> {
                        events.closeFrame(this, closeCode(frame.payload()));
                        answer(Outgoing.frame(WireFrame.CLOSE, frame.payload()));
                        end(Ending.FIN);
                        return;
                    }
                    default -> {
                        // The analyzer does not look at what a subscriber says.
                    }
                }
            }
        } catch (IOException e) {
            end(Ending.RESET);
        }
    }

    private void answer(Outgoing outgoing) throws IOException {
        synchronized (out) {
            outgoing.write(out);
            out.flush();
        }
    }

    private static int closeCode(byte[] payload) {
        return payload.length < 2 ? NO_STATUS : ByteBuffer.wrap(payload).getShort();
    }

    private void pong(byte[] payload) {
        long now = System.nanoTime();
        lastPong = now;
        if (payload.length == Long.BYTES) {
            events.pong(
                    Duration.ofNanos(now - connected - ByteBuffer.wrap(payload).getLong()));
        }
    }

    void end(Ending ending) {
        if (ending == Ending.SILENCE) {
            silent = true;
            return;
        }
        ended = true;
        try {
            switch (ending) {
                case FIN -> socket.shutdownOutput();
                case CLOSE_FRAME -> {
                    byte[] code = ByteBuffer.allocate(Short.BYTES)
                            .putShort((short) NORMAL_CLOSURE)
                            .array();
                    answer(Outgoing.frame(WireFrame.CLOSE, code));
                    socket.shutdownOutput();
                }
                default -> {
                    reset();
                }
            }
        } catch (IOException e) {
            reset();
        }
    }

    /** Drops a client that shows no life; one that was silenced keeps its dead connection. */
    void giveUp() {
        if (!silent) {
            end(Ending.RESET);
        }
    }

    private void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            // It is closed already.
        }
        try {
            socket.close();
        } catch (IOException e) {
            // There is nobody to tell.
        }
    }
}
