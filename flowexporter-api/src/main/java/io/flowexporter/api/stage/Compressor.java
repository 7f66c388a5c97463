package io.flowexporter.api.stage;

import io.flowexporter.api.object.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Compresses an object in parts, which are made while the object grows and joined at its end. Called by several threads
 * at once.
 */
public interface Compressor extends Stage {
    /**
     * Compresses a piece of an object.
     *
     * @param bytes holds the piece; must not be kept or changed
     */
    Part part(byte[] bytes, int offset, int length) throws IOException;

    /** The piece that a part of this compressor was made of. */
    byte[] expand(Part part) throws IOException;

    /** Writes the object that consists of those parts in that order; there may be none. */
    void join(List<Part> parts, OutputStream out) throws IOException;

    /** Such as {@code gzip}; "" for none. */
    String contentEncoding();

    /** What object keys end with, such as {@code .gz}; "" leaves it to the encoder. */
    String suffix();

    /**
     * A compressor that can only do whole objects: what waits is not compressed, all of it is at the end.
     *
     * @param stream puts the compressing stream over the given one; closing it must finish the compressed data
     */
    static Compressor ofStream(String contentEncoding, String suffix, StreamCompression stream) {
        return new StreamCompressor(contentEncoding, suffix, stream);
    }

    /** Puts a compressing stream over another. */
    @FunctionalInterface
    interface StreamCompression {
        /** The compressing stream. */
        OutputStream over(OutputStream out) throws IOException;
    }
}
