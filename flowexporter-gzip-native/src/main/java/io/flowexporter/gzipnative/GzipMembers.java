package io.flowexporter.gzipnative;

import io.flowexporter.api.object.Part;
import io.flowexporter.api.stage.Compressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;

/**
 * Makes parts that are whole gzip members: ISA-L as gkl offers it can't end deflate data at a byte boundary without ending
 * it for good.
 */
class GzipMembers implements Compressor {
    // Magic, method deflate, no flags, no time (so that equal records make equal bytes), no hint, unknown system.
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    // So little is stored as it is: a deflater costs more time than it saves bytes.
    private static final int STORED = 128;

    private final DeflaterPool deflaters;

    /**
     * With deflaters of that kind.
     *
     * @param deflater makes one that writes raw deflate data
     */
    GzipMembers(Supplier<? extends Deflater> deflater) {
        deflaters = new DeflaterPool(deflater);
    }

    @Override
    public Part part(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        ByteArrayOutputStream members = new ByteArrayOutputStream(length / 8 + STORED);
        if (length > STORED) {
            deflated(bytes, offset, length, members);
        } else if (length > 0) {
            stored(bytes, offset, length, members);
        }
        return new Part(members.toByteArray(), length, 0);
    }

    private void deflated(byte[] bytes, int offset, int length, ByteArrayOutputStream members) {
        PieceDeflater deflater = deflaters.take();
        boolean whole = false;
        try {
            int rest = length;
            while (rest > 0) {
                int size = Math.min(PieceDeflater.LONGEST, rest);
                int start = offset + length - rest;
                members.writeBytes(HEADER);
                deflater.deflate(bytes, start, size, members);
                trailer(bytes, start, size, members);
                rest -= size;
            }
            whole = true;
        } finally {
            if (whole) {
                deflaters.giveBack(deflater);
            } else {
                deflater.close();
            }
        }
    }

    private static void stored(byte[] bytes, int offset, int length, ByteArrayOutputStream members) {
        members.writeBytes(HEADER);
        PieceDeflater.store(bytes, offset, length, members);
        trailer(bytes, offset, length, members);
    }

    private static void trailer(byte[] bytes, int offset, int length, ByteArrayOutputStream members) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        littleEndian((int) crc.getValue(), members);
        littleEndian(length, members);
    }

    private static void littleEndian(int value, ByteArrayOutputStream members) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            members.write(value >>> shift);
        }
    }

    @Override
    public byte[] expand(Part part) throws IOException {
        if (part.rawSize() == 0) {
            return new byte[0];
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(part.bytes()))) {
            byte[] raw = in.readNBytes(part.rawSize());
            if (raw.length < part.rawSize() || in.read() >= 0) {
                throw new IOException("it has not as many bytes");
            }
            return raw;
        } catch (IOException e) {
            throw new IOException("Cannot expand a part of " + part.rawSize() + " bytes: " + e.getMessage(), e);
        }
    }

    @Override
    public void join(List<Part> parts, OutputStream out) throws IOException {
        boolean nothing = true;
        for (Part part : parts) {
            out.write(part.bytes());
            nothing &= part.bytes().length == 0;
        }
        if (nothing) {
            // Readers refuse a file without a member.
            ByteArrayOutputStream member = new ByteArrayOutputStream();
            stored(new byte[0], 0, 0, member);
            member.writeTo(out);
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
