package io.flowexporter.core.runtime;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** Has parts made on the workers, and knows how many bytes are held meanwhile. Used on the pipeline's thread. */
final class PartFactory<R> {
    private final ObjectMaker<R> maker;
    private final Workers workers;
    private final Executor executor;
    private final int partBytes;
    private final HeldBytes heldRaw;
    private final HeldBytes heldParts;
    private int inFlight;

    PartFactory(
            ObjectMaker<R> maker,
            Workers workers,
            Executor executor,
            int partBytes,
            HeldBytes heldRaw,
            HeldBytes heldParts) {
        this.maker = maker;
        this.workers = workers;
        this.executor = executor;
        this.partBytes = partBytes;
        this.heldRaw = heldRaw;
        this.heldParts = heldParts;
    }

    int partBytes() {
        return partBytes;
    }

    void pending(long ownBytes) {
        heldRaw.add(ownBytes);
    }

    /** Encodes the records of those chunks; from then on the chunks pin nothing, whatever came of it. */
    void encode(
            List<R> records,
            long expectedBytes,
            List<RecordChunk<R>> chunks,
            BiConsumer<Optional<EncodedPart>, Optional<Exception>> done) {
        inFlight++;
        workers.run(executor, () -> maker.encode(records), (part, failure) -> {
            inFlight--;
            for (RecordChunk<R> chunk : chunks) {
                chunk.unpin();
                heldRaw.add(-chunk.ownBytes());
            }
            if (failure == null) {
                heldParts.add(size(part));
                done.accept(Optional.of(part), part.failure());
            } else {
                done.accept(Optional.empty(), Optional.of(Failures.survivable(failure)));
            }
        });
    }

    /** Whether parts are being made: memory will be free when they are. */
    boolean busy() {
        return inFlight > 0;
    }

    void forget(EncodedPart part) {
        heldParts.add(-size(part));
    }

    private static long size(EncodedPart part) {
        return part.part().bytes().length + 4L * part.starts().length;
    }
}
