package io.flowexporter.core.compress;

import io.flowexporter.api.object.Part;
import io.flowexporter.api.stage.Compressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Makes parts that are raw deflate up to a byte boundary, and joins them into one gzip member: its CRC-32 comes from
 * those of the parts. Native memory is held during a call only.
 */
final class GzipCompressor implements Compressor {
    // Magic, method deflate, no flags, no time (so that equal records make equal bytes), no hint, unknown system.
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    // A last block of deflate that holds nothing but its end.
    private static final byte[] LAST_BLOCK = {3, 0};
    // So little is stored as it is: a deflater costs more time than it saves bytes.
    private static final int STORED = 128;
    private static final int STORED_HEADER = 5;

    private final int level;

    GzipCompressor(int level) {
        this.level = level;
    }

    @Override
    public Part part(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        byte[] compressed = length <= STORED ? stored(bytes, offset, length) : deflated(bytes, offset, length);
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

    private byte[] deflated(byte[] bytes, int offset, int length) {
        Deflater deflater = new Deflater(level, true);
        try {
            deflater.setInput(bytes, offset, length);
            ByteArrayOutputStream compressed = new ByteArrayOutputStream(length / 4 + 64);
            byte[] buffer = new byte[Math.min(length + 64, 64 * 1024)];
            int count;
            // A buffer that was not filled says that the flush is complete.
            do {
                count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
                compressed.write(buffer, 0, count);
            } while (count == buffer.length);
            return compressed.toByteArray();
        } finally {
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
}
