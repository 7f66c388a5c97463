package io.flowexporter.core.durability;

import io.flowexporter.api.Meters;
import java.io.IOException;
import java.nio.file.Path;

/** Other files, which tell how long each forcing to the disk takes. */
public final class TimedFiles extends ForwardingFiles {
    private final Meters.Timer timer;

    /** Those files, which tell that timer. */
    public TimedFiles(FileOperations files, Meters.Timer timer) {
        super(files);
        this.timer = timer;
    }

    private interface Forcing {
        void run() throws IOException;
    }

    private void timed(Forcing forcing) throws IOException {
        long begin = System.nanoTime();
        try {
            forcing.run();
        } finally {
            timer.took(System.nanoTime() - begin);
        }
    }

    @Override
    public Appender create(Path file) throws IOException {
        return new ForwardingAppender(super.create(file)) {
            @Override
            public void force() throws IOException {
                timed(super::force);
            }
        };
    }

    @Override
    public void force(Path file) throws IOException {
        timed(() -> super.force(file));
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        timed(() -> super.forceDirectory(directory));
    }
}
