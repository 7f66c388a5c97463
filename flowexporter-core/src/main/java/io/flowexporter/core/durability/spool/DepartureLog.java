package io.flowexporter.core.durability.spool;

import io.flowexporter.core.durability.FileOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Writes which objects left, in files one after the other. An entry is a mark to find it by, its length, a CRC-32C of the length and
 * the content, and the content. Not safe for use by several threads.
 */
final class DepartureLog {
    static final int ENTRY_MARK = 0x9ce5a1d7;
    static final int BEFORE_CONTENT = 3 * Integer.BYTES;

    private final FileOperations files;
    private final Path directory;
    private final LongConsumer begun;
    private long next;
    private FileOperations.Appender appender;

    /**
     * A log that begins a new file with its first entry.
     *
     * @param next that file's generation
     * @param begun gets told the generation of each file before it is made
     */
    DepartureLog(FileOperations files, Path directory, long next, LongConsumer begun) {
        this.files = files;
        this.directory = directory;
        this.next = next;
        this.begun = begun;
    }

    /** Adds entries; when it returns, they outlive a loss of power. After it failed, some may. */
    void append(List<Departure> departures) throws IOException {
        try {
            if (appender == null) {
                begin();
                appender.write(entries(departures));
                appender.force();
                files.forceDirectory(directory);
            } else {
                appender.write(entries(departures));
                appender.force();
            }
        } catch (IOException | RuntimeException | Error e) {
            // Nobody knows what is in it now. Its entries are read all the same, but none is added any more.
            try {
                end();
            } catch (IOException close) {
                e.addSuppressed(close);
            }
            throw e;
        }
    }

    /** Ends the file; returns a generation above its own and below that of the next one. */
    long roll() throws IOException {
        end();
        return next++;
    }

    private void begin() throws IOException {
        long generation = next++;
        begun.accept(generation);
        appender = files.create(directory.resolve(Names.of(generation, Names.LOG)));
        ByteBuffer prelude = ByteBuffer.allocate(Prelude.LENGTH);
        Prelude.LOG.write(prelude);
        appender.write(prelude.flip());
    }

    private void end() throws IOException {
        FileOperations.Appender ended = appender;
        appender = null;
        if (ended != null) {
            ended.close();
        }
    }

    private static ByteBuffer entries(List<Departure> departures) {
        List<byte[]> contents = departures.stream().map(Json::departure).toList();
        int length = contents.stream()
                .mapToInt(content -> BEFORE_CONTENT + content.length)
                .sum();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (byte[] content : contents) {
            bytes.putInt(ENTRY_MARK)
                    .putInt(content.length)
                    .putInt(check(content))
                    .put(content);
        }
        return bytes.flip();
    }

    /** The CRC-32C of an entry's length and content. */
    static int check(byte[] content) {
        return Prelude.crc(ByteBuffer.allocate(Integer.BYTES + content.length)
                .putInt(content.length)
                .put(content)
                .flip());
    }
}
