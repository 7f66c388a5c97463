package io.flowexporter.core.durability.spool;

import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.core.durability.CommitNote;
import io.flowexporter.core.durability.Directories;
import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.durability.Totals;
import io.flowexporter.core.durability.spool.Departure.Kind;
import io.flowexporter.core.internal.DurableFile;
import io.flowexporter.core.internal.Printable;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finished objects that wait on the disk until they are in the store, with notes from which a later life goes on.
 *
 * <p>Once {@link #commit} returned, the object outlives the process and a loss of power; once {@link #stored} returned, it is never
 * given out again. After any failure the spool goes on as it was, and the call may be tried again. An interrupt neither breaks a call
 * nor gets lost.
 *
 * <p>One process has the directory at a time. Safe for use by several threads, for different objects. All methods but
 * {@link #recovered} and the figures wait for the disk.
 */
public final class Spool implements Closeable {
    private static final String DIRECTORY = "spool";
    private static final long LEAST_FREE = 64L << 20;
    private static final int LEAST_FREE_PART = 16;

    private final FileOperations files;
    private final Path directory;
    private final long maxBytes;
    private final System.Logger logger;
    private final DirectoryLock directoryLock;
    private final Quarantine quarantine;
    private final Contents contents;
    private final Recovered recovered;
    private final DepartureLog log;

    private final Lock logLock = new ReentrantLock();
    private final Queue<Leaving> queue = new ConcurrentLinkedQueue<>();

    private final Lock checkpointLock = new ReentrantLock();
    // The names of all checkpoints and logs.
    private final NavigableSet<String> generations;

    private final Set<Long> doubtful = new HashSet<>();
    private volatile boolean closed;

    /** Objects that leave together, and how that went. */
    private static final class Leaving {
        private final List<Departure> departures;
        private boolean ended;
        private IOException failure;

        Leaving(List<Departure> departures) {
            this.departures = departures;
        }
    }

    private Spool(
            FileOperations files,
            Path directory,
            long maxBytes,
            System.Logger logger,
            DirectoryLock directoryLock,
            Recovery recovery) {
        this.files = files;
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.logger = logger;
        this.directoryLock = directoryLock;
        this.quarantine = new Quarantine(files, directory, logger);
        this.contents = recovery.contents();
        this.generations = new ConcurrentSkipListSet<>(recovery.generations());
        this.log = new DepartureLog(files, directory, recovery.nextGeneration(), this::begun);
        this.recovered = contents.recovered();
    }

    /**
     * Opens the spool of a pipeline, or makes it.
     *
     * @param pipelineDirectory the pipeline's own directory, which this locks
     * @param destination what the objects are written to, without any secret; if it changed while objects wait, a warning says so
     * @param maxBytes how many bytes of the disk its objects may take; but one object always may be there
     * @param files what it reads and writes by
     * @param logger gets one line an event
     * @throws NewerFormatException if a newer version of this program wrote the directory
     * @throws IOException if another process uses the directory, or it can't be read
     */
    public static Spool open(
            Path pipelineDirectory, String destination, long maxBytes, FileOperations files, System.Logger logger)
            throws IOException {
        Path home = pipelineDirectory.toAbsolutePath();
        Path directory = home.resolve(DIRECTORY);
        Path quarantine = directory.resolve(Quarantine.DIRECTORY);
        refuseLink(home);
        Directories.make(files, home);
        DirectoryLock lock = DirectoryLock.take(home);
        try {
            refuseLink(directory);
            refuseLink(quarantine);
            Directories.make(files, directory, quarantine);
            Recovery recovery = Recovery.of(files, directory);
            Spool spool = new Spool(files, directory, maxBytes, logger, lock, recovery);
            spool.tidy(recovery);
            spool.settle(recovery.destination(), destination);
            return spool;
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Puts all sound objects of the quarantine back, so that the next start tries them again.
     *
     * @param pipelineDirectory the pipeline's own directory; no process may use it
     * @return how many were put back; 0 if there is no such directory
     * @throws IOException if another process uses the directory, or an object can't be moved
     */
    public static int replay(Path pipelineDirectory, FileOperations files, System.Logger logger) throws IOException {
        Path home = pipelineDirectory.toAbsolutePath();
        Path directory = home.resolve(DIRECTORY);
        Path from = directory.resolve(Quarantine.DIRECTORY);
        if (!Files.isDirectory(from)) {
            return 0;
        }
        for (Path each : List.of(home, directory, from)) {
            refuseLink(each);
        }
        DirectoryLock lock = DirectoryLock.take(home);
        try {
            Quarantine quarantine = new Quarantine(files, directory, logger);
            int released = 0;
            for (String name : files.list(from)) {
                Optional<Long> number = Names.number(name, Names.OBJECT);
                if (number.isPresent() && quarantine.release(name, number.get())) {
                    released++;
                }
            }
            return released;
        } finally {
            lock.close();
        }
    }

    private static void refuseLink(Path directory) throws IOException {
        if (Files.isSymbolicLink(directory)) {
            throw new IOException("Cannot use " + directory + ": it is a symbolic link; name the directory itself");
        }
    }

    /** Does what a life that ended in the middle left to do. Whatever fails here is done another time. */
    private void tidy(Recovery recovery) {
        recovery.notices().forEach(notice -> logger.log(Level.WARNING, Printable.line(notice)));
        for (String name : recovery.unfinished()) {
            attempt("delete " + name, () -> files.delete(directory.resolve(name)));
        }
        sweep();
        for (String name : recovery.strays()) {
            attempt("move " + name, () -> quarantine.take(name, Names.damaged(name), "It was found damaged before."));
        }
        for (String name : recovery.damagedCheckpoints()) {
            generations.remove(name);
            attempt("move " + name, () -> quarantine.take(name, Names.damaged(name), "It is damaged."));
        }
        List<Recovery.Damage> damages = recovery.damages();
        if (!damages.isEmpty()) {
            attempt(
                    "log damaged objects",
                    () -> log.append(
                            damages.stream().map(Recovery.Damage::departure).toList()));
        }
        for (Recovery.Damage damage : damages) {
            logger.log(Level.WARNING, Printable.line(damage.why()) + "; it is not stored, and lies in the quarantine");
            attempt("move " + damage.name(), () -> {
                if (damage.quarantined()) {
                    quarantine.condemn(damage.name(), damage.why());
                } else {
                    quarantine.take(damage.name(), Names.damaged(damage.name()), damage.why());
                }
            });
        }
    }

    private void settle(Optional<String> before, String now) {
        if (before.equals(Optional.of(now))) {
            return;
        }
        long waiting = recovered.waiting().objects() + recovered.quarantined().objects();
        if (before.isPresent() && waiting > 0) {
            logger.log(
                    Level.WARNING,
                    "The destination changed from '" + Printable.of(before.get()) + "' to '" + Printable.of(now) + "': "
                            + waiting + " objects that were made for the former go to the latter");
        }
        attempt(
                "note the destination",
                () -> SealedFile.replace(
                        files,
                        Prelude.DESTINATION,
                        directory.resolve(Names.DESTINATION),
                        now.getBytes(StandardCharsets.UTF_8)));
    }

    private void attempt(String what, Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException e) {
            logger.log(
                    Level.WARNING,
                    "Cannot " + what + " in " + directory + ": " + Printable.line(DurableFile.reason(e))
                            + "; tries again later");
        }
    }

    /** What was there when it was opened. */
    public Recovered recovered() {
        return recovered;
    }

    /** How many bytes of the disk its objects take, those in the quarantine included. */
    public long bytes() {
        return contents.fileBytes();
    }

    /** How many bytes its objects may take. */
    public long maxBytes() {
        return maxBytes;
    }

    /** What lies in the quarantine. */
    public Sum quarantined() {
        return contents.quarantine();
    }

    /**
     * Keeps an object. When it returns, the object and the note outlive the process. If it fails, neither does, as far as the disk
     * obeys; another commit of the same number may follow.
     *
     * @throws SpoolFullException if there is no room for the object
     */
    public Spooled commit(StoredObject object, CommitNote note) throws IOException {
        if (note.number() < 1) {
            throw new IllegalArgumentException("Cannot commit an object of number " + note.number());
        }
        return uninterrupted(() -> {
            clearDoubt(note.number());
            ObjectHeader header = ObjectHeader.of(object.info(), note);
            byte[] head = ObjectFile.head(header, object.size());
            long bytes = ObjectFile.fileBytes(head, object.size());
            reserve(bytes);
            try {
                place(note.number(), head, object, true);
                Kept kept = Kept.of(header, object.size(), bytes);
                contents.stand(header.mark());
                contents.committed(kept);
                return kept.object();
            } finally {
                contents.release(bytes);
            }
        });
    }

    /**
     * Reads an object with all its bytes.
     *
     * @throws DamagedFileException if they are not what was committed; reading them again does not help
     */
    public StoredObject read(Spooled object) throws IOException {
        return uninterrupted(() -> ObjectFile.read(files, file(object.number()), object.number()));
    }

    /** The object is in the store: its file goes. Returns once that is sure to outlive the process. */
    public void stored(Spooled object) throws IOException {
        depart(Kind.STORED, List.of(object));
    }

    /**
     * Deletes objects that have to give way. They are counted in {@link Recovered#dropped} from the next life on; so a note's totals
     * must not count them as lost.
     *
     * @param objects the objects, the oldest ones there are
     */
    public void dropOldest(List<Spooled> objects) throws IOException {
        depart(Kind.DROPPED, objects);
    }

    /**
     * Gives an object another place in the store. If it fails, the object may have either.
     *
     * @param moved all that is known of it then
     * @param number a number that was not used before: stages put {@code state} after the notes of lower numbers
     * @param state what stages put
     * @return the object to go on with
     * @throws DamagedFileException if the object can't be read
     */
    public Spooled rekey(Spooled object, ObjectInfo moved, long number, Map<String, String> state) throws IOException {
        return uninterrupted(() -> {
            kept(object);
            ObjectHeader header = ObjectFile.head(files, file(object.number()), object.number())
                    .header()
                    .moved(moved, Put.all(state, number));
            StoredObject body = read(object);
            byte[] head = ObjectFile.head(header, body.size());
            place(object.number(), head, body, false);
            Kept kept = Kept.of(header, body.size(), ObjectFile.fileBytes(head, body.size()));
            contents.used(number);
            contents.committed(kept);
            return kept.object();
        });
    }

    /**
     * Moves an object to the quarantine, from where {@link #replay} brings it back.
     *
     * @param why what the operator should know
     */
    public void quarantine(Spooled object, String why) throws IOException {
        Kept kept = kept(object);
        String name = Names.of(object.number(), Names.OBJECT);
        try {
            uninterrupted(() -> {
                quarantine.take(name, name, object.info() + ": " + why);
                return name;
            });
            contents.quarantined(kept);
        } catch (NoSuchFileException e) {
            logger.log(Level.WARNING, "Somebody took " + file(object.number()) + " away");
            append(List.of(contents.departure(Kind.DAMAGED, kept)));
        }
    }

    /**
     * Sums up what is known, so that less has to be read at the next start. When it returns, what the journal has of positions below
     * {@code lowWater} is not needed any more.
     *
     * @param number a number above those of all notes that {@code state} and {@code totals} include
     * @param lowWater the position below which every flow is done; 0 if the source has no positions
     * @param totals what became of records below it; without positions, of all
     * @param state all that stages keep, as of that number
     */
    public void checkpoint(long number, long lowWater, Totals totals, Map<String, String> state) throws IOException {
        checkpointLock.lock();
        try {
            uninterrupted(() -> {
                sweep();
                Set<Long> deleted = contents.deleted();
                files.forceDirectory(directory);
                contents.forgotten(deleted);
                Checkpoint checkpoint = sumUp(number, lowWater, totals, state);
                String name = Names.of(checkpoint.generation(), Names.CHECKPOINT);
                generations.add(name);
                SealedFile.replace(files, Prelude.CHECKPOINT, directory.resolve(name), Json.checkpoint(checkpoint));
                // The one before stays, with the logs since then, in case that this one gets damaged.
                long before = contents.generation();
                contents.checkpointed(checkpoint);
                deleteBefore(before);
                return checkpoint;
            });
        } finally {
            checkpointLock.unlock();
        }
    }

    private Checkpoint sumUp(long number, long lowWater, Totals totals, Map<String, String> state) throws IOException {
        // Nothing leaves between the end of the old log and the sum.
        logLock.lock();
        try {
            return contents.checkpoint(log.roll(), number, lowWater, totals, state);
        } finally {
            logLock.unlock();
        }
    }

    private void deleteBefore(long generation) {
        for (String name : generations.headSet(Names.of(generation, ""))) {
            attempt("delete " + name, () -> {
                files.delete(directory.resolve(name));
                generations.remove(name);
            });
        }
    }

    /** Ends the use of the directory. Call it once no other call runs. */
    @Override
    public void close() throws IOException {
        closed = true;
        logLock.lock();
        try {
            log.roll();
        } finally {
            logLock.unlock();
            directoryLock.close();
        }
    }

    private void begun(long generation) {
        generations.add(Names.of(generation, Names.LOG));
    }

    private Path file(long number) {
        return directory.resolve(Names.of(number, Names.OBJECT));
    }

    private Kept kept(Spooled object) {
        return contents.ready(object.number())
                .orElseThrow(() -> new IllegalStateException(
                        "Cannot use object " + object.number() + ": it is not in the spool any more"));
    }

    private void reserve(long bytes) throws IOException {
        long free = files.usableBytes(directory) - Math.min(LEAST_FREE, maxBytes / LEAST_FREE_PART);
        if (bytes > free) {
            throw new SpoolFullException("Cannot keep an object of " + bytes + " bytes in " + directory
                    + ": its disk is full but for what must stay free");
        }
        if (!contents.reserve(bytes, maxBytes)) {
            throw new SpoolFullException("Cannot keep an object of " + bytes + " bytes in " + directory + ": "
                    + contents.fileBytes() + " of " + maxBytes + " bytes are taken");
        }
    }

    private void place(long number, byte[] head, StoredObject object, boolean isNew) throws IOException {
        Path file = file(number);
        Path unfinished =
                file.resolveSibling(Names.unfinished(file.getFileName().toString()));
        boolean whole = false;
        try {
            files.delete(unfinished);
            ObjectFile.write(files, unfinished, head, object);
            whole = true;
            files.rename(unfinished, file);
            files.forceDirectory(directory);
        } catch (IOException | RuntimeException | Error e) {
            try {
                files.delete(unfinished);
            } catch (IOException delete) {
                e.addSuppressed(delete);
            }
            if (whole && isNew) {
                doubt(number);
            }
            throw e;
        }
    }

    /** An object that may be there must not, since its commit failed. */
    private void doubt(long number) {
        synchronized (doubtful) {
            doubtful.add(number);
            deleteDoubtful();
        }
    }

    private void clearDoubt(long number) {
        synchronized (doubtful) {
            doubtful.remove(number);
            deleteDoubtful();
        }
    }

    private void deleteDoubtful() {
        doubtful.removeIf(number -> {
            try {
                files.delete(file(number));
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private void sweep() {
        synchronized (doubtful) {
            deleteDoubtful();
        }
        for (long number : contents.undeleted()) {
            attempt("delete object " + number, () -> delete(number));
        }
    }

    private void delete(long number) throws IOException {
        files.delete(file(number));
        contents.deleted(number);
    }

    private void depart(Kind kind, List<Spooled> objects) throws IOException {
        append(objects.stream()
                .map(object -> contents.departure(kind, kept(object)))
                .toList());
        for (Spooled object : objects) {
            attempt("delete object " + object.number(), () -> delete(object.number()));
        }
    }

    /** Adds to the log, together with what other threads add at the same time. */
    private void append(List<Departure> departures) throws IOException {
        Leaving own = new Leaving(departures);
        queue.add(own);
        logLock.lock();
        try {
            if (!own.ended) {
                List<Leaving> all = new ArrayList<>();
                for (Leaving next = queue.poll(); next != null; next = queue.poll()) {
                    all.add(next);
                }
                write(all);
            }
            if (own.failure != null) {
                throw new IOException(
                        "Cannot log in " + directory + ": " + DurableFile.reason(own.failure), own.failure);
            }
        } finally {
            logLock.unlock();
        }
    }

    private void write(List<Leaving> all) {
        IOException failure = null;
        try {
            List<Departure> departures =
                    all.stream().flatMap(each -> each.departures.stream()).toList();
            uninterrupted(() -> {
                log.append(departures);
                return departures;
            });
            departures.forEach(contents::departed);
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new IOException("it could not be written", e);
            throw e;
        } finally {
            for (Leaving each : all) {
                each.ended = true;
                each.failure = failure;
            }
        }
    }

    /** Something that the disk may refuse. */
    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    /** Something that the disk may refuse, with a result. */
    @FunctionalInterface
    private interface Call<T> {
        T run() throws IOException;
    }

    /** An interrupt closes the file that is just written: so it is kept for later, and the call begins anew. */
    private <T> T uninterrupted(Call<T> call) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                if (closed) {
                    throw new IOException("Cannot use " + directory + ": it is closed");
                }
                interrupted |= Thread.interrupted();
                try {
                    return call.run();
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
