package io.flowexporter.gzipnative;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/**
 * Makes deflate data of one piece after the other, and holds the memory for that. Its arrays bound what native code
 * touches: gkl looks at no offset and checks no length. Used by one thread at a time.
 */
final class PieceDeflater implements AutoCloseable {
    /**
     * The longest piece. Native code keeps the garbage collector waiting while it works on an array, so that must not take
     * long; four times as much would make the data 2 % smaller.
     */
    static final int LONGEST = 256 * 1024;

    private static final int LONGEST_STORED = 0xffff;

    private final Deflater deflater;
    private final byte[] in = new byte[LONGEST];
    private final byte[] out = new byte[LONGEST + LONGEST / 8];

    /** Ends that deflater when it is closed itself. */
    PieceDeflater(Deflater deflater) {
        this.deflater = deflater;
    }

    /** Writes deflate data of a piece of at most {@link #LONGEST} bytes, at least one. */
    void deflate(byte[] bytes, int offset, int length, ByteArrayOutputStream to) {
        System.arraycopy(bytes, offset, in, 0, length);
        deflater.reset();
        deflater.setInput(in, 0, length);
        deflater.finish();
        int size = deflater.deflate(out, 0, out.length);
        if (deflater.finished()) {
            to.write(out, 0, size);
        } else {
            // gkl does not say what went wrong; the piece must not be lost for it.
            store(bytes, offset, length, to);
        }
    }

    /** Writes deflate data that is the piece as it is. */
    static void store(byte[] bytes, int offset, int length, ByteArrayOutputStream to) {
        int rest = length;
        do {
            int size = Math.min(rest, LONGEST_STORED);
            to.write(size == rest ? 1 : 0);
            to.write(size);
            to.write(size >> 8);
            to.write(~size);
            to.write(~size >> 8);
            to.write(bytes, offset + length - rest, size);
            rest -= size;
        } while (rest > 0);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
