package io.flowexporter.core.runtime;

import io.flowexporter.api.object.Part;
import io.flowexporter.core.internal.GrowingBytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Has records encoded here and compressed on the workers, and knows how many bytes are held meanwhile. Used on the pipeline's
 * thread.
 */
final class PartFactory<R> {
    private static final int USUAL = 1024;
    // A part that has come so far will probably be a whole one. Others, of quiet tags, must not sit on large buffers.
    private static final int LARGE = 32 * 1024;
    private static final int LARGEST_KEPT = 4 << 20;

    private final ObjectMaker<R> maker;
    private final Workers workers;
    private final Executor executor;
    private final int partBytes;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final HeldBytes heldRaw;
    private final HeldBytes heldParts;
    private final Deque<GrowingBytes> spare = new ArrayDeque<>();
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
        this.heldRaw = heldRaw;
        this.heldParts = heldParts;
    }

    /** A part for records to come. */
    RecordPart begin() {
        return new RecordPart(new GrowingBytes(USUAL));
    }

    /**
     * Encodes records into a part.
     *
     * @param expected about how many bytes that will make
     * @return why the first of those that failed did
     */
    Optional<Exception> encode(List<R> records, long expected, RecordPart part) {
        int before = bytes(part);
        if (before + expected > LARGE) {
            part.bytes().ifPresent(this::giveRoom);
        }
        Optional<Exception> failure = maker.encode(records, part);
        heldRaw.add(bytes(part) - before);
        return failure;
    }

    private void giveRoom(GrowingBytes encoded) {
        GrowingBytes roomy = spare.peekLast();
        if (roomy != null && roomy.capacity() >= 2 * encoded.capacity()) {
            encoded.moveInto(spare.removeLast());
        }
    }

    private static int bytes(RecordPart part) {
        return part.bytes().map(GrowingBytes::size).orElse(0);
    }

    /** Whether a part is large enough to be compressed. */
    boolean isEnough(RecordPart part) {
        return bytes(part) >= partBytes;
    }

    /** Compresses a part, to which nothing may be added any more. */
    void compress(RecordPart part, Consumer<Optional<Exception>> done) {
        GrowingBytes encoded = part.bytes().orElseThrow();
        part.seal();
        inFlight++;
        inFlightBytes += encoded.size();
        workers.run(executor, () -> maker.compress(encoded), (Part made, Throwable failure) -> {
            inFlight--;
            inFlightBytes -= encoded.size();
            letGo(encoded);
            part.made(Optional.ofNullable(made));
            heldParts.add(part.size());
            done.accept(Optional.ofNullable(failure).map(Failures::survivable));
        });
    }

    private void letGo(GrowingBytes encoded) {
        heldRaw.add(-encoded.size());
        // Each worker has one in work and one that waits, and some object fills one. Smaller ones would be in the way.
        boolean useful = encoded.capacity() >= partBytes && encoded.capacity() <= LARGEST_KEPT;
        if (useful && spare.size() < 2 * processors + 1) {
            spare.add(encoded);
        }
    }

    /** Whether parts are being made: memory will be free when they are. */
    boolean busy() {
        return inFlight > 0;
    }

    /** Whether each worker has more than a part in work and one that waits: more would only take memory. */
    boolean full() {
        return inFlightBytes > 2L * partBytes * processors;
    }

    /** Lets go of a part that is not needed any more, and is not being compressed. */
    void forget(RecordPart part) {
        part.bytes().ifPresent(this::letGo);
        heldParts.add(-part.size());
    }
}
