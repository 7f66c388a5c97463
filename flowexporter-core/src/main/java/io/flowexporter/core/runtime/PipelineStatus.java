package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.core.durability.Durability;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pipeline is doing, as of one moment. Holds no secret and no control character; texts from elsewhere are cut where they
 * are long. Immutable.
 *
 * @param name the pipeline's name
 * @param stages what it is made of: {@code skydive → subnet → buffered → json → s3}
 * @param taken when this was so
 * @param since since when it runs
 * @param state what it is about
 * @param words the state in words
 * @param unmoved how long its thread has not come round
 * @param ledger what became of all records
 * @param conservationError by how many records the ledger, or any call of a stage, does not add up; 0 unless something keeps
 *     its books wrong
 * @param rates how much goes through
 * @param numbers what each stage did, in the order of the flow of data
 * @param drops what was dropped, and why
 * @param tags what was done for each tag
 * @param objects the last objects that were stored, the latest first
 * @param store whether objects get stored; empty if a sink takes the records
 * @param source whether flows come
 * @param durability what waits, and where
 * @param counters what the stages' counters show, by {@code stage.name}
 * @param gauges what the stages' gauges show, by {@code stage.name}
 * @param timers what the stages' timers show, by {@code stage.name}
 * @param notReady why it can't do its work now, in words; empty if it can
 * @param warnings what the operator should know, in words
 */
