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
    private final long enoughBytes;
    private final HeldBytes heldRaw;
    private final HeldBytes heldParts;
    private int inFlight;
    private long inFlightBytes;

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
        // One part in work and one that waits for each worker: more would only make the garbage collector copy it.
        this.enoughBytes = 2L * partBytes * Runtime.getRuntime().availableProcessors();
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
            long bytes,
            List<RecordChunk<R>> chunks,
            BiConsumer<Optional<EncodedPart>, Optional<Exception>> done) {
        inFlight++;
        inFlightBytes += bytes;
        workers.run(executor, () -> maker.encode(records), (part, failure) -> {
            inFlight--;
            inFlightBytes -= bytes;
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

    /** Whether the workers have enough to do. */
    boolean full() {
        return inFlightBytes > enoughBytes;
    }

    void forget(EncodedPart part) {
        heldParts.add(-size(part));
    }

    private static long size(EncodedPart part) {
        return part.part().bytes().length + 4L * part.starts().length;
    }
}
