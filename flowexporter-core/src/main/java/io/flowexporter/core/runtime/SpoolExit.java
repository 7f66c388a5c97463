package io.flowexporter.core.runtime;

import io.flowexporter.api.StageKind;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.ObjectDraft;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.core.durability.CommitNote;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.durability.Totals;
import io.flowexporter.core.durability.spool.DamagedFileException;
import io.flowexporter.core.durability.spool.Recovered;
import io.flowexporter.core.durability.spool.Spool;
import io.flowexporter.core.durability.spool.SpoolFullException;
import io.flowexporter.core.durability.spool.Spooled;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * From the memory onto the disk, and from there into the store. An object is secured when it is on the disk, with a note
 * that says which flows it holds. Used on the pipeline's thread.
 */
final class SpoolExit<R> implements Exit<R> {
    private static final long ROOM_FOR_NOTES = 64 << 10;
    private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(1);
    private static final DropReason SPOOL_FULL = DropReason.lost("spool_full");

    private final Spool spool;
    private final Books books;
    private final Workers workers;
    private final Deliveries commits;
    private final System.Logger logger;
    private final Durability.WhenFull whenFull;
    private final LowWater lowWater;
    private final Supplier<Totals> totals;
    private final LongConsumer checkpointed;
    private final Map<String, String> committedState;
    private final Delivery<Commit<R>, Spooled> commitDelivery;
    private final Delivery<Upload, Result> uploadDelivery;
    private long nextNumber;
    private boolean spoolWasFull;
    private boolean changed;
    private boolean checkpointing;
    private Instant checkpointAt;
    /** The low-water mark that was noted last by itself. */
    private long checkpointPosition;

    private long waiting;
    private boolean started;

    /** An object on its way onto the disk. */
    private static final class Commit<R> {
        private final ClosedObject<R> object;
        private Optional<CommitNote> note = Optional.empty();
        private List<Upload> victims = List.of();
        private boolean victimsDropped;

        Commit(ClosedObject<R> object) {
            this.object = object;
        }
    }

    /** An object on the disk on its way into the store. */
    private static final class Upload {
        private volatile Spooled spooled;
        private volatile boolean written;
        private volatile Optional<Move> move = Optional.empty();

        Upload(Spooled spooled) {
            this.spooled = spooled;
        }

        Tag tag() {
            return spooled.info().tag();
        }

        int records() {
            return spooled.info().records();
        }
    }

    /** Another key for an object, and what the store put into its state for it. */
    private record Move(ObjectInfo info, long number, Map<String, String> state) {}

    private enum Result {
        STORED,
        QUARANTINED
    }

    /**
     * A way out.
     *
     * @param totals what became of all flows below the low-water mark; without positions, of all
     * @param checkpointed is told the position below which nothing will be asked for again
     * @param commits makes the delivery onto the disk
     * @param uploads makes the delivery into the store
     */
    SpoolExit(
            ObjectOutput<R> output,
            Spool spool,
            Durability.WhenFull whenFull,
            ObjectWriter writer,
            AccountLog account,
            Books books,
            DurableState state,
            LowWater lowWater,
            Supplier<Totals> totals,
            LongConsumer checkpointed,
            Deliveries commits,
            Deliveries uploads,
            System.Logger logger) {
        this.spool = spool;
        this.whenFull = whenFull;
        this.books = books;
        this.workers = commits.workers();
        this.commits = commits;
        this.logger = logger;
        this.lowWater = lowWater;
        this.totals = totals;
        this.checkpointed = checkpointed;
        Recovered recovered = spool.recovered();
        this.nextNumber = recovered.nextNumber();
        this.waiting = recovered.quarantined().records();
        this.committedState = new HashMap<>(recovered.state());
        this.checkpointPosition = lowWater.position();
        // Whoever is killed again and again must get somewhere all the same.
        this.checkpointAt = commits.clock().now();
        this.changed = true;
        this.commitDelivery = commits.to(new CommitPlace());
        this.uploadDelivery = uploads.to(new UploadPlace(output, writer, account, state));
        // The writer is started later.
        uploadDelivery.pause(true);
        for (Spooled ready : recovered.ready()) {
            books.passed(StageKind.WRITE, ready.info().records(), 0, 0);
            upload(new Upload(ready));
        }
    }

    private void upload(Upload upload) {
        waiting += upload.records();
        uploadDelivery.add(upload.tag(), upload);
    }

    private final class CommitPlace implements Delivery.Place<Commit<R>, Spooled> {
        @Override
        public ObjectInfo info(Commit<R> commit) {
            return commit.object.stored().info();
        }

        @Override
        public long bytes(Commit<R> commit) {
            return 0;
        }

