package io.flowexporter.core.durability.journal;

import io.flowexporter.core.durability.FileOperations;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Writes one segment, until something fails: then nothing more is to be asked of it. For one thread. */
final class SegmentWriter implements Closeable {
    private final FileOperations files;
    private final FileOperations.Appender appender;
    private final Path path;
    private long written;
    private boolean known;

    private SegmentWriter(FileOperations files, FileOperations.Appender appender, Path path) {
        this.files = files;
        this.appender = appender;
        this.path = path;
    }

    static SegmentWriter begin(FileOperations files, Path path, SegmentHeader header) throws IOException {
        SegmentWriter writer = new SegmentWriter(files, files.create(path), path);
        boolean begun = false;
        try {
            writer.write(header.bytes());
            begun = true;
        } finally {
            if (!begun) {
                writer.close();
            }
        }
        return writer;
    }

    Path path() {
        return path;
    }

    /** How many bytes were written, or begun to be. */
    long written() {
        return written;
    }

    /** Writes records and forces them to the disk, and the file's name with the first ones. */
    void secure(ByteBuffer records) throws IOException {
        write(records);
        appender.force();
        if (!known) {
            files.forceDirectory(path.getParent());
            known = true;
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        written += bytes.remaining();
        appender.write(bytes);
    }

    @Override
    public void close() throws IOException {
        appender.close();
    }
}
