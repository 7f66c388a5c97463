package io.flowexporter.core.durability.journal;

import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.internal.DurableFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;

/**
 * Reads the entries of a journal from one position on, in order, while others are added. What is damaged is passed over, said, and counted.
 * For one thread.
 */
public final class JournalReader implements Closeable {
    private final Journal journal;
    private final FileOperations files;
    private Optional<Segment> segment = Optional.empty();
    private Optional<SegmentReader> open = Optional.empty();
    private long position;
    private long missing;

    JournalReader(Journal journal, FileOperations files, long from) {
        this.journal = journal;
        this.files = files;
        this.position = from;
    }

    /** The position behind the last entry that was read or is known to be missing. */
    public long position() {
        return position;
    }

    /** How many entries could not be read since this was asked last. */
    public long takeMissing() {
        long taken = missing;
        missing = 0;
        return taken;
    }

    /**
     * The next entry that is secured; empty if there is none yet.
     *
     * @throws InterruptedException if the thread is interrupted while it reads; the reader must be closed then
     * @throws IOException if a file can't be read; the reader must be closed then
     */
    public Optional<JournalEntry> next() throws IOException, InterruptedException {
        try {
            return search();
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException("interrupted while reading the journal");
        } catch (CannotUnpackHereException e) {
            throw new CannotUnpackHereException(failure(e), e);
        } catch (IOException e) {
            throw new IOException(failure(e), e);
        }
    }

    private String failure(IOException why) {
        String file = segment.map(now -> now.path().toString()).orElse("the journal");
        return "Cannot read position " + position + " of " + file + ": " + DurableFile.reason(why);
    }

    private Optional<JournalEntry> search() throws IOException {
        while (open.isPresent() || openNext()) {
            Segment now = journal.stateOf(segment.orElseThrow());
            SegmentReader reader = open.orElseThrow();
            if (reader.advance(now.readable(), now.end())) {
                Optional<JournalEntry> entry = reader.position() < position ? Optional.empty() : reader.entry();
                if (entry.isPresent()) {
                    passOver(reader.position(), now);
                    position = reader.position() + 1;
                    return entry;
                }
            } else if (now.sealed()) {
                finish(now);
            } else {
                passOver(now.end(), now);
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Opens the segment with the position, or the first one behind it. */
    private boolean openNext() throws IOException {
        Optional<Segment> next = segment.isPresent() ? journal.after(segment.get()) : journal.holding(position);
        if (next.isEmpty()) {
            return false;
        }
        open = Optional.of(
                SegmentReader.open(files, next.get().path(), next.get().first()));
        segment = next;
        if (!journal.isBehindQuarantine(next.get())) {
            passOver(next.get().follows(), next.get());
        }
        position = Math.max(position, next.get().first());
        return true;
    }

    private void finish(Segment ended) throws IOException {
        open.orElseThrow().close();
        open = Optional.empty();
        if (journal.after(ended).isEmpty()) {
            passOver(ended.end(), ended);
        }
    }

    /** Goes on at that position if it is further on: what stands before it can't be read. */
    private void passOver(long to, Segment found) {
        if (to > position) {
            journal.damaged(position, to, found.path());
            missing += to - position;
            position = to;
        }
    }

    @Override
    public void close() throws IOException {
        if (open.isPresent()) {
            open.get().close();
            open = Optional.empty();
        }
    }
}