        @Override
        public void begin(Commit<R> commit) {
            ClosedObject<R> object = commit.object;
            commit.note = Optional.of(new CommitNote(
                    nextNumber++,
                    lowWater.position(),
                    totals.get(),
                    object.coverage(),
                    object.ofNoFlow(),
                    object.state()));
            if (whenFull == Durability.WhenFull.DROP_OLDEST
                    && isFullFor(object.stored().size())) {
                commit.victims = withdrawOldest(object.stored().size());
                commit.victimsDropped = false;
            }
        }

        @Override
        public Spooled write(Commit<R> commit) throws Exception {
            if (!commit.victims.isEmpty()) {
                spool.dropOldest(
                        commit.victims.stream().map(upload -> upload.spooled).toList());
                commit.victimsDropped = true;
            }
            return spool.commit(commit.object.stored(), commit.note.orElseThrow());
        }

        @Override
        public void delivered(Commit<R> commit, Spooled spooled) {
            settleVictims(commit);
            spoolWasFull = false;
            committedState.putAll(commit.object.state());
            changed = true;
            commit.object.lane().secured(commit.object);
            books.secured(spooled.info(), spooled.bytes());
            upload(new Upload(spooled));
        }

        @Override
        public void failed(Commit<R> commit, Exception cause) {
            settleVictims(commit);
            spoolWasFull = cause instanceof SpoolFullException;
        }

        @Override
        public void keyTaken(Commit<R> commit) {
            throw new IllegalStateException("A spool has no keys that could be taken");
        }

        @Override
        public void refused(Commit<R> commit, Exception cause) {
            commit.object.lane().refused(commit.object, cause);
        }
    }

    private boolean isFullFor(long bytes) {
        return spoolWasFull || spool.bytes() + bytes + ROOM_FOR_NOTES > spool.maxBytes();
    }

    /** The oldest objects that are not just being written, of about twice as many bytes. */
    private List<Upload> withdrawOldest(long bytes) {
        List<Upload> oldest = new ArrayList<>(uploadDelivery.objects());
        oldest.sort((one, other) -> Long.compare(one.spooled.number(), other.spooled.number()));
        List<Upload> victims = new ArrayList<>();
        long sum = 0;
        for (Upload upload : oldest) {
            if (sum >= 2 * bytes) {
                break;
            }
            if (!upload.written && uploadDelivery.withdrawTried(upload.tag(), mine -> mine == upload)) {
                victims.add(upload);
                sum += upload.spooled.bytes();
            }
        }
        return victims;
    }

    private void settleVictims(Commit<R> commit) {
        for (Upload victim : commit.victims) {
            if (commit.victimsDropped) {
                waiting -= victim.records();
                books.dropped(
                        StageKind.WRITE,
                        victim.tag(),
                        Tally.NONE,
                        SPOOL_FULL,
                        victim.records(),
                        victim.spooled.info().toString());
            } else {
                uploadDelivery.add(victim.tag(), victim);
            }
        }
        commit.victims = List.of();
    }

    private final class UploadPlace implements Delivery.Place<Upload, Result> {
        private final ObjectOutput<R> output;
        private final ObjectWriter writer;
        private final AccountLog account;
        private final DurableState state;

        UploadPlace(ObjectOutput<R> output, ObjectWriter writer, AccountLog account, DurableState state) {
            this.output = output;
            this.writer = writer;
            this.account = account;
            this.state = state;
        }

        @Override
        public ObjectInfo info(Upload upload) {
            return upload.spooled.info();
        }

        @Override
        public long bytes(Upload upload) {
            return upload.spooled.bytes();
        }

        @Override
        public Result write(Upload upload) throws Exception {
            if (upload.move.isPresent()) {
                Move move = upload.move.get();
                upload.spooled = spool.rekey(upload.spooled, move.info(), move.number(), move.state());
                upload.move = Optional.empty();
            }
            if (!upload.written) {
                StoredObject object;
                try {
                    object = spool.read(upload.spooled);
                } catch (DamagedFileException e) {
                    spool.quarantine(upload.spooled, Texts.of(e));
                    return Result.QUARANTINED;
                }
                writer.write(object);
                upload.written = true;
                account.written(object);
            }
            spool.stored(upload.spooled);
            return Result.STORED;
        }

        @Override
        public void delivered(Upload upload, Result result) {
            if (result == Result.STORED) {
                waiting -= upload.records();
                books.written(upload.spooled.info(), upload.spooled.bytes());
                changed = true;
            } else {
                putAside(upload, "it is damaged on the disk");
            }
        }

        @Override
        public void keyTaken(Upload upload) {
            ObjectInfo taken = upload.spooled.info();
            String key = taken.key();
            int suffix = key.indexOf('.', key.lastIndexOf('/') + 1);
            String name = suffix < 0 ? key : key.substring(0, suffix);
            ObjectDraft moved = output.rekey(ObjectDraft.of(taken.bucket(), name, taken.first(), taken.last()));
            String rest = suffix < 0 ? "" : key.substring(suffix);
            Map<String, String> fresh = state.take();
            upload.move = Optional.of(new Move(taken.withKey(moved.key() + rest), nextNumber++, fresh));
            committedState.putAll(fresh);
        }

