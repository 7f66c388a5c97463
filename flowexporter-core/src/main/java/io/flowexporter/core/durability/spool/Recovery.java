package io.flowexporter.core.durability.spool;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.core.durability.Coverage;
import io.flowexporter.core.durability.FileOperations;
import io.flowexporter.core.durability.spool.Departure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads what a spool's directory holds, and changes nothing: a directory that this version doesn't understand stays as it is. What is
 * to be put in order then is told.
 *
 * <p>Not safe for use by several threads.
 */
final class Recovery {
    private final FileOperations files;
    private final Path spool;
    private final Path quarantine;
    private final List<String> unfinished = new ArrayList<>();
    private final List<Damage> damages = new ArrayList<>();
    private final List<String> strays = new ArrayList<>();
    private final List<String> damagedCheckpoints = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final NavigableSet<String> generations = new TreeSet<>();
    private Optional<String> destination = Optional.empty();
    private long nextGeneration = 1;
    private Contents contents;

    /**
     * An object that can't be read.
     *
     * @param name its file's name
     * @param quarantined whether it is in the quarantine already
     * @param departure what the log is to say of it
     * @param why what is wrong
     */
    record Damage(String name, boolean quarantined, Departure departure, String why) {}

    private record Place(Path directory, String name, boolean quarantined) {
        Path file() {
            return directory.resolve(name);
        }
    }

    private record Found(Place place, ObjectFile.Head head) {}

    private Recovery(FileOperations files, Path spool) {
        this.files = files;
        this.spool = spool;
        this.quarantine = spool.resolve(Quarantine.DIRECTORY);
    }

    static Recovery of(FileOperations files, Path spool) throws IOException {
        Recovery recovery = new Recovery(files, spool);
        recovery.read();
        return recovery;
    }

    Contents contents() {
        return contents;
    }

    /** Names of files that a crash left in the middle. */
    List<String> unfinished() {
        return unfinished;
    }

    List<Damage> damages() {
        return damages;
    }

    /** Names of objects that were found damaged before, and not moved then. */
    List<String> strays() {
        return strays;
    }

    List<String> damagedCheckpoints() {
        return damagedCheckpoints;
    }

    /** What the operator should know, in words. */
    List<String> notices() {
        return notices;
    }

    /** Names of all checkpoints and logs, sorted by generation. */
    NavigableSet<String> generations() {
        return generations;
    }

    long nextGeneration() {
        return nextGeneration;
    }

    /** What the objects were made for; empty if nothing says so. */
    Optional<String> destination() {
        return destination;
    }

    private void read() throws IOException {
        List<String> names = files.list(spool);
        List<String> quarantinedNames = files.list(quarantine);
        names.stream().filter(Names::isUnfinished).forEach(unfinished::add);
        readDestination(names);
        Checkpoint base = checkpoint(names);
        Map<Long, Departure> departures = departures(names, base);
        contents = new Contents(base);
        departures.values().forEach(contents::departed);
        Set<Long> gone = new HashSet<>(departures.keySet());
        gone.addAll(base.gone());
        List<Found> found = new ArrayList<>();
        for (String name : quarantinedNames) {
            // One that cannot be read was counted when it was put there.
            Names.number(name, Names.DAMAGED_OBJECT).ifPresent(contents::used);
            Optional<Long> number = Names.number(name, Names.OBJECT);
            if (number.isPresent() && !departures.containsKey(number.get())) {
                find(new Place(quarantine, name, true), number.get()).ifPresent(found::add);
            }
        }
        for (String name : names) {
            Optional<Long> number = Names.number(name, Names.OBJECT);
            if (number.isPresent() && !gone.contains(number.get())) {
                find(new Place(spool, name, false), number.get()).ifPresent(found::add);
            } else if (number.isPresent() && isDamaged(departures.get(number.get()))) {
                strays.add(name);
            }
        }
        found.forEach(each -> contents.stand(each.head.header().mark()));
        for (Found each : found) {
            take(each);
        }
        damages.forEach(damage -> contents.departed(damage.departure));
    }

    private static boolean isDamaged(Departure departure) {
        return departure != null && departure.kind() == Kind.DAMAGED;
    }

