package io.flowexporter.core.write;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.flowexporter.api.StageType;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * The writer {@code stdout}: shows objects to people. A line {@code --- bucket/key ---}, the object, a newline; an object
 * compressed by gzip or zstd is shown as it was before. Nothing comes between the lines of an object that is printed on
 * the same stream.
 */
public final class StandardOutput implements ObjectWriter {
    /** Its type. */
    public static final StageType<ObjectWriter> TYPE = StageType.write(
                    "stdout", (settings, context) -> new StandardOutput(System.out))
            .doc("Shows objects on standard output, uncompressed.");

    private final PrintStream out;

    private StandardOutput(PrintStream out) {
        this.out = Objects.requireNonNull(out, "out");
    }

    /** Shows objects on that stream, which it never closes. */
    public static StandardOutput on(PrintStream out) {
        return new StandardOutput(out);
    }

    @Override
    public void write(StoredObject object) throws IOException {
        // A PrintStream locks itself for each call, so others wait until the whole object is out.
        synchronized (out) {
            out.print("--- " + object.info() + " ---\n");
            try (InputStream shown = shown(object)) {
                shown.transferTo(out);
            }
            out.print('\n');
            out.flush();
            if (out.checkError()) {
                throw new IOException("Cannot show " + object.info() + ": standard output takes nothing any more");
            }
        }
    }

    private static InputStream shown(StoredObject object) throws IOException {
        return switch (object.info().contentEncoding()) {
            case "gzip" -> new GZIPInputStream(object.open());
            case "zstd" -> new ZstdInputStreamNoFinalizer(object.open());
            default -> object.open();
        };
    }
}
