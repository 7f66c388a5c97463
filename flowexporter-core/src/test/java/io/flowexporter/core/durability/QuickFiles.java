package io.flowexporter.core.durability;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Files that nobody forces to the disk, for tests that open and close a thousand times and never lose power. */
public final class QuickFiles extends OneOtherAnswer {
    /** Those of this machine. */
    public QuickFiles() {
        super(new LocalFiles());
    }

    @Override
    public Appender create(Path file) throws IOException {
        Appender appender = super.create(file);
        return new Appender() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                appender.write(bytes);
            }

            @Override
            public void force() {
                // quick
            }

            @Override
            public void close() throws IOException {
                appender.close();
            }
        };
    }

    @Override
    public void force(Path file) {
        // quick
    }

    @Override
    public void forceDirectory(Path directory) {
        // quick
    }
}