    private void readDestination(List<String> names) throws IOException {
        if (names.contains(Names.DESTINATION)) {
            try {
                destination = Optional.of(new String(
                        SealedFile.read(files, Prelude.DESTINATION, spool.resolve(Names.DESTINATION)),
                        StandardCharsets.UTF_8));
            } catch (DamagedFileException e) {
                notices.add(e.getMessage() + "; it is written again");
            }
        }
    }

    /** The latest sound one. */
    private Checkpoint checkpoint(List<String> names) throws IOException {
        for (String name : names) {
            Optional<Long> generation = Names.number(name, Names.CHECKPOINT);
            if (generation.isPresent()) {
                generations.add(name);
                nextGeneration = Math.max(nextGeneration, generation.get() + 1);
            }
        }
        for (String name : generations.descendingSet()) {
            try {
                return Json.checkpoint(SealedFile.read(files, Prelude.CHECKPOINT, spool.resolve(name)));
            } catch (DamagedFileException e) {
                damagedCheckpoints.add(name);
                notices.add(e.getMessage() + "; goes on from the one before it and the logs since then");
            }
        }
        if (damagedCheckpoints.size() > 1) {
            notices.add("Cannot read any checkpoint in " + spool
                    + ": counts begin anew, and what was stored lately may be stored again");
        }
        return Checkpoint.START;
    }

    /** What left since then, each object once. */
    private Map<Long, Departure> departures(List<String> names, Checkpoint base) throws IOException {
        Map<Long, Departure> departures = new LinkedHashMap<>();
        for (String name : names) {
            Optional<Long> generation = Names.number(name, Names.LOG);
            if (generation.isEmpty()) {
                continue;
            }
            generations.add(name);
            nextGeneration = Math.max(nextGeneration, generation.get() + 1);
            if (generation.get() >= base.generation()) {
                // A life that was killed may have written what it did not force, and files are deleted because of it.
                files.force(spool.resolve(name));
                LogFile log = LogFile.read(files, spool.resolve(name));
                log.departures().forEach(departure -> departures.put(departure.number(), departure));
                if (log.skipped() > 0) {
                    notices.add("Skipped " + log.skipped() + " damaged bytes in " + spool.resolve(name)
                            + ": an object may be stored again under its key, or its flows under another");
                }
            }
        }
        return departures;
    }

    private Optional<Found> find(Place place, long number) throws IOException {
        try {
            return Optional.of(new Found(place, ObjectFile.head(files, place.file(), number)));
        } catch (DamagedFileException e) {
            Covered unknown = new Covered(number, Tag.OTHER, Coverage.NONE);
            damages.add(new Damage(
                    place.name,
                    place.quarantined,
                    new Departure(Kind.DAMAGED, unknown, new Sum(1, 0, 0, 0), Map.of(), Optional.empty()),
                    e.getMessage()));
            return Optional.empty();
        }
    }

    private void take(Found found) throws IOException {
        Kept kept = found.head.kept();
        // Whether the bytes are sound too costs a reading of them, and is asked where it helps: the journal has those
        // flows still.
        if (kept.covered().matters(contents.mark().lowWater())) {
            try {
                ObjectFile.verify(files, found.place.file(), found.head);
            } catch (DamagedFileException e) {
                damages.add(new Damage(
                        found.place.name, found.place.quarantined, withoutWhatComesAgain(kept), e.getMessage()));
                return;
            }
        }
        if (found.place.quarantined) {
            contents.quarantined(kept);
        } else {
            contents.committed(kept);
        }
    }

    private Departure withoutWhatComesAgain(Kept kept) {
        long[] again = {0};
        kept.coverage().forEach((position, from, count, part) -> {
            if (position >= contents.mark().lowWater()) {
                again[0] += count;
            }
        });
        Spooled object = kept.object();
        return new Departure(
                Kind.DAMAGED,
                new Covered(kept.number(), object.info().tag(), Coverage.NONE),
                new Sum(1, Math.max(0, object.info().records() - again[0]), object.created(), object.bytes()),
                kept.state(),
                contents.mark().number() == kept.number() ? Optional.of(contents.mark()) : Optional.empty());
    }
}
