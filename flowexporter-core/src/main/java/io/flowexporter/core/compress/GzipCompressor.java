package io.flowexporter.core.compress;

import io.flowexporter.api.object.Part;
import io.flowexporter.api.stage.Compressor;
import io.flowexporter.core.internal.Spares;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Makes parts that are raw deflate up to a byte boundary, and joins them into one gzip member: its CRC-32 comes from
 * those of the parts. Native memory of the deflaters is kept from call to call, and freed when it is closed.
 */
final class GzipCompressor implements Compressor {
    // Magic, method deflate, no flags, no time (so that equal records make equal bytes), no hint, unknown system.
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    // A last block of deflate that holds nothing but its end.
    private static final byte[] LAST_BLOCK = {3, 0};
    // So little is stored as it is: a deflater costs more time than it saves bytes.
    private static final int STORED = 128;
    private static final int STORED_HEADER = 5;

    private final Spares<PartDeflater> deflaters;

    GzipCompressor(int level) {
        this.deflaters = Spares.of(() -> new PartDeflater(level), PartDeflater::end);
    }

    @Override
    public Part part(byte[] bytes, int offset, int length) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        byte[] compressed = length <= STORED
                ? stored(bytes, offset, length)
                : deflaters.use(deflater -> deflater.deflated(bytes, offset, length));
        return new Part(compressed, length, crc.getValue());
    }

    private static byte[] stored(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return new byte[0];
        }
        byte[] block = new byte[STORED_HEADER + length];
        block[1] = (byte) length;
        block[2] = (byte) (length >> 8);
        block[3] = (byte) ~length;
        block[4] = (byte) (~length >> 8);
        System.arraycopy(bytes, offset, block, STORED_HEADER, length);
        return block;
    }

    /** A deflater and room for what it puts out. */
    private static final class PartDeflater {
        // A call of the deflater keeps the garbage collector waiting, and with it all other threads: for half a
        // millisecond at level 6. Shorter calls cost more than that is worth.
        private static final int STEP = 64 * 1024;
        private static final int MOST_KEPT = 4 << 20;

        // zlib's window is 64 KiB. When its end comes in sight, half of it and all numbers in two tables are moved, at
        // the fast levels in a fifth of the time. They begin a new window instead, which has the end of the old one as
        // its dictionary. A step and that fit into a window.
        private static final int FAST_LEVELS = 3;
        private static final int FAST_STEP = 63_000;
        private static final int FAST_HISTORY = 2 * 1024;

        private final Deflater deflater;
        private final int step;
        private final int history;
        private byte[] out = new byte[64 * 1024];

        PartDeflater(int level) {
            deflater = new Deflater(level, true);
            boolean fast = level <= FAST_LEVELS;
            step = fast ? FAST_STEP : STEP;
            history = fast ? FAST_HISTORY : 0;
        }

        byte[] deflated(byte[] bytes, int offset, int length) {
            int size = 0;
            for (int begin = 0; begin < length; begin += step) {
                if (begin > 0 && history > 0) {
                    deflater.reset();
                    deflater.setDictionary(bytes, offset + begin - history, history);
                }
                int end = Math.min(begin + step, length);
                deflater.setInput(bytes, offset + begin, end - begin);
                size = deflate(end < length && history == 0 ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH, size);
            }
            // Lets go of the input, too.
            deflater.reset();
            byte[] deflated = Arrays.copyOf(out, size);
            if (out.length > MOST_KEPT) {
                out = new byte[MOST_KEPT];
            }
            return deflated;
        }

        private int deflate(int flush, int before) {
            int size = before;
            // Room that was not filled says that the input is used up, and the flush complete.
            while (true) {
                size += deflater.deflate(out, size, out.length - size, flush);
                if (size < out.length) {
                    return size;
                }
                out = Arrays.copyOf(out, out.length * 2);
            }
        }

        void end() {
            deflater.end();
        }
    }

    @Override
    public byte[] expand(Part part) throws IOException {
        byte[] raw = new byte[part.rawSize()];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(part.bytes());
            int size = 0;
            int count;
            do {
                count = inflater.inflate(raw, size, raw.length - size);
                size += count;
            } while (count > 0 && size < raw.length);
            CRC32 crc = new CRC32();
            crc.update(raw, 0, size);
            if (size < raw.length || crc.getValue() != part.check()) {
                throw new IOException("Cannot expand a part of " + raw.length + " bytes: its gzip data is damaged");
            }
            return raw;
        } catch (DataFormatException e) {
            throw new IOException("Cannot expand a part of " + raw.length + " bytes: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    @Override
    public void join(List<Part> parts, OutputStream out) throws IOException {
        out.write(HEADER);
        int crc = 0;
        long size = 0;
        for (Part part : parts) {
            out.write(part.bytes());
            crc = JoinedCrc32.of(crc, (int) part.check(), part.rawSize());
            size += part.rawSize();
        }
        out.write(LAST_BLOCK);
        littleEndian(crc, out);
        littleEndian((int) size, out);
    }

    private static void littleEndian(int value, OutputStream out) throws IOException {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(value >>> shift);
        }
    }

    @Override
    public String contentEncoding() {
        return "gzip";
    }

    @Override
    public String suffix() {
        return ".gz";
    }

    @Override
    public void close() {
        deflaters.close();
    }
}
