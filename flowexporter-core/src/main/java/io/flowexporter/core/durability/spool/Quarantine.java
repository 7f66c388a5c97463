package io.flowexporter.core.durability.spool;

import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.internal.DurableFile;
import io.flowexporter.core.internal.Printable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The directory of what can't be stored, for the operator to look at. Nothing in it is ever deleted, but for why it is there. */
final class Quarantine {
    static final String DIRECTORY = "quarantine";

    private final FileOperations files;
    private final Path spool;
    private final Path directory;
    private final System.Logger logger;

    Quarantine(FileOperations files, Path spool, System.Logger logger) {
        this.files = files;
        this.spool = spool;
        this.directory = spool.resolve(DIRECTORY);
        this.logger = logger;
    }

    /**
     * Moves a file here; does nothing if it was moved before.
     *
     * @throws NoSuchFileException if the file is nowhere
     */
    void take(String name, String to, String why) throws IOException {
        move(spool, name, to, why);
    }

    /** Gives a file here the name of a damaged one. */
    void condemn(String name, String why) throws IOException {
        move(directory, name, Names.damaged(name), why);
    }

    private void move(Path from, String name, String to, String why) throws IOException {
        try {
            files.rename(from.resolve(name), directory.resolve(to));
        } catch (NoSuchFileException e) {
            if (!files.list(directory).contains(to)) {
                throw e;
            }
        }
        explain(to, why);
        // In this order a loss of power leaves it in one of both places at least.
        files.forceDirectory(directory);
        files.forceDirectory(from);
    }

    /** Moves an object back, if it is sound. */
    boolean release(String name, long number) throws IOException {
        Path file = directory.resolve(name);
        try {
            ObjectFile.verify(files, file, ObjectFile.head(files, file, number));
        } catch (DamagedFileException e) {
            logger.log(Level.WARNING, "Left in the quarantine: " + Printable.line(DurableFile.reason(e)));
            return false;
        }
        files.rename(file, spool.resolve(name));
        files.forceDirectory(spool);
        files.forceDirectory(directory);
        files.delete(directory.resolve(Names.why(name)));
        return true;
    }

    private void explain(String name, String why) {
        Path file = directory.resolve(Names.why(name));
        try {
            files.delete(file);
            try (FileOperations.Appender appender = files.create(file)) {
                appender.write(ByteBuffer.wrap((Printable.line(why) + '\n').getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            // The object is what counts. Its reason is in the log of the process as well.
            logger.log(Level.WARNING, "Cannot write " + file + ": " + Printable.line(DurableFile.reason(e)));
        }
    }
}
