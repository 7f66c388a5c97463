package io.flowexporter.gzipnative;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import java.util.zip.Deflater;

/**
 * As many deflaters as threads use one at the same time, each used again and again: gkl's keep memory of the JDK's own
 * until they are garbage, so one a part would fill the memory. Used by several threads at once.
 */
final class DeflaterPool implements AutoCloseable {
    private final Supplier<? extends Deflater> made;
    private final ConcurrentLinkedDeque<PieceDeflater> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    DeflaterPool(Supplier<? extends Deflater> made) {
        this.made = made;
    }

    /** One that nobody else uses; to be given back, or closed if it failed. */
    PieceDeflater take() {
        return Optional.ofNullable(idle.pollFirst()).orElseGet(() -> new PieceDeflater(made.get()));
    }

    void giveBack(PieceDeflater deflater) {
        idle.addFirst(deflater);
        if (closed) {
            closeIdle();
        }
    }

    @Override
    public void close() {
        closed = true;
        closeIdle();
    }

    private void closeIdle() {
        for (PieceDeflater deflater = idle.pollFirst(); deflater != null; deflater = idle.pollFirst()) {
            deflater.close();
        }
    }
}
