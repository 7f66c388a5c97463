package io.flowexporter.api.stage;

import io.flowexporter.api.object.Part;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

record StreamCompressor(String contentEncoding, String suffix, StreamCompression stream) implements Compressor {
    @Override
    public Part part(byte[] bytes, int offset, int length) {
        return new Part(Arrays.copyOfRange(bytes, offset, offset + length), length, 0);
    }

    @Override
    public byte[] expand(Part part) {
        return part.bytes();
    }

    @Override
    public void join(List<Part> parts, OutputStream out) throws IOException {
        try (OutputStream compressing = stream.over(new Uncloseable(out))) {
            for (Part part : parts) {
                compressing.write(part.bytes());
            }
        }
    }

    private static final class Uncloseable extends FilterOutputStream {
        Uncloseable(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
