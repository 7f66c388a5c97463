package io.flowexporter.core.durability.spool;

import io.flowexporter.core.durability.Totals;
import io.flowexporter.core.durability.spool.Departure.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the files of a spool say, taken together. Safe for use by several threads. */
final class Contents {
    private final NavigableMap<Long, Kept> ready = new TreeMap<>();
    private final NavigableMap<Long, Kept> quarantined = new TreeMap<>();
    private final Map<Kind, Sum> sums = new EnumMap<>(Kind.class);
    private final Set<Long> undeleted = new HashSet<>();
    private final Set<Long> deleted = new HashSet<>();
    private List<Covered> covered = new ArrayList<>();
    private Map<String, Put> state = new TreeMap<>();
    private Mark mark;
    private Checkpoint checkpoint;
    private Checkpoint floor;
    private long nextNumber;
    private long reserved;
    private long fileBytes;

    Contents(Checkpoint base) {
        checkpoint = base;
        floor = base;
        mark = base.mark();
        sums.putAll(base.sums());
        covered.addAll(base.covered());
        state.putAll(base.state());
        undeleted.addAll(base.gone());
        nextNumber = base.nextNumber();
    }

    /**
     * Sets room for a file aside, if there is as much below {@code maxBytes}, or nothing that could give way: a file that is
     * larger than that would else stand in the way of all others for ever.
     */
    synchronized boolean reserve(long bytes, long maxBytes) {
        boolean couldWait = !ready.isEmpty() || reserved > 0;
        if (couldWait && bytes > maxBytes - fileBytes - reserved) {
            return false;
        }
        reserved += bytes;
        return true;
    }

    synchronized void release(long bytes) {
        reserved -= bytes;
    }

    synchronized long fileBytes() {
        return fileBytes;
    }

    synchronized void used(long number) {
        nextNumber = Math.max(nextNumber, number + 1);
    }

    synchronized void stand(Mark now) {
        if (now.number() > mark.number()) {
            mark = now;
        }
        used(now.number());
    }

    /** An object is there, or there under another key. */
    synchronized void committed(Kept kept) {
        Kept before = quarantined.remove(kept.number());
        fileBytes -= before == null ? 0 : before.fileBytes();
        remember(ready, kept);
    }

    /** An object is in the quarantine. */
    synchronized void quarantined(Kept kept) {
        Kept before = ready.remove(kept.number());
        fileBytes -= before == null ? 0 : before.fileBytes();
        remember(quarantined, kept);
    }

    private void remember(Map<Long, Kept> all, Kept kept) {
        put(kept.state());
        used(kept.number());
        Kept before = all.put(kept.number(), kept.slim(floor.mark().lowWater(), floor.number()));
        fileBytes += kept.fileBytes() - (before == null ? 0 : before.fileBytes());
    }

    private void put(Map<String, Put> puts) {
        Put.merge(state, puts, checkpoint.number());
        puts.values().forEach(put -> used(put.number()));
    }

    synchronized Optional<Kept> ready(long number) {
        return Optional.ofNullable(ready.get(number));
    }

    synchronized List<Kept> ready() {
        return List.copyOf(ready.values());
    }

    synchronized List<Kept> quarantined() {
        return List.copyOf(quarantined.values());
    }

    /** What to write into the log when that object leaves. */
    synchronized Departure departure(Kind kind, Kept kept) {
        return Departure.of(kind, kept, floor.mark().lowWater(), floor.number(), mark);
    }

    /** An object left. */
    synchronized void departed(Departure departure) {
        long number = departure.number();
        Kept before = ready.remove(number);
        if (before == null) {
            before = quarantined.remove(number);
        }
        fileBytes -= before == null ? 0 : before.fileBytes();
        if (departure.kind() != Kind.DAMAGED) {
            undeleted.add(number);
        }
        sums.merge(departure.kind(), departure.sum(), Sum::plus);
        if (departure.covered().matters(checkpoint.mark().lowWater())) {
            covered.add(departure.covered());
        }
        put(departure.state());
        departure.mark().ifPresent(this::stand);
        used(number);
    }

    /** Numbers of objects that left and whose files were not deleted yet. */
    synchronized Set<Long> undeleted() {
        return Set.copyOf(undeleted);
    }

    /** The file of an object that left is deleted, though not yet for ever. */
    synchronized void deleted(long number) {
        if (undeleted.remove(number)) {
            deleted.add(number);
        }
    }

    /** Numbers whose files are deleted, though not yet for ever. */
    synchronized Set<Long> deleted() {
        return Set.copyOf(deleted);
    }

    /** Those files are deleted for ever. */
    synchronized void forgotten(Set<Long> numbers) {
        deleted.removeAll(numbers);
    }

    /** Sums everything up. */
    synchronized Checkpoint checkpoint(
            long generation, long number, long lowWater, Totals totals, Map<String, String> values) {
        Mark now = number >= mark.number() ? new Mark(number, lowWater, totals) : mark;
        Map<String, Put> puts = Put.all(values, number);
        Put.merge(puts, state, number);
        Set<Long> gone = new HashSet<>(undeleted);
        gone.addAll(deleted);
        return new Checkpoint(
                generation,
                now,
                number,
                puts,
                sums,
                covered.stream().filter(flows -> flows.matters(now.lowWater())).toList(),
                gone,
                Math.max(nextNumber, number + 1));
    }

    /** A checkpoint is on the disk. */
    synchronized void checkpointed(Checkpoint now) {
        floor = checkpoint;
        checkpoint = now;
        mark = now.mark().number() >= mark.number() ? now.mark() : mark;
        used(now.number());
        Map<String, Put> puts = new TreeMap<>(now.state());
        Put.merge(puts, state, now.number());
        state = puts;
        covered = new ArrayList<>(covered.stream()
                .filter(flows -> flows.matters(now.mark().lowWater()))
                .toList());
        ready.replaceAll((number, kept) -> kept.slim(floor.mark().lowWater(), floor.number()));
        quarantined.replaceAll((number, kept) -> kept.slim(floor.mark().lowWater(), floor.number()));
    }

    /** The generation of the latest checkpoint; 0 if there is none. */
    synchronized long generation() {
        return checkpoint.generation();
    }

    synchronized Mark mark() {
        return mark;
    }

    synchronized Sum quarantine() {
        return sum(quarantined).plus(sums.getOrDefault(Kind.DAMAGED, Sum.NONE));
    }

    synchronized Recovered recovered() {
        List<Covered> needed = new ArrayList<>(covered);
        ready.values().forEach(kept -> needed.add(kept.covered()));
        quarantined.values().forEach(kept -> needed.add(kept.covered()));
        needed.removeIf(flows -> !flows.matters(mark.lowWater()));
        Map<String, String> values = new TreeMap<>();
        state.forEach((key, put) -> values.put(key, put.value()));
        return new Recovered(
                ready.values().stream().map(Kept::object).toList(),
                needed,
                mark.lowWater(),
                mark.totals(),
                values,
                sum(ready),
                sums.getOrDefault(Kind.STORED, Sum.NONE),
                sums.getOrDefault(Kind.DROPPED, Sum.NONE),
                quarantine(),
                nextNumber);
    }

    private static Sum sum(Map<Long, Kept> all) {
        return all.values().stream().map(kept -> Sum.of(kept.object())).reduce(Sum.NONE, Sum::plus);
    }
}
