package io.flowexporter.core.source;

import io.flowexporter.core.internal.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import okio.Sink;
import okio.Socket;
import okio.Source;

/**
 * One WebSocket connection to the analyzer, from the attempt to its end. The receiver is called on OkHttp's reader thread;
 * whatever it throws, the connection goes on. Safe for use by several threads.
 */
final class AnalyzerConnection {
    private static final int NORMAL_CLOSURE = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int MARK_BYTES = 16;
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    private final Receiver receiver;
    private final Duration closeTime;
    private final WebSocket socket;
    private volatile Optional<FrameLimit> limit = Optional.empty();

    private final Object lock = new Object();
    private Optional<String> analyzer = Optional.empty();
    private Optional<Trouble> end = Optional.empty();
    private boolean streamOpen;

    /** Takes what comes. */
    interface Receiver {
        /** The subscription has begun; no message came before. */
        void opened();

        /** Gives room for a message of that length. */
        Message room(int length);

        /** A message; its array is the receiver's. */
        void message(Message message);

        /** A message of at least so many bytes was too large. */
        void tooLarge(long bytes);

        /** A message could not be taken. */
        void failed(Throwable cause);
    }

    private AnalyzerConnection(
            OkHttpClient client, Request request, long maxFrameBytes, Duration closeTime, Receiver receiver) {
        this.receiver = receiver;
        this.closeTime = closeTime;
        OkHttpClient limited = client.newBuilder()
                .addInterceptor(chain -> limiting(chain, maxFrameBytes))
                .build();
        this.socket = limited.newWebSocket(request, new Listener());
    }

    /** Begins to connect; returns at once. */
    static AnalyzerConnection open(
            OkHttpClient client, Request request, long maxFrameBytes, Duration closeTime, Receiver receiver) {
        return new AnalyzerConnection(client, request, maxFrameBytes, closeTime, receiver);
    }

    /**
     * Waits until the subscription has begun or failed, so long at most; the analyzer's id if it has begun, though it may
     * have ended.
     */
    Optional<String> awaitOpen(Duration atMost) throws InterruptedException {
        synchronized (lock) {
            waitWhile(() -> analyzer.isEmpty() && end.isEmpty(), atMost);
            return analyzer;
        }
    }

    /** Waits for the end, so long at most; says why it ended. */
    Optional<Trouble> awaitEnd(Duration atMost) throws InterruptedException {
        synchronized (lock) {
            waitWhile(() -> end.isEmpty(), atMost);
            return end;
        }
    }

    /** Ends it. When this returns, the analyzer has had the time to notice, so that another connection may begin. */
    void close() throws InterruptedException {
        socket.close(NORMAL_CLOSURE, null);
        try {
            synchronized (lock) {
                waitWhile(() -> streamOpen, closeTime);
            }
        } finally {
            socket.cancel();
        }
        synchronized (lock) {
            waitWhile(() -> streamOpen, closeTime);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private void waitWhile(Condition condition, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (condition.holds()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            lock.wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }

    /**
     * Puts the limit between the connection and OkHttp's frame reader, and lets nobody agree on compression: what is small
     * on the wire could be anything in memory.
     */
    private Response limiting(Interceptor.Chain chain, long maxFrameBytes) throws IOException {
        Request plain = chain.request().newBuilder().removeHeader(EXTENSIONS).build();
        ConnectionInUse connection = new ConnectionInUse();
        chain.call().addEventListener(connection);
        Response response = chain.proceed(plain);
        Socket upgraded = response.socket();
        if (upgraded == null) {
            return response;
        }
        byte[] mark = new byte[MARK_BYTES];
        new SecureRandom().nextBytes(mark);
        // A timeout for each read costs as much as the read. What stalls from here on, silence and pings tell.
        upgraded.getSource().timeout().timeout(0, TimeUnit.MILLISECONDS);
        FrameLimit frames = new FrameLimit(
                UpgradedStream.of(upgraded.getSource(), connection.incoming()),
                maxFrameBytes,
                ByteString.of(mark),
                receiver::room,
                this::take,
                receiver::tooLarge,
                this::streamClosed);
        synchronized (lock) {
            streamOpen = true;
        }
        limit = Optional.of(frames);
        return response.newBuilder()
                .removeHeader(EXTENSIONS)
                .socket(new Limited(upgraded, frames))
                .build();
    }

    private record Limited(Socket upgraded, Source frames) implements Socket {
        @Override
        public Source getSource() {
            return frames;
        }

        @Override
        public Sink getSink() {
            return upgraded.getSink();
        }

        @Override
        public void cancel() {
            upgraded.cancel();
        }
    }

    private void opened(String analyzerId) {
        synchronized (lock) {
            analyzer = Optional.of(analyzerId);
            lock.notifyAll();
        }
    }

    private void ended(Trouble why) {
        synchronized (lock) {
            if (end.isEmpty()) {
                end = Optional.of(why);
                lock.notifyAll();
            }
        }
    }

    private void streamClosed() {
        synchronized (lock) {
            streamOpen = false;
            lock.notifyAll();
        }
        // An error inside of OkHttp ends its reader without a call of the listener.
        ended(Trouble.lost("its reader ended"));
    }

    private void take(Message message) {
        try {
            receiver.message(message);
        } catch (Throwable cause) {
            // OkHttp would end the connection, and for an Error tell nobody.
            receiver.failed(cause);
        }
    }

    private final class Listener extends WebSocketListener {
        @Override
        public void onOpen(WebSocket webSocket, Response response) {
            String analyzerId = response.header("X-Host-Id", "");
            if (analyzerId.isEmpty() || response.header("X-Service-Type", "").isEmpty()) {
                ended(Trouble.notSkydive());
                webSocket.close(GOING_AWAY, null);
            } else {
                receiver.opened();
                opened(analyzerId);
            }
        }

        @Override
        public void onMessage(WebSocket webSocket, ByteString bytes) {
            try {
                if (limit.isEmpty() || !limit.get().isCutOff(bytes)) {
                    take(Message.of(bytes.toByteArray()));
                }
            } catch (Throwable cause) {
                receiver.failed(cause);
            }
        }

        @Override
        public void onMessage(WebSocket webSocket, String text) {
            take(Message.of(text.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public void onClosing(WebSocket webSocket, int code, String reason) {
            ended(Trouble.lost(
                    "the analyzer closed it (" + code + (reason.isEmpty() ? "" : ", " + Printable.of(reason)) + ")"));
            webSocket.close(NORMAL_CLOSURE, null);
        }

        @Override
        public void onFailure(WebSocket webSocket, Throwable cause, Response response) {
            boolean wasOpen;
            synchronized (lock) {
                wasOpen = analyzer.isPresent();
            }
            boolean secure = webSocket.request().isHttps();
            ended(wasOpen ? Trouble.ofOpen(cause) : Trouble.ofConnecting(cause, Optional.ofNullable(response), secure));
        }
    }
}
