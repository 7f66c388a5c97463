package io.flowexporter.core.durability.journal;

import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.internal.DurableFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Remembers over starts which entry of an earlier life was given last, so that one that kills the process each time is found out. Only one and
 * the same entry counts: a process that is killed for another reason dies elsewhere, or a while later. Nothing here fails a pipeline. Safe for
 * use by several threads.
 *
 * <p>The file is a row of numbers of 8 bytes: how many starts in a row died at one position, that position, and then the positions that were
 * given since; 0 behind them if it was survived.
 */
final class ReplayMarks {
    private static final String NAME = "replay";
    private static final int ENOUGH_DEATHS = 3;
    private static final int MOST_MARKS = 1 << 16;
    private static final long SURVIVED = 0;

    private final Path directory;
    private final FileOperations files;
    private final System.Logger logger;
    private long deaths;
    private long diedAt;
    private Optional<FileOperations.Appender> file = Optional.empty();
    private int marks;
    private long last = SURVIVED;
    private boolean failed;

    ReplayMarks(Path directory, FileOperations files, System.Logger logger) {
        this.directory = directory;
        this.files = files;
        this.logger = logger;
    }

    /** Reads what the life before left; returns the position that it and those before it died at, if they are enough. */
    synchronized Optional<Long> poison() {
        try {
            if (files.list(directory).contains(NAME)) {
                read(ByteBuffer.wrap(files.readAll(directory.resolve(NAME))));
            }
        } catch (IOException e) {
            fail(e);
        }
        if (deaths < ENOUGH_DEATHS) {
            return Optional.empty();
        }
        long poison = diedAt;
        deaths = 0;
        diedAt = SURVIVED;
        return Optional.of(poison);
    }

    private void read(ByteBuffer numbers) {
        int count = numbers.remaining() / Long.BYTES;
        if (count < 2) {
            return;
        }
        deaths = Math.max(0, Math.min(ENOUGH_DEATHS, numbers.getLong(0)));
        diedAt = numbers.getLong(Long.BYTES);
        if (count > 2) {
            long died = numbers.getLong((count - 1) * Long.BYTES);
            deaths = died == SURVIVED ? 0 : died == diedAt ? deaths + 1 : 1;
            diedAt = died;
        }
    }

    /** Says that the entry at that position is about to be given. */
    synchronized void giving(long position) {
        if (failed) {
            return;
        }
        try {
            if (file.isEmpty() || marks == MOST_MARKS) {
                begin();
            }
            mark(position);
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Says that whatever was given did no harm. */
    synchronized void survived() {
        if (last != SURVIVED && !failed) {
            try {
                mark(SURVIVED);
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    /** Forgets all: the replay got through, or was stopped in order. */
    synchronized void forget() {
        close();
        deaths = 0;
        diedAt = SURVIVED;
        last = SURVIVED;
        try {
            files.delete(directory.resolve(NAME));
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Leaves what it knows to the next life. */
    synchronized void close() {
        try {
            if (file.isPresent()) {
                file.get().close();
            }
        } catch (IOException e) {
            fail(e);
        } finally {
            file = Optional.empty();
        }
    }

    private void begin() throws IOException {
        close();
        Path unfinished = directory.resolve(NAME + ".tmp");
        files.delete(unfinished);
        FileOperations.Appender begun = files.create(unfinished);
        file = Optional.of(begun);
        begun.write(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(deaths)
                .putLong(diedAt)
                .flip());
        files.rename(unfinished, directory.resolve(NAME));
        marks = 0;
    }

    private void mark(long number) throws IOException {
        file.orElseThrow().write(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        marks++;
        last = number;
    }

    private void fail(IOException e) {
        // An interrupt is part of a stop in order, behind which nothing is to be remembered.
        if (!failed && !(e instanceof ClosedByInterruptException)) {
            logger.log(
                    Level.WARNING,
                    "Cannot note in " + directory.resolve(NAME) + " how far the journal was read: "
                            + DurableFile.reason(e) + "; an entry that kills the process will not be found out");
        }
        failed = true;
    }
}
