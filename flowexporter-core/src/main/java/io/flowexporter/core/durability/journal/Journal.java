package io.flowexporter.core.durability.journal;

import io.flowexporter.core.durability.Directories;
import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.internal.DurableFile;
import io.flowexporter.core.internal.RareLog;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Entries on the disk, each at a position: a running number that is never given twice, whatever was deleted and however often the journal
 * was opened. They lie in segments, files named after the first position in them. A segment is written in one life of the journal alone, and
 * never again once a write or a force of it failed.
 *
 * <p>One thread at a time appends and forces. All else may be called by any thread.
 */
public final class Journal implements Closeable {
    /** The directory, in that of the journal, where segments go that nobody can get through. */
    public static final String QUARANTINE = "quarantine";

    private static final int LARGEST_SEGMENT = 64 << 20;
    private static final int SMALLEST_SEGMENT = 64 << 10;
    private static final int SEGMENTS = 8;
    private static final long LEFT_FREE = 64 << 20;
    private static final long CHECKED_EVERY = 1 << 20;
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final long maxBytes;
    private final long segmentBytes;
    private final FileOperations files;
    private final System.Logger logger;
    private final RareLog reports;
    private final AtomicLong damaged = new AtomicLong();
    private final PendingRecords pending;
    private final Packer packer;
    private final Object deletion = new Object();

    /** By first position; guarded by this journal's lock, as are the two that follow. */
    private final TreeMap<Long, Segment> segments = new TreeMap<>();

    private final NavigableSet<Long> quarantined = new TreeSet<>();
    private long secured;

    private volatile long next;
    private volatile long pendingBytes;
    private Optional<SegmentWriter> writer = Optional.empty();
    private Optional<Path> remains = Optional.empty();
    private boolean full;
    private boolean scarce;
    /** At how many bytes it was looked for room on the disk. */
    private long lookedAt = -CHECKED_EVERY;

