package io.flowexporter.bench.parts;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.stage.Encoding;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Retained;
import io.flowexporter.api.topology.Lookup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.function.Supplier;

/** Encodes whatever a transform emits, at once; waits for no answer, and takes nothing but records. */
final class EncodingOutput<R> implements Output<R> {
    private final Encoding<R> encoding;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 21);

    EncodingOutput(Encoding<R> encoding) {
        this.encoding = encoding;
    }

    /** What was encoded since the last call. */
    byte[] take() {
        byte[] all = bytes.toByteArray();
        bytes.reset();
        return all;
    }

    /** Forgets it; returns how much it was. */
    int clear() {
        int size = bytes.size();
        bytes.reset();
        return size;
    }

    @Override
    public void emit(R record) {
        try {
            if (bytes.size() > 0) {
                bytes.write(encoding.separator());
            }
            encoding.record(record, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void emitWhen(Lookup<?> lookup, Instant latest, Supplier<? extends R> record) {
        emit(record.get());
    }

    @Override
    public void create(R record) {
        throw unexpected();
    }

    @Override
    public void absorb(int records) {
        throw unexpected();
    }

    @Override
    public void drop(DropReason reason) {
        throw unexpected();
    }

    @Override
    public void incomplete(String why) {
        throw unexpected();
    }

    @Override
    public Retained retain() {
        throw unexpected();
    }

    @Override
    public Retained retain(Retained also) {
        throw unexpected();
    }

    @Override
    public void emit(R record, Retained kept) {
        throw unexpected();
    }

    @Override
    public void drop(DropReason reason, Retained kept) {
        throw unexpected();
    }

    @Override
    public void absorb(Retained kept) {
        throw unexpected();
    }

    private static IllegalStateException unexpected() {
        return new IllegalStateException("The transform that is measured does nothing but emit");
    }
}
