package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.tls.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(240)
class AnalyzerConnectionTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration AT_ONCE = Duration.ofMillis(50);
    private static final long LIMIT = 1 << 20;

    @TempDir
    private Path directory;

    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Boolean> connectionsKnown = new ArrayList<>();
    private final WatchedSockets sockets = new WatchedSockets();
    private final ExecutorService readers = Executors.newCachedThreadPool();

    private enum Way {
        PLAIN,
        TLS,
        PROXY,
        TLS_BEHIND_PROXY;

        boolean secure() {
            return this == TLS || this == TLS_BEHIND_PROXY;
        }

        boolean proxy() {
            return this == PROXY || this == TLS_BEHIND_PROXY;
        }
    }

    private final AnalyzerConnection.Receiver receiver = new AnalyzerConnection.Receiver() {
        @Override
        public void opened() {}

        @Override
        public Message room(int length) {
            return Message.of(new byte[length]);
        }

        @Override
        public void message(Message message) {
            messages.add(message.bytes());
        }

        @Override
        public void tooLarge(long bytes) {
            failures.add(new AssertionError("too large: " + bytes));
        }

        @Override
        public void failed(Throwable cause) {
            failures.add(cause);
        }
    };

    @AfterEach
    void close() throws InterruptedException {
        readers.shutdown();
        assertThat(readers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
    }

    private Optional<Path> file(String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream in = AnalyzerConnectionTest.class.getResourceAsStream("/tls/" + name)) {
            Files.write(file, in.readAllBytes());
        }
        return Optional.of(file);
    }

    private RawAnalyzer analyzer(Way way) throws IOException {
        return new RawAnalyzer(
                way.secure()
                        ? Tls.of(file("ca.pem"), file("server.pem"), file("server-key.pem"))
                                .map(Tls::context)
                        : Optional.empty());
    }

    private OkHttpClient client(RawAnalyzer analyzer, Way way) throws IOException {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(new Dispatcher(readers))
                .socketFactory(sockets)
                .connectTimeout(SOON)
                .readTimeout(SOON)
                .addInterceptor(this::seeWhetherTheConnectionIsKnown);
        if (way.secure()) {
            Tls tls = Tls.of(file("ca.pem"), Optional.empty(), Optional.empty()).orElseThrow();
            builder.sslSocketFactory(tls.context().getSocketFactory(), tls.trust());
        }
        if (way.proxy()) {
            builder.proxy(analyzer.proxy());
        }
        return builder.build();
    }

    private Response seeWhetherTheConnectionIsKnown(Interceptor.Chain chain) throws IOException {
        ConnectionInUse connection = new ConnectionInUse();
        chain.call().addEventListener(connection);
        Response response = chain.proceed(chain.request());
        connectionsKnown.add(connection.incoming().isPresent());
        return response;
    }

    private AnalyzerConnection open(OkHttpClient client, RawAnalyzer analyzer) {
        Request request = new Request.Builder()
                .url(analyzer.url().replaceFirst("^ws", "http"))
                .build();
        return AnalyzerConnection.open(client, request, LIMIT, AT_ONCE, receiver);
    }

    private static Buffer texts(int... sizes) {
        Buffer wire = new Buffer();
        for (int size : sizes) {
            Wire.writeHeader(wire, 0x81, size);
            wire.write(payload(size));
        }
        return wire;
    }

    private static byte[] payload(int size) {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) (i * 31 + size);
        }
        return payload;
    }

    private void assertTaken(int... sizes) throws InterruptedException {
        for (int size : sizes) {
            assertThat(messages.poll(60, TimeUnit.SECONDS)).isEqualTo(payload(size));
        }
        assertThat(messages).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void takesWhatComesTogetherWithTheAnswer(Way way) throws Exception {
        int[] sizes = {5, 0, 126, 20_000, 70_000};
        try (RawAnalyzer analyzer = analyzer(way)) {
            AnalyzerConnection connection = open(client(analyzer, way), analyzer);
            try (RawAnalyzer.Asked asked = analyzer.accept()) {
                Buffer all = new Buffer().write(asked.answer());
                all.writeAll(texts(sizes));
                asked.send(all.readByteArray());
                assertThat(connection.awaitOpen(SOON)).contains("lab");
                assertTaken(sizes);
                asked.send(texts(100_000).readByteArray());
                assertTaken(100_000);
                assertThat(connectionsKnown).containsExactly(true);
                if (!way.secure()) {
                    assertThat(sockets.mostWanted()).isGreaterThan(50_000);
                }
            }
            connection.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesMessagesInPieces(Way way) throws Exception {
        int[] sizes = {3, 130, 40_000, 1, 200_000};
        try (RawAnalyzer analyzer = analyzer(way)) {
            AnalyzerConnection connection = open(client(analyzer, way), analyzer);
            try (RawAnalyzer.Asked asked = analyzer.accept()) {
                asked.send(asked.answer());
                for (int piece : new int[] {97, 4097, 16_383, 100_000}) {
                    Buffer wire = texts(sizes);
                    while (!wire.exhausted()) {
                        asked.send(wire.readByteArray(Math.min(piece, wire.size())));
                    }
                    assertTaken(sizes);
                }
            }
            connection.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsWithTheStreamAtAnyByte(Way way) throws Exception {
        byte[] wire = texts(1, 130).readByteArray();
        try (RawAnalyzer analyzer = analyzer(way)) {
            OkHttpClient client = client(analyzer, way);
            for (int cut = 0; cut <= wire.length; cut += way.secure() ? 9 : 1) {
                AnalyzerConnection connection = open(client, analyzer);
                try (RawAnalyzer.Asked asked = analyzer.accept()) {
                    asked.send(asked.answer());
                    assertThat(connection.awaitOpen(SOON)).isPresent();
                    asked.send(new Buffer().write(wire, 0, cut).readByteArray());
                }
                assertThat(connection.awaitEnd(SOON)).isPresent();
                connection.close();
                assertTaken(cut == wire.length ? new int[] {1, 130} : cut >= 3 ? new int[] {1} : new int[] {});
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isClosedWhileItWaitsForBytes(Way way) throws Exception {
        for (int cut : new int[] {0, 1, 3, 4, 100, 30_000}) {
            try (RawAnalyzer analyzer = analyzer(way)) {
                AnalyzerConnection connection = open(client(analyzer, way), analyzer);
                try (RawAnalyzer.Asked asked = analyzer.accept()) {
                    asked.send(asked.answer());
                    Buffer wire = texts(1);
                    wire.write(texts(40_000), cut);
                    asked.send(wire.readByteArray());
                    assertTaken(1);
                    long begin = System.nanoTime();
                    connection.close();
                    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
                    assertThat(connection.awaitEnd(SOON)).isPresent();
                    assertThat(messages).isEmpty();
                }
            }
        }
    }
}
