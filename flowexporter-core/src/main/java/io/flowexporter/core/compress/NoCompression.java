package io.flowexporter.core.compress;

import io.flowexporter.api.StageType;
import io.flowexporter.api.object.Part;
import io.flowexporter.api.stage.Compressor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/** The compressor {@code none}: objects stay as the encoder made them. */
public final class NoCompression implements Compressor {
    /** Its type. */
    public static final StageType<Compressor> TYPE = StageType.compress(
                    "none", (settings, context) -> new NoCompression())
            .doc("Objects stay as the encoder made them.");

    /** One that needs no settings. */
    public NoCompression() {}

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
        for (Part part : parts) {
            out.write(part.bytes());
        }
    }

    @Override
    public String contentEncoding() {
        return "";
    }

    @Override
    public String suffix() {
        return "";
    }
}
