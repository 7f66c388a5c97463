package io.flowexporter.core.durability;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * All that durability asks of a file system, so that a test can let any single operation fail. Safe for use by several threads.
 */
public interface FileOperations {
    /** A file being written, by one thread. */
    interface Appender extends Closeable {
        /** Writes all bytes that remain in the buffer to the end. */
        void write(ByteBuffer bytes) throws IOException;

        /** Forces to the disk what was written. After it failed, nothing is known of what is on the disk. */
        void force() throws IOException;
    }

    /** A file being read, by one thread. */
    interface Reader extends Closeable {
        /** Reads as many bytes from that offset on as there are and the buffer has room for; returns how many, 0 at the end. */
        int read(ByteBuffer into, long offset) throws IOException;

        /** The file's length. */
        long size() throws IOException;
    }

    /** Makes a new file that only this user can read, and begins to write it; fails if there is one. */
    Appender create(Path file) throws IOException;

    /** Forces to the disk what an earlier life may have written without forcing it. */
    void force(Path file) throws IOException;

    /** Opens a file to read it. */
    Reader open(Path file) throws IOException;

    /** Reads a whole file. */
    byte[] readAll(Path file) throws IOException;

    /** Gives a file another name in the same directory, instead of the file that may have it, at one stroke. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file if it is there. */
    void delete(Path file) throws IOException;

    /** The names of all files in a directory, sorted. */
    List<String> list(Path directory) throws IOException;

    /** Makes a directory that only this user can enter, with all above it, unless it is there. */
    void createDirectory(Path directory) throws IOException;

    /** Forces to the disk which files a directory has. */
    void forceDirectory(Path directory) throws IOException;

    /** How many bytes the file system of that directory has left for this user. */
    long usableBytes(Path directory) throws IOException;
}
