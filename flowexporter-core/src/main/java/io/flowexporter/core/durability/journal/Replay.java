package io.flowexporter.core.durability.journal;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.core.internal.DurableFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Watches over what earlier lives left while it is given again: an entry that kills the process each time goes to quarantine with its segment.
 * Safe for use by several threads.
 */
final class Replay {
    /** Flows in a segment that was put into quarantine before they were all given. */
    static final DropReason QUARANTINED = DropReason.lost("journal_quarantined");

    /** Who has lived on with an entry for so long is not killed by it. */
    private static final long HARMLESS = TimeUnit.SECONDS.toNanos(5);

    private final Journal journal;
    private final ReplayMarks marks;
    private final System.Logger logger;
    private final LongSupplier nanoTime;
    private final long end;
    private boolean through;
    private boolean watching;
    private long last;
    private long lastGiven;

    /**
     * A watch over all that is in the journal now.
     *
     * @param nanoTime counts as {@link System#nanoTime}
     */
    Replay(Journal journal, ReplayMarks marks, System.Logger logger, LongSupplier nanoTime) {
        this.journal = journal;
        this.marks = marks;
        this.logger = logger;
        this.nanoTime = nanoTime;
        this.end = journal.secured();
    }

    /** Takes away the segment that the last lives died in, if they did. */
    void removePoison() {
        Optional<Long> poison = marks.poison();
        if (poison.isEmpty()) {
            return;
        }
        try {
            Optional<Path> moved = journal.quarantine(poison.get());
            moved.ifPresent(to -> logger.log(
                    Level.ERROR,
                    "The last starts all ended while the entry at position " + poison.get()
                            + " of the journal was worked on: its whole segment is now " + to
                            + ", and the pipeline goes on behind it"));
        } catch (IOException e) {
            logger.log(
                    Level.ERROR,
                    "Cannot move the segment with position " + poison.get()
                            + " of the journal, which ends each start, to quarantine: " + DurableFile.reason(e));
        }
    }

    /** How many flows from that position on are in quarantine. */
    long quarantinedFlows(long from) {
        long flows = 0;
        for (long first : journal.quarantined()) {
            try {
                flows += journal.flowsInQuarantine(first, from);
            } catch (IOException e) {
                logger.log(
                        Level.WARNING,
                        "Cannot count the flows of the journal's segment " + first + " in quarantine: "
                                + DurableFile.reason(e));
            }
        }
        return flows;
    }

    /** Says that the entry at that position is about to be read, or to be given. */
    synchronized void giving(long position) {
        if (position < end && !through) {
            if (!watching || position != last) {
                marks.giving(position);
            }
            last = position;
            watching = true;
            lastGiven = nanoTime.getAsLong();
        }
    }

    /** Says that all before that position was given. */
    synchronized void given(long position) {
        through |= position >= end;
    }

    /** Says that whoever was given an entry asks for more, so that it did no harm to those that it went through. */
    synchronized void cameBack() {
        if (watching && through) {
            watching = false;
            marks.forget();
        }
    }

    /** To be called several times a second. */
    synchronized void look() {
        if (watching && nanoTime.getAsLong() - lastGiven >= HARMLESS) {
            watching = false;
            if (through) {
                marks.forget();
            } else {
                marks.survived();
            }
        }
    }

    /** Says that if the process ends now, then not because of the entry. */
    synchronized void endsForAnotherReason() {
        watching = false;
        marks.survived();
    }

    /** Says that the pipeline is stopped in order. */
    synchronized void stop() {
        through = true;
        watching = false;
        marks.forget();
    }

    synchronized void close() {
        marks.close();
    }
}
