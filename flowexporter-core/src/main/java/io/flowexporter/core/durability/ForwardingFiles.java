package io.flowexporter.core.durability;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Other files, to be extended by what does some of the operations otherwise. */
public abstract class ForwardingFiles implements FileOperations {
    private final FileOperations real;

    /** Those files. */
    protected ForwardingFiles(FileOperations real) {
        this.real = real;
    }

    @Override
    public Appender create(Path file) throws IOException {
        return real.create(file);
    }

    @Override
    public void force(Path file) throws IOException {
        real.force(file);
    }

    @Override
    public Reader open(Path file) throws IOException {
        return real.open(file);
    }

    @Override
    public byte[] readAll(Path file) throws IOException {
        return real.readAll(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        real.delete(file);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return real.list(directory);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        real.createDirectory(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        real.forceDirectory(directory);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return real.usableBytes(directory);
    }

    /** A file being written, to be extended likewise. */
    public abstract static class ForwardingAppender implements Appender {
        private final Appender real;

        /** That file. */
        protected ForwardingAppender(Appender real) {
            this.real = real;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            real.write(bytes);
        }

        @Override
        public void force() throws IOException {
            real.force();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
