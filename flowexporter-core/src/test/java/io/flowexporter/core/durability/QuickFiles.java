package io.flowexporter.core.durability;

import java.io.IOException;
import java.nio.file.Path;

/** Files that nobody forces to the disk, for tests that open and close a thousand times and never lose power. */
public final class QuickFiles extends ForwardingFiles {
    /** Those of this machine. */
    public QuickFiles() {
        super(new LocalFiles());
    }

    @Override
    public Appender create(Path file) throws IOException {
        return new ForwardingAppender(super.create(file)) {
            @Override
            public void force() {
                // quick
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
