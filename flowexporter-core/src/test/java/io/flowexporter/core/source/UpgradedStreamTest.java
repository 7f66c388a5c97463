package io.flowexporter.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import okio.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradedStreamTest {
    private static final int LARGE = 100_000;

    private final Connection connection = new Connection();
    private final List<Boolean> closes = new ArrayList<>();

    /** Gives bytes in the pieces they came in, and then an end or a failure, again and again. */
    private static final class Connection extends InputStream {
        private final Deque<byte[]> pieces = new ArrayDeque<>();
        private final List<Integer> wanted = new ArrayList<>();
        private Optional<IOException> failure = Optional.empty();

        @Override
        public int read() {
            throw new AssertionError("reads byte by byte");
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            wanted.add(count);
            if (pieces.isEmpty()) {
                if (failure.isPresent()) {
                    throw failure.get();
                }
                return -1;
            }
            byte[] piece = pieces.remove();
            int given = Math.min(count, piece.length);
            System.arraycopy(piece, 0, into, offset, given);
            if (given < piece.length) {
                pieces.addFirst(bytes(piece, given));
            }
            return given;
        }

        private static byte[] bytes(byte[] piece, int from) {
            return new Buffer().write(piece, from, piece.length - from).readByteArray();
        }
    }

    private BufferedSource buffered() {
        Source socket = new Source() {
            @Override
            public long read(Buffer sink, long byteCount) throws IOException {
                timeout().throwIfReached();
                byte[] bytes = new byte[(int) byteCount];
                int count = connection.read(bytes, 0, bytes.length);
                if (count > 0) {
                    sink.write(bytes, 0, count);
                }
                return count;
            }

            @Override
            public Timeout timeout() {
                return new Timeout();
            }

            @Override
            public void close() {
                closes.add(true);
            }
        };
        return Okio.buffer(socket);
    }

    private UpgradedStream stream(BufferedSource okHttp) {
        return UpgradedStream.of(new ForwardingSource(okHttp) {}, Optional.of(connection));
    }

    private static byte[] rest(UpgradedStream stream, int atOnce) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[atOnce + 2];
        for (int count = stream.read(some, 1, atOnce); count >= 0; count = stream.read(some, 1, atOnce)) {
            assertThat(count).isPositive();
            all.write(some, 1, count);
        }
        assertThat(some).startsWith(0).endsWith(0);
        return all.toByteArray();
    }

    private static byte[] counted(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    @Test
    void asksTheConnectionForAsMuchAsIsWanted() throws IOException {
        byte[] sent = counted(LARGE);
        connection.pieces.add(sent);
        byte[] received = new byte[LARGE];
        assertThat(stream(buffered()).read(received, 0, LARGE)).isEqualTo(LARGE);
        assertThat(received).isEqualTo(sent);
        assertThat(connection.wanted).containsExactly(LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, LARGE})
    void beginsWithWhatOkHttpHasRead(int atOnce) throws IOException {
        connection.pieces.add("the answer and the beginning".getBytes());
        connection.pieces.add(counted(500));
        BufferedSource okHttp = buffered();
        assertThat(okHttp.readUtf8(11)).isEqualTo("the answer ");
        assertThat(rest(stream(okHttp), atOnce))
                .isEqualTo(new Buffer()
                        .writeUtf8("and the beginning")
                        .write(counted(500))
                        .readByteArray());
    }

    @Test
    void readsByOkHttpIfTheConnectionIsNotKnown() throws IOException {
        connection.pieces.add(counted(LARGE));
        UpgradedStream stream = UpgradedStream.of(new ForwardingSource(buffered()) {}, Optional.empty());
        assertThat(rest(stream, LARGE)).isEqualTo(counted(LARGE));
        assertThat(connection.wanted).allMatch(count -> count <= 8192);
    }

    @Test
    void readsByOkHttpIfItCannotBeKnownWhatThatHasRead() throws IOException {
        connection.pieces.add(counted(100));
        BufferedSource hidden = buffered();
        hidden.require(10);
        Source okHttp = new ForwardingSource(new ForwardingSource(hidden) {}) {};
        assertThat(rest(UpgradedStream.of(okHttp, Optional.of(connection)), 1000))
                .isEqualTo(counted(100));
    }

    @Test
    void letsOkHttpSeeTheEnd() throws IOException {
        List<Long> seen = new ArrayList<>();
        connection.pieces.add(counted(100));
        Source okHttp = new ForwardingSource(buffered()) {
            @Override
            public long read(Buffer sink, long byteCount) throws IOException {
                long count = super.read(sink, byteCount);
                seen.add(count);
                return count;
            }
        };
        UpgradedStream stream = UpgradedStream.of(okHttp, Optional.of(connection));
        assertThat(rest(stream, 1000)).hasSize(100);
        assertThat(seen).containsExactly(-1L);
        assertThat(stream.read(new byte[1], 0, 1)).isEqualTo(-1);
    }

    @Test
    void letsOkHttpSeeAFailure() throws IOException {
        List<IOException> seen = new ArrayList<>();
        connection.pieces.add(counted(100));
        connection.failure = Optional.of(new SocketException("Connection reset"));
        Source okHttp = new ForwardingSource(buffered()) {
            @Override
            public long read(Buffer sink, long byteCount) throws IOException {
                try {
                    return super.read(sink, byteCount);
                } catch (IOException e) {
                    seen.add(e);
                    throw e;
                }
            }
        };
        UpgradedStream stream = UpgradedStream.of(okHttp, Optional.of(connection));
        assertThat(stream.read(new byte[100], 0, 100)).isEqualTo(100);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> stream.read(new byte[100], 0, 100))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
        assertThat(seen).isNotEmpty();
    }

    @Test
    void endsWhenTheThreadIsInterrupted() {
        connection.pieces.add(counted(100));
        UpgradedStream stream = stream(buffered());
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> stream.read(new byte[100], 0, 100)).isInstanceOf(InterruptedIOException.class);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void closesOkHttpsStream() throws IOException {
        stream(buffered()).close();
        assertThat(closes).hasSize(1);
    }
}
