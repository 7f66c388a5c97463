package io.flowexporter.core.compress;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.flowexporter.api.object.Part;
import io.flowexporter.api.stage.Compressor;
import io.flowexporter.core.internal.Spares;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Makes parts that are Zstandard frames with a checksum each. Native memory of the compressing contexts is kept from call to
 * call up to level 9, and freed when it is closed.
 */
final class ZstdCompressor implements Compressor {
    private static final byte[] NOTHING = {};

    // Above it a context is much larger, and making one takes little of the time.
    private static final int HIGHEST_LEVEL_TO_KEEP = 9;

    private final Spares<FrameMaker> makers;

    ZstdCompressor(int level) {
        this.makers = level <= HIGHEST_LEVEL_TO_KEEP
                ? Spares.of(() -> new FrameMaker(level), FrameMaker::end)
                : Spares.none(() -> new FrameMaker(level), FrameMaker::end);
    }

    @Override
    public Part part(byte[] bytes, int offset, int length) throws IOException {
        return new Part(length == 0 ? NOTHING : frame(bytes, offset, length), length, 0);
    }

    private byte[] frame(byte[] bytes, int offset, int length) throws IOException {
        return makers.use(maker -> maker.frame(bytes, offset, length));
    }

    /** A native context and room for what it puts out. */
    private static final class FrameMaker {
        private static final int MOST_KEPT = 4 << 20;

        private final ZstdCompressCtx zstd = new ZstdCompressCtx();
        private byte[] kept = NOTHING;

        FrameMaker(int level) {
            zstd.setLevel(level);
            zstd.setChecksum(true);
        }

        byte[] frame(byte[] bytes, int offset, int length) throws IOException {
            try {
                int most = Math.toIntExact(com.github.luben.zstd.Zstd.compressBound(length));
                byte[] out = most <= kept.length ? kept : new byte[most];
                kept = out.length <= MOST_KEPT ? out : kept;
                int size = zstd.compressByteArray(out, 0, out.length, bytes, offset, length);
                return Arrays.copyOf(out, size);
            } catch (ZstdException e) {
                throw new IOException("Cannot compress " + length + " bytes by zstd: " + e.getMessage(), e);
            }
        }

        void end() {
            zstd.close();
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

    @Override
    public void close() {
        makers.close();
    }
}
