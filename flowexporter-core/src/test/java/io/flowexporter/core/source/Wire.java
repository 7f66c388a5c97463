package io.flowexporter.core.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;

/** Streams of given bytes as they would come by a connection. */
final class Wire {
    private Wire() {}

    /** Writes the header of a frame that is not masked. */
    static void writeHeader(Buffer wire, int first, int size) {
        wire.writeByte(first);
        if (size < 126) {
            wire.writeByte(size);
        } else if (size < 65536) {
            wire.writeByte(126).writeShort(size);
        } else {
            wire.writeByte(127).writeLong(size);
        }
    }

    /** Bytes that the connection gives in pieces, of which OkHttp has read so many already. */
    static UpgradedStream known(Buffer bytes, long pieces, long early) throws IOException {
        BufferedSource okHttp = Okio.buffer(inPieces(bytes, Math.max(1, early)));
        okHttp.request(early);
        InputStream connection = new FilterInputStream(bytes.inputStream()) {
            @Override
            public int read(byte[] into, int offset, int count) throws IOException {
                return super.read(into, offset, (int) Math.min(pieces, count));
            }
        };
        return UpgradedStream.of(new ForwardingSource(okHttp) {}, Optional.of(connection));
    }

    /** The same where the connection is not known. */
    static UpgradedStream unknown(Buffer bytes, long pieces) {
        return UpgradedStream.of(inPieces(bytes, pieces), Optional.empty());
    }

    private static ForwardingSource inPieces(Buffer bytes, long pieces) {
        return new ForwardingSource(bytes) {
            @Override
            public long read(Buffer sink, long byteCount) throws IOException {
                return super.read(sink, Math.min(pieces, byteCount));
            }
        };
    }
}
