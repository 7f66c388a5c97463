package io.flowexporter.gzipnative;

import com.intel.gkl.compression.IntelDeflater;
import java.nio.file.Path;
import java.util.zip.Deflater;

/** All that we use of gkl, in a class of its own: without gkl's jar this one alone can't be linked. */
final class Gkl {
    private Gkl() {}

    /** Loads the native library by a file in that directory; whether that went well. */
    static boolean load(Path directory) {
        return new IntelDeflater(1, true).load(directory.toFile());
    }

    /** One that writes raw deflate data by ISA-L. */
    static Deflater deflater(int level) {
        return new IntelDeflater(level, true);
    }
}