    private Journal(Path directory, long maxBytes, long segmentBytes, FileOperations files, System.Logger logger) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.segmentBytes = segmentBytes;
        this.files = files;
        this.logger = logger;
        this.reports = new RareLog(logger, System::nanoTime, SILENCE);
        this.packer = new Packer(logger);
        this.pending = new PendingRecords(packer);
    }

    /**
     * Opens the journal in a directory, or begins one there. It may take that many bytes of the disk, and one entry more; and it stops to grow
     * when the disk has less than 64 MiB left, or less than {@code maxBytes} if that is smaller.
     *
     * @param maxBytes how many bytes it may take
     * @param notBelow a position that the next entry must not come before, for it is known from elsewhere that those before it were given;
     *     at least 1
     * @throws IOException if the directory can't be used, or holds a segment of a newer version, which then stays as it is
     */
    public static Journal open(Path directory, long maxBytes, long notBelow, FileOperations files, System.Logger logger)
            throws IOException {
        long segmentBytes = Math.max(SMALLEST_SEGMENT, Math.min(LARGEST_SEGMENT, maxBytes / SEGMENTS));
        return open(directory, maxBytes, segmentBytes, notBelow, files, logger);
    }

    /** Opens one with segments of another size. */
    static Journal open(
            Path directory, long maxBytes, long segmentBytes, long notBelow, FileOperations files, System.Logger logger)
            throws IOException {
        Journal journal = new Journal(directory, maxBytes, segmentBytes, files, logger);
        try {
            journal.recover(notBelow);
        } catch (IOException e) {
            throw new IOException("Cannot open the journal in " + directory + ": " + DurableFile.reason(e), e);
        }
        journal.packer.load();
        return journal;
    }

    private synchronized void recover(long notBelow) throws IOException {
        Directories.make(files, directory, directory.resolve(QUARANTINE));
        quarantined.addAll(firstPositions(directory.resolve(QUARANTINE)));
        NavigableSet<Long> firsts = firstPositions(directory);
        long free = quarantined.isEmpty() ? 1 : quarantined.last() + 1;
        long end = 0;
        // From the last one on, since each says where the one before it ends.
        for (long first : firsts.descendingSet()) {
            try (SegmentReader reader = SegmentReader.open(files, path(first), first)) {
                long follows = header(reader, first).follows();
                long size = reader.size();
                if (first == firsts.last()) {
                    // A life that was killed may not have forced what is read, and counted, from here on.
                    files.force(path(first));
                    Ending ending = Ending.of(reader, size);
                    tell(first, ending);
                    end = ending.end();
                    free = Math.max(free, Math.max(ending.free(), first + 1));
                    secured = end;
                }
                segments.put(first, new Segment(path(first), first, follows, end, size, size, true));
                end = follows == 0 ? first : follows;
            }
        }
        next = Math.max(free, notBelow);
        secured = firsts.isEmpty() ? next : secured;
    }

    private NavigableSet<Long> firstPositions(Path of) throws IOException {
        NavigableSet<Long> firsts = new TreeSet<>();
        for (String name : files.list(of)) {
            SegmentHeader.firstPosition(name).ifPresent(firsts::add);
        }
        return firsts;
    }

    private SegmentHeader header(SegmentReader reader, long first) throws IOException {
        Optional<SegmentHeader> header = reader.header();
        if (header.isEmpty()) {
            logger.log(
                    Level.WARNING,
                    "The beginning of " + path(first) + " is damaged or was never written; reading on behind it");
            return new SegmentHeader(SegmentHeader.VERSION, first, 0);
        }
        requireKnown(header.get(), path(first));
        return header.get();
    }

    private static void requireKnown(SegmentHeader header, Path of) throws IOException {
        if (!header.isKnown()) {
            throw new IOException(of + " has version " + header.version()
                    + " of the format, and this program knows none above " + SegmentHeader.VERSION
                    + ": use the program that wrote it, or a newer one, or move the file away");
        }
    }

    /**
     * How the last segment of an earlier life ends.
     *
     * @param end the position behind the last entry that was there
     * @param free a position that surely none of its entries had, whether they can be read or not
     * @param damaged how many bytes at its end can't be read
     */
    private record Ending(long end, long free, long damaged) {
        static Ending of(SegmentReader reader, long size) throws IOException {
            while (reader.advance(size, Long.MAX_VALUE)) {
                // only its end matters
            }
            long damaged = reader.damaged();
            long end = reader.expected() + (reader.endsWithWholeRecord() ? 1 : 0);
            return new Ending(end, Math.max(end, reader.expected() + damaged / RecordFormat.HEADER), damaged);
        }
    }

    private void tell(long first, Ending ending) {
        if (ending.damaged() > 0) {
            logger.log(
                    Level.WARNING,
                    "The last " + ending.damaged() + " bytes of " + path(first) + " are no whole entry:"
                            + " the exporter or the machine stopped while it was written, or they are damaged");
        }
    }

    private Path path(long first) {
        return directory.resolve(SegmentHeader.fileName(first));
    }

    /**
     * Adds an entry behind all others. It is in memory until {@link #force} has returned, and read by nobody before.
     *
     * @return its position
     * @throws IOException if the payload can't be written; then nothing is added
     */
    public long append(long receivedAt, boolean afterGap, JournalPayload payload) throws IOException {
        long position = next;
        pending.add(position, receivedAt, afterGap, payload);
        next = position + 1;
        pendingBytes = pending.bytes();
        return position;
    }

    /**
     * Puts all entries on the disk that were appended. When it returns, they are secured: they outlive the loss of power. If a file fails, it is
     * left alone, and those entries go into a new one.
     *
     * @throws IOException if that fails too; the entries are kept, to be forced by a later call
     */
    public void force() throws IOException {
        try {
            secureAll();
        } catch (IOException e) {
            giveUp();
            reports.warn(
                    "segment",
                    () -> "Cannot write a segment of the journal in " + directory + ": " + DurableFile.reason(e)
                            + "; beginning another one");
            try {
                secureAll();
            } catch (IOException again) {
                giveUp();
                if (again != e) {
                    again.addSuppressed(e);
                }
                throw new IOException(
                        "Cannot write to the journal in " + directory + ": " + DurableFile.reason(again), again);
            }
        }
    }

    private void secureAll() throws IOException {
        while (!pending.isEmpty()) {
            SegmentWriter to = writer.isPresent() ? writer.get() : begin();
            int records = pending.fitting(segmentBytes - to.written());
            if (records == 0 && to.written() > SegmentHeader.LENGTH) {
                seal(to);
                continue;
            }
            ByteBuffer bytes = pending.view(Math.max(1, records));
            to.secure(bytes);
            secured(to, Math.max(1, records));
            if (to.written() >= segmentBytes) {
                seal(to);
            }
        }
    }

    private SegmentWriter begin() throws IOException {
        long first = pending.first();
        if (remains.isPresent()) {
            files.delete(remains.get());
        }
        remains = Optional.of(path(first));
        SegmentWriter begun =
                SegmentWriter.begin(files, path(first), new SegmentHeader(SegmentHeader.VERSION, first, secured()));
        writer = Optional.of(begun);
        return begun;
    }

    private synchronized void secured(SegmentWriter by, int records) {
        long first = pending.first();
        remains = Optional.empty();
        Map.Entry<Long, Segment> last = segments.lastEntry();
        Segment segment = last != null && last.getValue().path().equals(by.path())
                ? last.getValue()
                : new Segment(by.path(), first, secured, first, 0, 0, false);
        segments.put(segment.first(), segment.secured(records, by.written()));
        pending.remove(records);
        pendingBytes = pending.bytes();
        secured = first + records;
    }

    /** Adds nothing more to the segment that is being written. */
    private void seal(SegmentWriter ended) {
        writer = Optional.empty();
        try {
            ended.close();
        } catch (IOException e) {
            logger.log(Level.DEBUG, "Cannot close " + ended.path() + ", all of which is secured: " + e);
        }
        synchronized (this) {
            segments.replaceAll((first, segment) ->
                    segment.path().equals(ended.path()) ? segment.sealedWith(ended.written()) : segment);
        }
    }

    private void giveUp() {
        writer.ifPresent(this::seal);
    }

    /** Reads from that position on, or from the first one behind it. */
    public JournalReader read(long from) {
        return new JournalReader(this, files, from);
    }

    /** Deletes the segments that hold no entry from that position on; one that can't be deleted stays until this is called again. */
    public void deleteBelow(long position) {
        synchronized (deletion) {
            for (Segment segment : endedBelow(position)) {
                try {
                    files.delete(segment.path());
                } catch (IOException e) {
                    reports.warn(
                            "delete",
                            () -> "Cannot delete the journal segment " + segment.path() + ": " + DurableFile.reason(e));
                    return;
                }
                synchronized (this) {
                    segments.remove(segment.first());
                }
            }
        }
    }

    private synchronized List<Segment> endedBelow(long position) {
        List<Segment> ended = new ArrayList<>();
        for (Segment segment : segments.values()) {
            if (!segment.sealed() || segment.end() > position) {
                break;
            }
            ended.add(segment);
        }
        return ended;
    }

    /** Moves the segment of an earlier life that has that position where nobody reads it; returns where it is then, if there is one. */
    Optional<Path> quarantine(long position) throws IOException {
        synchronized (deletion) {
            Optional<Segment> bad =
                    holding(position).filter(segment -> segment.sealed() && segment.first() <= position);
            if (bad.isEmpty()) {
                return Optional.empty();
            }
            Path from = bad.get().path();
            Path to = directory.resolve(QUARANTINE).resolve(from.getFileName());
            files.rename(from, to);
            synchronized (this) {
                segments.remove(bad.get().first());
                quarantined.add(bad.get().first());
            }
            files.forceDirectory(to.getParent());
            files.forceDirectory(directory);
            return Optional.of(to);
        }
    }

    /** The lowest position that may be read; {@link #next} if there is nothing. */
    public synchronized long first() {
        return segments.isEmpty() ? next : segments.firstKey();
    }

    /** The position that the next entry gets. */
    public long next() {
        return next;
    }

    /** The position behind the last entry that is secured. */
    public synchronized long secured() {
        return secured;
    }

    /** How many bytes it takes: on the disk, and of entries that are still to get there. */
    public synchronized long bytes() {
        long bytes = pendingBytes;
        for (Segment segment : segments.values()) {
            bytes += segment.bytes();
        }
        return bytes;
    }

    /** How many entries could not be read since it was opened. */
    public long damaged() {
        return damaged.get();
    }

    /**
     * Whether it should get no more entries: from the moment that it has all bytes that it may have, or that the disk is nearly full, until a
     * tenth of it is free again. To be asked by the thread that appends.
     *
     * @throws IOException if the disk can't be asked
     */
    public boolean full() throws IOException {
        long bytes = bytes();
        if (full || bytes - lookedAt >= Math.min(CHECKED_EVERY, segmentBytes) || bytes < lookedAt) {
            scarce = files.usableBytes(directory) < Math.min(LEFT_FREE, maxBytes);
            lookedAt = bytes;
        }
        full = scarce || bytes >= (full ? maxBytes - maxBytes / 10 : maxBytes);
        return full;
    }

    /** That segment as it is now. */
    synchronized Segment stateOf(Segment segment) {
        return segments.getOrDefault(segment.first(), segment.sealedWith(0));
    }

    /** The segment with that position, or the first one behind it. */
    synchronized Optional<Segment> holding(long position) {
        Map.Entry<Long, Segment> before = segments.floorEntry(position);
        if (before != null
                && (position < before.getValue().end() || !before.getValue().sealed())) {
            return Optional.of(before.getValue());
        }
        return Optional.ofNullable(segments.higherEntry(position)).map(Map.Entry::getValue);
    }

    /** The segment behind that one. */
    synchronized Optional<Segment> after(Segment segment) {
        return Optional.ofNullable(segments.higherEntry(segment.first())).map(Map.Entry::getValue);
    }

    /** Whether a segment just before that one is in quarantine, so that it is no wonder that its entries are not there. */
    synchronized boolean isBehindQuarantine(Segment segment) {
        Long bad = quarantined.lower(segment.first());
        Long before = segments.lowerKey(segment.first());
        return bad != null && (before == null || bad > before);
    }

    /** The first positions of the segments in quarantine. */
    synchronized List<Long> quarantined() {
        return List.copyOf(quarantined);
    }

    /**
     * How many flows the segment in quarantine with that first position has from a position on.
     *
     * @throws IOException if it can't be read, or not by this program
     */
    long flowsInQuarantine(long first, long from) throws IOException {
        long flows = 0;
        Path file = directory.resolve(QUARANTINE).resolve(SegmentHeader.fileName(first));
        try (SegmentReader reader = SegmentReader.open(files, file, first)) {
            if (reader.header().isPresent()) {
                requireKnown(reader.header().get(), file);
            }
            long size = reader.size();
            while (reader.advance(size, Long.MAX_VALUE)) {
                if (reader.position() >= from) {
                    flows += reader.entry().map(BatchFormat::received).orElse(1L);
                }
            }
        }
        return flows;
    }

    /** What is remembered of those who read it and died. */
    ReplayMarks marks() {
        return new ReplayMarks(directory, files, logger);
    }

    /** Counts and says that the entries between those positions can't be read. */
    void damaged(long from, long to, Path near) {
        damaged.addAndGet(to - from);
        logger.log(
                Level.ERROR,
                "Cannot read " + (to - from) + " entries of the journal, positions " + from + " to " + (to - 1)
                        + ", in or before " + near + ": they are damaged or missing; going on behind them");
    }

    /** Closes the files; what was appended and not forced is gone. */
    @Override
    public void close() {
        giveUp();
        packer.close();
    }
}
