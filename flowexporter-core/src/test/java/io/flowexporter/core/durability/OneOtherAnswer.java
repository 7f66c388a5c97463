package io.flowexporter.core.durability;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A file system of which a test changes one operation. */
public class OneOtherAnswer implements FileOperations {
    private final FileOperations real;

    /** Those files. */
    protected OneOtherAnswer(FileOperations real) {
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
}