public record PipelineStatus(
        String name,
        String stages,
        Instant taken,
        Instant since,
        State state,
        String words,
        Duration unmoved,
        Ledger ledger,
        long conservationError,
        Rates rates,
        List<StageNumbers> numbers,
        List<Drop> drops,
        List<TagNumbers> tags,
        List<RecentObject> objects,
        Optional<StoreState> store,
        SourceState source,
        DurabilityNumbers durability,
        Map<String, Long> counters,
        Map<String, Long> gauges,
        Map<String, TimesTaken> timers,
        List<String> notReady,
        List<String> warnings) {
    public PipelineStatus {
        numbers = List.copyOf(numbers);
        drops = List.copyOf(drops);
        tags = List.copyOf(tags);
        objects = List.copyOf(objects);
        counters = Map.copyOf(counters);
        gauges = Map.copyOf(gauges);
        timers = Map.copyOf(timers);
        notReady = List.copyOf(notReady);
        warnings = List.copyOf(warnings);
    }

    /** What a pipeline is about. */
    public enum State {
        /** It takes flows in. */
        RUNNING,
        /** It stores what it took in, and takes nothing more. */
        STOPPING,
        /** Its thread has not come round for long: a stage does not return. */
        STUCK,
        /** It has ended as it should. */
        ENDED,
        /** It has stopped by itself. */
        FAILED
    }

    /** Whether it can do its work, or has done it. */
    public boolean ready() {
        return notReady.isEmpty();
    }

    /**
     * How much goes through, over about the last ten seconds.
     *
     * @param received flows that come, a second
     * @param written records that get stored, a second
     * @param bytes bytes of stored objects, a second
     * @param history flows that came in each of the last seconds, the oldest first
     */
    public record Rates(double received, double written, double bytes, List<Long> history) {
        public Rates {
            history = List.copyOf(history);
        }
    }

    /**
     * What a stage did: {@code in + created = emitted + absorbed + leftOut + lost + retained}.
     *
     * @param stage the stage's section, such as {@code mangle}
     * @param type its type, such as {@code action}
     * @param in records that it got; flows, up to the transform
     * @param created those that it made of none
     * @param emitted those that it gave on
     * @param absorbed those that went into others
     * @param leftOut those that do not belong into the format, or were filtered
     * @param lost those that should have been given on
     * @param retained those that it keeps for later
     */
    public record StageNumbers(
            String stage,
            String type,
            long in,
            long created,
            long emitted,
            long absorbed,
            long leftOut,
            long lost,
            long retained) {
        /** What does not add up. */
        public long difference() {
            return in + created - emitted - absorbed - leftOut - lost - retained;
        }
    }

    /**
     * Records that were dropped.
     *
     * @param stage where, by its section
     * @param reason why, such as {@code too_many_wait}
     * @param kind what that means for them
     * @param records how many
     */
    public record Drop(String stage, String reason, DropReason.Kind kind, long records) {
        /** Whether it is worth an alert. */
        public boolean lost() {
            return kind != DropReason.Kind.LEFT_OUT;
        }
    }

    /**
     * What was done for a tag.
     *
     * @param tag the tag
     * @param filtered flows taken away by the filter
     * @param written records in stored objects
     * @param objects those objects
     * @param bytes their bytes
     * @param waiting records that wait to be stored
     */
    public record TagNumbers(String tag, long filtered, long written, long objects, long bytes, long waiting) {}

    /**
     * An object that was stored.
     *
     * @param key bucket and key
     * @param tag the tag of its records
     * @param records how many it holds
     * @param bytes its size
     * @param complete whether nothing is known to be missing from its time
     * @param when when it was stored
     */
    public record RecentObject(String key, String tag, long records, long bytes, boolean complete, Instant when) {}

    /**
     * Whether objects get stored.
     *
     * @param type what writes them, such as {@code s3}
     * @param failingSince since when each write has failed; empty if the last one succeeded
     * @param stored writes that succeeded
     * @param failed writes that failed, to be tried again
     * @param lastError why the last one failed; "" if none has
     * @param lastErrorAt when that was
     * @param check what to look at; "" if nothing more than the error is known
     */
    public record StoreState(
            String type,
            Optional<Instant> failingSince,
            long stored,
            long failed,
            String lastError,
            Optional<Instant> lastErrorAt,
            String check) {
        /** Whether the last write succeeded, or there was none yet. */
        public boolean up() {
            return failingSince.isEmpty();
        }
    }

    /**
     * How long something took.
     *
     * @param atMost how often it took no longer than some times, in the order of those
     * @param count how often it was done
     * @param sum how long that took in all
     */
    public record TimesTaken(List<AtMost> atMost, long count, Duration sum) {
        public TimesTaken {
            atMost = List.copyOf(atMost);
        }
    }

    /**
     * How often something took no longer than that.
     *
     * @param time the time
     * @param count how often
     */
    public record AtMost(Duration time, long count) {}

    /** What is known of a source's connection. */
    public enum Connection {
        /** Nothing: the source has none, or tells nothing of it. */
        UNKNOWN,
        /** It is there. */
        CONNECTED,
        /** It is not there. */
        DISCONNECTED
    }

    /**
     * Whether flows come.
     *
     * @param type the source, such as {@code skydive}
     * @param connection what is known of its connection
     * @param disconnectedSince since when it is not connected
     * @param secondsSinceLastMessage how long no message came, if the source tells
     * @param gaps how often flows may be missing
     * @param lastGap when that was last so
     */
    public record SourceState(
            String type,
            Connection connection,
            Optional<Instant> disconnectedSince,
            Optional<Long> secondsSinceLastMessage,
            long gaps,
            Optional<Instant> lastGap) {}

    /**
     * What waits, and where.
     *
     * @param mode what outlives the process
     * @param journalBytes bytes of the journal
     * @param spoolBytes bytes of the spool
     * @param spoolObjects objects in the spool
     * @param capacity bytes that both may take; 0 in memory
     * @param objectsWaiting finished objects that are not in the store
     * @param oldestWaiting the age of what the oldest of those covers; zero if there is none
     * @param quarantined objects that were set aside, since the store refuses each of them for good
     * @param full whether no room is left
     * @param outliving records that are in the spool, or were deleted from it
     */
    public record DurabilityNumbers(
            Durability.Mode mode,
            long journalBytes,
            long spoolBytes,
            long spoolObjects,
            long capacity,
            long objectsWaiting,
            Duration oldestWaiting,
            long quarantined,
            boolean full,
            long outliving) {
        /** How much of the room is taken, from 0 to 1. */
        public double used() {
            return capacity == 0 ? 0 : (double) (journalBytes + spoolBytes) / capacity;
        }
    }
}
