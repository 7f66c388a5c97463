package io.flowexporter.core.runtime;

import io.flowexporter.api.StageContext;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.durability.Durability;
import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.durability.Totals;
import io.flowexporter.core.durability.journal.Journal;
import io.flowexporter.core.durability.journal.JournalSource;
import io.flowexporter.core.durability.spool.Covered;
import io.flowexporter.core.durability.spool.Recovered;
import io.flowexporter.core.durability.spool.Spool;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What of one pipeline outlives its process, and what an earlier life of it left. */
final class Persistence implements Closeable {
    private static final String JOURNAL = "journal";
    private static final String SPOOL_FULL = "write.spool_full";

    private final Durability durability;
    private final Optional<Spool> spool;
    private final Optional<Journal> journal;

    private Persistence(Durability durability, Optional<Spool> spool, Optional<Journal> journal) {
        this.durability = durability;
        this.spool = spool;
        this.journal = journal;
    }

    /**
     * Opens it.
     *
     * @param pipeline the pipeline's name, which is that of its directory
     * @param destination what objects are written to, without any secret
     * @param files what they are kept in
     * @throws IOException if the directory can't be used
     */
    static Persistence open(
            Durability durability, String pipeline, String destination, FileOperations files, System.Logger logger)
            throws IOException {
        if (durability.mode() == Durability.Mode.MEMORY) {
            return new Persistence(durability, Optional.empty(), Optional.empty());
        }
        Path directory = durability.directory().orElseThrow().resolve(pipeline);
        long quarter = durability.maxBytes() / 4;
        Spool spool = Spool.open(directory, destination, durability.maxBytes() - quarter, files, logger);
        if (durability.mode() == Durability.Mode.SPOOL) {
            warnOfJournal(directory.resolve(JOURNAL), logger);
            return new Persistence(durability, Optional.of(spool), Optional.empty());
        }
        try {
            long from = Math.max(1, Math.max(spool.recovered().lowWater(), highestCovered(spool.recovered()) + 1));
            Journal journal = Journal.open(directory.resolve(JOURNAL), quarter, from, files, logger);
            return new Persistence(durability, Optional.of(spool), Optional.of(journal));
        } catch (Throwable e) {
            spool.close();
            throw e;
        }
    }

    /** What comes must not get a position that objects hold flows of, though the journal lost it or was taken away. */
    private static long highestCovered(Recovered recovered) {
        return recovered.covered().stream()
                .mapToLong(covered -> covered.coverage().highest())
                .max()
                .orElse(0);
    }

    private static void warnOfJournal(Path journal, System.Logger logger) {
        if (Files.isDirectory(journal)) {
            logger.log(
                    System.Logger.Level.WARNING,
                    "Flows may wait in {0}, which is not read in the mode ''spool'': the mode ''journal'' reads on in it",
                    journal);
        }
    }

    Optional<Spool> spool() {
        return spool;
    }

    Durability durability() {
        return durability;
    }

    /** Whether what is received comes again in a later life until it is secured. */
    boolean comesAgain() {
        return journal.isPresent();
    }

    /** The source as the pipeline shall use it. */
    Source around(Source source, StageContext context) {
        return journal.<Source>map(
                        open -> new JournalSource(source, open, recovered().lowWater(), context))
                .orElse(source);
    }

    private Recovered recovered() {
        return spool.orElseThrow().recovered();
    }

    LowWater lowWater() {
        return comesAgain()
                ? new LowWater(Math.max(1, recovered().lowWater()), recovered().totals())
                // A journal that is not used now may be used again, and is to be read from there on.
                : new LowWater(spool.map(open -> open.recovered().lowWater()).orElse(0L), Totals.NONE);
    }

    Replay replay() {
        Replay replay = new Replay();
        if (comesAgain()) {
            for (Covered covered : recovered().covered()) {
                replay.add(covered.coverage(), recovered().lowWater());
            }
        }
        return replay;
    }

    /**
     * What waits, and where.
     *
     * @param kept records on the disk
     */
    PipelineStatus.DurabilityNumbers numbers(
            long objectsWaiting, long spooled, Duration oldest, boolean full, long kept, Books books) {
        long outliving = kept + books.drops().getOrDefault(SPOOL_FULL, 0L);
        return new PipelineStatus.DurabilityNumbers(
                durability.mode(),
                journal.map(Journal::bytes).orElse(0L),
                spool.map(Spool::bytes).orElse(0L),
                spooled,
                spool.isPresent() ? durability.maxBytes() : 0,
                objectsWaiting,
                oldest,
                spool.map(open -> open.quarantined().objects()).orElse(0L),
                full,
                spool.isPresent() ? outliving : 0);
    }

    /** Lets the journal forget what is below that position. */
    void forgetBelow(long position) {
        journal.ifPresent(open -> open.deleteBelow(position));
    }

    /**
     * What a commit notes: of the flows that will not come again. What is deleted from the spool is known to the spool
     * itself.
     */
    Totals totals(Books books, LowWater lowWater) {
        if (comesAgain()) {
            return lowWater.totals();
        }
        Totals all = books.totals();
        Map<String, Long> lost = new TreeMap<>(all.lost());
        lost.remove(SPOOL_FULL);
        return new Totals(
                all.received(), all.created(), all.filtered(), all.absorbed(), all.leftOut(), lost, all.rejected());
    }

    /** Lets the books go on where an earlier life's ended. */
    void restore(Books books, Replay replay) {
        if (spool.isEmpty()) {
            return;
        }
        Recovered known = recovered();
        Totals noted = known.totals();
        long secured = known.secured().records();
        Map<String, Long> lost = new TreeMap<>(noted.lost());
        if (known.dropped().records() > 0) {
            lost.merge(SPOOL_FULL, known.dropped().records(), Long::sum);
        }
        long received = noted.received();
        long created = noted.created();
        long absorbed = noted.absorbed();
        long killed = 0;
        if (comesAgain()) {
            // What is secured above the low-water mark was received in an earlier life, and is not counted again.
            received += replay.flows();
            created += replay.parts() + known.secured().created();
            long inOthers = noted.remaining()
                    + replay.flows()
                    + replay.parts()
                    + known.secured().created()
                    - secured;
            absorbed += Math.max(0, inOthers);
            created += Math.max(0, -inOthers);
        } else {
            killed = Math.max(0, noted.remaining() - secured);
            created += Math.max(0, secured - noted.remaining());
        }
        books.restore(
                new Totals(received, created, noted.filtered(), absorbed, noted.leftOut(), lost, noted.rejected()),
                known.stored().records(),
                known.stored().objects(),
                known.stored().bytes());
        books.killed(killed);
    }

    @Override
    public void close() throws IOException {
        try {
            if (journal.isPresent()) {
                journal.get().close();
            }
        } finally {
            if (spool.isPresent()) {
                spool.get().close();
            }
        }
    }
}
