package io.flowexporter.core.durability;

import io.flowexporter.api.Meters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Other files, which tell how long each forcing to the disk takes. */
public final class TimedFiles implements FileOperations {
    private final FileOperations files;
    private final Meters.Timer timer;

    /** Those files, which tell that timer. */
    public TimedFiles(FileOperations files, Meters.Timer timer) {
        this.files = files;
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
        Appender appender = files.create(file);
        return new Appender() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                appender.write(bytes);
            }

            @Override
            public void force() throws IOException {
                timed(appender::force);
            }

            @Override
            public void close() throws IOException {
                appender.close();
            }
        };
    }

    @Override
    public void force(Path file) throws IOException {
        timed(() -> files.force(file));
    }

    @Override
    public Reader open(Path file) throws IOException {
        return files.open(file);
    }

    @Override
    public byte[] readAll(Path file) throws IOException {
        return files.readAll(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        files.delete(file);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return files.list(directory);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        files.createDirectory(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        timed(() -> files.forceDirectory(directory));
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return files.usableBytes(directory);
    }
}