        @Override
        public void refused(Upload upload, Exception cause) {
            putAside(upload, Texts.of(cause));
            try {
                quarantine(upload, cause);
            } catch (RejectedExecutionException e) {
                // The pipeline ends; the next start tries the object again.
                logger.log(System.Logger.Level.DEBUG, "Not moved into the quarantine at the end: {0}", Texts.of(e));
            }
        }

        private void quarantine(Upload upload, Exception cause) {
            workers.run(
                    commits.writing(),
                    () -> {
                        spool.quarantine(upload.spooled, Texts.of(cause));
                        return null;
                    },
                    (ignored, failure) -> {
                        if (failure != null) {
                            logger.log(
                                    System.Logger.Level.WARNING,
                                    "Cannot move an object into the quarantine; it will be tried again after the next start: {0}",
                                    Texts.of(failure));
                        }
                    });
        }
    }

    private void putAside(Upload upload, String why) {
        logger.log(
                System.Logger.Level.ERROR,
                "Put aside into the quarantine, {0} records: {1}: {2}; 'flowexporter replay' brings it back",
                Integer.toString(upload.spooled.info().records()),
                Texts.clean(upload.spooled.info().toString()),
                why);
    }

    @Override
    public void take(ClosedObject<R> object) {
        commitDelivery.add(object.lane().tag(), new Commit<>(object));
    }

    @Override
    public boolean withdraw(Tag tag, ClosedObject<R> object) {
        return commitDelivery.withdraw(tag, commit -> commit.object == object);
    }

    /**
     * Sums up now and then, so that a later life has little to read. Flows that are filtered or left out get into no object, and
     * yet the journal must be told to forget them.
     */
    private void checkpointIfDue() {
        Instant now = commits.clock().now();
        if (checkpointing || now.isBefore(checkpointAt) || !changed && lowWater.position() == checkpointPosition) {
            return;
        }
        // What is just being committed belongs neither before the checkpoint nor behind it.
        commitDelivery.pause(true);
        if (!commitDelivery.still()) {
            return;
        }
        checkpointing = true;
        changed = false;
        Checkpoint checkpoint = checkpoint();
        workers.run(
                commits.writing(),
                () -> {
                    checkpoint.write();
                    return null;
                },
                (ignored, failure) -> {
                    checkpointing = false;
                    checkpointAt = commits.clock().now().plus(CHECKPOINT_EVERY);
                    commitDelivery.pause(false);
                    if (failure != null) {
                        changed = true;
                        logger.log(
                                System.Logger.Level.WARNING,
                                "Cannot sum up what is in the spool, will try again: {0}",
                                Texts.of(failure));
                    }
                });
    }

    private interface Checkpoint {
        void write() throws IOException;
    }

    private Checkpoint checkpoint() {
        long number = nextNumber - 1;
        long position = lowWater.position();
        checkpointPosition = position;
        Totals sum = totals.get();
        Map<String, String> state = Map.copyOf(committedState);
        return () -> {
            spool.checkpoint(number, position, sum, state);
            checkpointed.accept(position);
        };
    }

    /** Sums up at the end; on the pipeline's thread, since nothing else is to be done any more. */
    void lastCheckpoint() throws IOException {
        checkpoint().write();
    }

    @Override
    public void progress() {
        if (!started) {
            started = true;
            uploadDelivery.pause(false);
        }
        checkpointIfDue();
        commitDelivery.progress();
        uploadDelivery.progress();
    }

    @Override
    public boolean busy() {
        return commitDelivery.busy() || uploadDelivery.busy();
    }

    @Override
    public int objects() {
        return commitDelivery.size() + uploadDelivery.size();
    }

    @Override
    public long secured() {
        return waiting;
    }

    @Override
    public int leftMemory() {
        return uploadDelivery.size();
    }

    @Override
    public void addWaiting(Map<String, Long> byTag) {
        uploadDelivery
                .objects()
                .forEach(upload -> byTag.merge(upload.tag().text(), (long) upload.records(), Long::sum));
    }

    @Override
    public Optional<Instant> oldest() {
        return uploadDelivery.heads().stream()
                .map(upload -> upload.spooled.info().first())
                .min(Instant::compareTo);
    }

    @Override
    public boolean full() {
        return spoolWasFull;
    }

    @Override
    public Optional<Delivery.Trouble> trouble() {
        return uploadDelivery.trouble().or(commitDelivery::trouble);
    }

    @Override
    public void writeNoMore() {
        commitDelivery.writeNoMore();
        uploadDelivery.writeNoMore();
    }
}
