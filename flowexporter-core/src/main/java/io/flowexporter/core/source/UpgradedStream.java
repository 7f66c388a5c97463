package io.flowexporter.core.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Source;
import okio.Timeout;

/**
 * What comes by a connection after its upgrade. OkHttp's stream reads 8 KiB at a time at most, and each byte is copied once
 * more from there; so this reads the connection itself if it is known. OkHttp's stream sees the end, and what goes wrong, in any
 * case. For one thread.
 */
final class UpgradedStream implements Closeable {
    private static final long CHUNK = 8192;

    private final Source okHttp;
    private final Buffer received = new Buffer();
    private Optional<InputStream> connection;

    private UpgradedStream(Source okHttp, Optional<InputStream> connection) {
        this.okHttp = okHttp;
        this.connection = connection;
    }

    /**
     * The stream of a connection.
     *
     * @param okHttp OkHttp's stream, of which nothing has been read since the upgrade
     * @param connection where OkHttp's stream itself reads, if that is known
     */
    static UpgradedStream of(Source okHttp, Optional<InputStream> connection) {
        if (okHttp instanceof ForwardingSource outer && outer.delegate() instanceof BufferedSource buffered) {
            UpgradedStream stream = new UpgradedStream(okHttp, connection);
            // What came together with the answer: OkHttp has read it, and it comes first.
            stream.received.write(buffered.getBuffer(), buffered.getBuffer().size());
            return stream;
        }
        // What OkHttp has read can't be known.
        return new UpgradedStream(okHttp, Optional.empty());
    }

    /**
     * Waits for bytes.
     *
     * @param count how many at most; at least 1
     * @return how many, or -1 at the end
     */
    int read(byte[] into, int offset, int count) throws IOException {
        // An interrupt ends OkHttp's reading, but not that of a socket.
        if (received.exhausted()
                && connection.isPresent()
                && !Thread.currentThread().isInterrupted()) {
            int read = read(connection.get(), into, offset, count);
            if (read > 0) {
                return read;
            }
            connection = Optional.empty();
        }
        if (received.exhausted() && okHttp.read(received, CHUNK) < 0) {
            return -1;
        }
        return received.read(into, offset, count);
    }

    private int read(InputStream from, byte[] into, int offset, int count) throws IOException {
        try {
            return from.read(into, offset, count);
        } catch (IOException e) {
            connection = Optional.empty();
            letOkHttpFail();
            throw e;
        }
    }

    /** OkHttp prefers another address of the analyzer after a failure. A socket that has failed does so again. */
    private void letOkHttpFail() {
        try {
            okHttp.read(received, CHUNK);
        } catch (IOException again) {
            // It says no more than the first one.
            return;
        }
    }

    Timeout timeout() {
        return okHttp.timeout();
    }

    @Override
    public void close() throws IOException {
        okHttp.close();
    }
}
