package io.flowexporter.api.object;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** A finished object with its bytes. Immutable; may be read any number of times, by several threads. */
public final class StoredObject {
    private final ObjectInfo info;
    private final List<byte[]> pieces;
    private final long size;

    private StoredObject(ObjectInfo info, List<byte[]> pieces) {
        this.info = Objects.requireNonNull(info, "info");
        this.pieces = List.copyOf(pieces);
        long sum = 0;
        for (byte[] piece : this.pieces) {
            sum += piece.length;
        }
        this.size = sum;
    }

    /**
     * An object.
     *
     * @param info what is known of it
     * @param pieces its bytes, one piece after the other; not copied, so they must not change
     */
    public static StoredObject of(ObjectInfo info, List<byte[]> pieces) {
        return new StoredObject(info, pieces);
    }

    /** The same bytes under another info. */
    public StoredObject as(ObjectInfo other) {
        return new StoredObject(other, pieces);
    }

    /** What is known of it. */
    public ObjectInfo info() {
        return info;
    }

    /** Its length in bytes. */
    public long size() {
        return size;
    }

    /** Its bytes from the start; each call gives a stream of its own. */
    public InputStream open() {
        return new SequenceInputStream(Collections.enumeration(
                pieces.stream().map(ByteArrayInputStream::new).toList()));
    }

    /**
     * Writes its bytes.
     *
     * @throws IOException if {@code out} does
     */
    public void writeTo(OutputStream out) throws IOException {
        for (byte[] piece : pieces) {
            out.write(piece);
        }
    }
}
