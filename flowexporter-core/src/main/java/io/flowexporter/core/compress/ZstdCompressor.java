package io.flowexporter.core.compress;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.flowexporter.api.object.Part;
import io.flowexporter.api.stage.Compressor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/** Makes parts that are Zstandard frames with a checksum each. Native memory is held during a call only. */
final class ZstdCompressor implements Compressor {
    private static final byte[] NOTHING = {};

    private final int level;

    ZstdCompressor(int level) {
        this.level = level;
    }

    @Override
    public Part part(byte[] bytes, int offset, int length) throws IOException {
        return new Part(length == 0 ? NOTHING : frame(bytes, offset, length), length, 0);
    }

    private byte[] frame(byte[] bytes, int offset, int length) throws IOException {
        try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
            zstd.setLevel(level);
            zstd.setChecksum(true);
            byte[] frame = new byte[Math.toIntExact(com.github.luben.zstd.Zstd.compressBound(length))];
            int size = zstd.compressByteArray(frame, 0, frame.length, bytes, offset, length);
            return Arrays.copyOf(frame, size);
        } catch (ZstdException e) {
            throw new IOException("Cannot compress " + length + " bytes by zstd: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] expand(Part part) throws IOException {
        byte[] raw = new byte[part.rawSize()];
        if (raw.length == 0) {
            return raw;
        }
        try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
            int size = zstd.decompressByteArray(raw, 0, raw.length, part.bytes(), 0, part.bytes().length);
            if (size < raw.length) {
                throw new IOException("Cannot expand a part: it has " + size + " bytes instead of " + raw.length);
            }
            return raw;
        } catch (ZstdException e) {
            throw new IOException("Cannot expand a part of " + raw.length + " bytes: " + e.getMessage(), e);
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
            // Readers refuse a file without a frame.
            out.write(frame(NOTHING, 0, 0));
        }
    }

    @Override
    public String contentEncoding() {
        return "zstd";
    }

    @Override
    public String suffix() {
        return ".zst";
    }
}
