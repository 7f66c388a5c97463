package io.flowexporter.core.durability.journal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.util.Optional;
import java.util.function.Supplier;

/** Undoes what a {@link Packer} did. For one thread. */
final class Unpacker implements Closeable {
    private static final String NO_MEMORY = "Zstandard has not the memory to expand it";

    private final Supplier<ZstdDecompressCtx> contexts;
    private Optional<ZstdDecompressCtx> zstd = Optional.empty();

    Unpacker() {
        this(ZstdDecompressCtx::new);
    }

    /** One that gets what it works with there. */
    Unpacker(Supplier<ZstdDecompressCtx> contexts) {
        this.contexts = contexts;
    }

    /**
     * The payload of which that frame was made; empty if none was, whatever it holds.
     *
     * @throws CannotUnpackHereException if the native library or its memory is not there, without which nobody knows
     */
    Optional<byte[]> unpack(byte[] frame) throws CannotUnpackHereException {
        if (frame.length == 0) {
            return Optional.empty();
        }
        try {
            long length = Zstd.getFrameContentSize(frame, 0, frame.length);
            if (length < Packer.SMALLEST || length > Packer.LARGEST) {
                return Optional.empty();
            }
            ZstdDecompressCtx context = context();
            byte[] payload = new byte[(int) length];
            int got = context.decompressByteArray(payload, 0, payload.length, frame, 0, frame.length);
            return got == payload.length ? Optional.of(payload) : Optional.empty();
        } catch (ZstdException e) {
            if (e.getErrorCode() == Zstd.errMemoryAllocation()) {
                throw new CannotUnpackHereException(NO_MEMORY, e);
            }
            return Optional.empty();
        } catch (LinkageError e) {
            throw new CannotUnpackHereException(
                    "it is compressed by Zstandard, which does not load here (" + e
                            + "): start where it loads, such as where the journal was written",
                    e);
        }
    }

    private ZstdDecompressCtx context() throws CannotUnpackHereException {
        if (zstd.isEmpty()) {
            try {
                zstd = Optional.of(contexts.get());
            } catch (IllegalStateException e) {
                throw new CannotUnpackHereException(NO_MEMORY, e);
            }
        }
        return zstd.get();
    }

    @Override
    public void close() {
        zstd.ifPresent(ZstdDecompressCtx::close);
        zstd = Optional.empty();
    }
}
