package io.flowexporter.core.durability.journal;

import io.flowexporter.core.durability.FileOperations;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the records of one segment in order, and finds those behind a damaged one again. Nothing that stands in the file makes it throw or
 * give a record that was not written. For one thread.
 */
final class SegmentReader implements Closeable {
    private static final int WINDOW = 256 << 10;

    private final FileOperations.Reader file;
    private final Optional<SegmentHeader> header;
    private final Unpacker unpacker = new Unpacker();
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowAt;
    /** Where in the window the record is that it has gone to. */
    private int record;

    private long at = SegmentHeader.LENGTH;
    private long good = SegmentHeader.LENGTH;
    private long expected;

    private SegmentReader(FileOperations.Reader file, Optional<SegmentHeader> header, long first) {
        this.file = file;
        this.header = header;
        this.expected = first;
    }

    /** Opens the segment whose name says that its first position is that. */
    static SegmentReader open(FileOperations files, Path path, long first) throws IOException {
        FileOperations.Reader file = files.open(path);
        boolean opened = false;
        try {
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.LENGTH);
            file.read(bytes, 0);
            SegmentReader reader = new SegmentReader(file, SegmentHeader.read(bytes.flip()), first);
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /** The header; empty if it is damaged. */
    Optional<SegmentHeader> header() {
        return header;
    }

    /** The file's length. */
    long size() throws IOException {
        return file.size();
    }

    /** The position behind the last record that was read. */
    long expected() {
        return expected;
    }

    /** How many bytes behind the last record that was read could not be made sense of. */
    long damaged() {
        return at - good;
    }

    /** Whether those bytes seem to be one record, whole but damaged. */
    boolean endsWithWholeRecord() throws IOException {
        long end = at;
        return end - good >= RecordFormat.HEADER
                && fill(good, RecordFormat.HEADER, end)
                && RecordFormat.length(window, (int) (good - windowAt)) == end - good;
    }

    /**
     * Goes to the next record; false at the end, or if there is no good one before it. More may be there later, with another end.
     *
     * @param limit the offset up to which may be read
     * @param end the position up to which is asked
     */
    boolean advance(long limit, long end) throws IOException {
        while (at + RecordFormat.HEADER <= limit && fill(at, RecordFormat.HEADER, limit)) {
            int length = plausibleLength(limit, end);
            if (length > 0 && fill(at, length, limit) && RecordFormat.isSound(window, (int) (at - windowAt), length)) {
                record = (int) (at - windowAt);
                expected = RecordFormat.position(window, record) + 1;
                at += length;
                good = at;
                return true;
            }
            at++;
        }
        at = limit;
        return false;
    }

    /** The position of the record that it has gone to. */
    long position() {
        return RecordFormat.position(window, record);
    }

    /**
     * What that record holds; empty if it holds no entry, though it is as it was written.
     *
     * @throws IOException if this can't be told here
     */
    Optional<JournalEntry> entry() throws IOException {
        return RecordFormat.entry(window, record, (int) (good - windowAt) - record, unpacker);
    }

    /** The length of the record that may begin here; 0 if none can. */
    private int plausibleLength(long limit, long end) {
        int index = (int) (at - windowAt);
        long length = RecordFormat.length(window, index);
        long position = RecordFormat.position(window, index);
        // The positions of a segment have no holes: what stands in between must have had room.
        long latest = Math.min(end - 1, expected + (at - good) / RecordFormat.HEADER);
        boolean plausible = position >= expected
                && position <= latest
                && length >= RecordFormat.HEADER
                && length <= Math.min(limit - at, Integer.MAX_VALUE);
        return plausible ? (int) length : 0;
    }

    /** Makes sure that the window holds that many bytes from there on; false if the file has ended. */
    private boolean fill(long from, int length, long limit) throws IOException {
        if (from >= windowAt && from + length <= windowAt + window.limit()) {
            return true;
        }
        int wanted = (int) Math.min(Math.max(length, WINDOW), limit - from);
        if (window.capacity() < wanted || window.capacity() > WINDOW && wanted <= WINDOW) {
            window = ByteBuffer.allocate(wanted);
        }
        windowAt = from;
        window.limit(0);
        int read = file.read(window.duplicate().clear().limit(wanted), from);
        window.limit(read);
        return read >= length;
    }

    @Override
    public void close() throws IOException {
        unpacker.close();
        file.close();
    }
}
