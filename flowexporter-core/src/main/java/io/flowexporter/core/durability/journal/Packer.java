package io.flowexporter.core.durability.journal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import io.flowexporter.core.internal.GrowingBytes;
import java.io.Closeable;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Makes payloads smaller before they go to the disk: by Zstandard, one frame each. Where its native library does not load, they stay as they
 * are. {@link Unpacker} undoes it. Safe for use by several threads.
 */
final class Packer implements Closeable {
    /** Below it there is little to gain. */
    static final int SMALLEST = 1 << 10;
    /** Above it whoever reads would need too much memory at once. */
    static final int LARGEST = 16 << 20;

    // A higher one takes longer than the disk takes for what it saves.
    private static final int LEVEL = 1;
    // Messages repeat long texts; to look for shorter ones, at each byte, and to code what is left by Huffman takes a
    // sixth more time.
    private static final int SHORTEST_MATCH = 7;
    private static final int ACCELERATION = 1;

    private final System.Logger logger;
    private Optional<ZstdCompressCtx> zstd = Optional.empty();
    private boolean ended;

    Packer(System.Logger logger) {
        this.logger = logger;
    }

    /** Loads the native library, which takes a moment that the first payload need not wait for. */
    synchronized void load() {
        try {
            Native.load();
        } catch (LinkageError e) {
            endWithout(e);
        }
    }

    private void endWithout(LinkageError library) {
        ended = true;
        logger.log(
                Level.WARNING,
                "The journal is not compressed, since Zstandard does not load here, and takes more of the disk: "
                        + library);
    }

    /** Adds the frame that a payload is to be kept as to others; nothing, and returns false, if it is to be kept as it is. */
    synchronized boolean pack(GrowingBytes payload, GrowingBytes to) {
        if (payload.size() < SMALLEST || payload.size() > LARGEST || ended) {
            return false;
        }
        try {
            ZstdCompressCtx context = zstd.orElseGet(this::begin);
            int room = Math.toIntExact(Zstd.compressBound(payload.size()));
            to.makeRoom(room);
            int length = context.compressByteArray(to.array(), to.size(), room, payload.array(), 0, payload.size());
            if (length >= payload.size()) {
                return false;
            }
            to.skip(length);
            return true;
        } catch (LinkageError e) {
            endWithout(e);
            return false;
        } catch (ZstdException | IllegalStateException e) {
            // It has no memory just now, say.
            logger.log(Level.DEBUG, "Cannot compress an entry of the journal, which is kept as it is: " + e);
            return false;
        }
    }

    private ZstdCompressCtx begin() {
        ZstdCompressCtx begun = new ZstdCompressCtx();
        begun.setLevel(LEVEL);
        begun.setMinMatch(SHORTEST_MATCH);
        begun.setTargetLength(ACCELERATION);
        // The record has a checksum.
        begun.setChecksum(false);
        zstd = Optional.of(begun);
        return begun;
    }

    /** Frees its memory; it makes nothing smaller any more. */
    @Override
    public synchronized void close() {
        ended = true;
        zstd.ifPresent(ZstdCompressCtx::close);
        zstd = Optional.empty();
    }
}
