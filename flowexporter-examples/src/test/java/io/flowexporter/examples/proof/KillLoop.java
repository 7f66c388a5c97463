package io.flowexporter.examples.proof;

import io.flowexporter.core.durability.Durability;
import io.flowexporter.examples.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Lets one exporter after the other live on what the one before left, and ends each in some way, while an analyzer sends
 * flows and the store goes wrong; the last one lives without any fault, and must get all done. Then the {@link Judge} speaks.
 */
final class KillLoop {
    private static final int FLOWS_PER_SECOND = 2_500;

    /** Makes journal files of 64 KiB, which are full after a third of a second: flows take a tenth of their bytes there. */
    private static final long MAX_BYTES = 2L << 20;

    private static final int LAST_FLOWS = 500;
    private static final Duration DRAIN = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(90);

    private final Path directory;
    private final Durability.Mode mode;
    private final int lives;
    private final Supplier<Death> deaths;
    private final SplittableRandom random;
    private final long seed;
    private final Testimony testimony = new Testimony();
    private final Map<Death.Kind, Integer> died = new EnumMap<>(Death.Kind.class);
    private final Set<String> segments = new HashSet<>();
    private int rotations;

    /**
     * A loop.
     *
     * @param directory for all that is kept
     * @param lives how many there are before the last one
     * @param deaths how they end, by a seed
     */
    KillLoop(Path directory, Durability.Mode mode, int lives, LongFunction<Supplier<Death>> deaths, long seed) {
        this.directory = directory;
        this.mode = mode;
        this.lives = lives;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.deaths = deaths.apply(random.nextLong());
    }

    /**
     * What came out.
     *
     * @param seed makes the same schedule again
     * @param faults what is wrong; none if all is well
     * @param died how many lives ended how
     * @param flows how many flows came to classify
     * @param objects how many objects are in the store
     * @param replayed how often a flow came to classify that had come in an earlier life
     * @param livesWithReplay in how many lives that was so
     * @param segments how many files the journal had over all lives
     * @param rotations how many of them were begun in the middle of a life
     * @param deleted how many of them are deleted
     * @param puts all PUTs
     * @param took how long it took
     */
    record Report(
            long seed,
            List<String> faults,
            Map<Death.Kind, Integer> died,
            int flows,
            int objects,
            long replayed,
            int livesWithReplay,
            int segments,
            int rotations,
            int deleted,
            List<Put> puts,
            Duration took) {

        /** How many PUTs repeat one that came whole and was disturbed then; what a writer tries twice by itself is none. */
        long repeated() {
            Set<String> disturbed = new HashSet<>();
            long repeated = 0;
            for (Put put : puts) {
                repeated += disturbed.contains(put.key()) ? 1 : 0;
                if (put.hash().isPresent() && put.fault() != StoreFault.NONE) {
                    disturbed.add(put.key());
                }
            }
            return repeated;
        }

        /** How many PUTs were treated so. */
        long treated(StoreFault fault) {
            return puts.stream().filter(put -> put.fault() == fault).count();
        }

        @Override
        public String toString() {
            Map<StoreFault, Long> treated = new EnumMap<>(StoreFault.class);
            for (StoreFault fault : StoreFault.values()) {
                treated.put(fault, treated(fault));
            }
            return "seed " + seed + ": " + died + " and one to the end, in " + took.toSeconds() + " s; " + flows
                    + " flows secured, " + replayed + " replayed in " + livesWithReplay + " lives; " + objects
                    + " objects, " + puts.size() + " PUTs " + treated + ", " + repeated() + " repeated; " + segments
                    + " journal files, " + rotations + " by rotation, " + deleted + " deleted; "
                    + (faults.isEmpty() ? "no fault" : "FAULTS: " + String.join("; ", faults));
        }
    }

    /** Runs it. */
    Report run() throws Exception {
        long begin = System.nanoTime();
        try (S3Server server = S3Server.start();
                StoreFront front = StoreFront.of(server.endpoint(), S3Server.BUCKET, random.nextLong());
                FlowFeed feed = new FlowFeed(random.nextLong(), FLOWS_PER_SECOND)) {
            ExporterLauncher launcher =
                    new ExporterLauncher(directory, feed.analyzer().url(), front.endpoint(), mode, MAX_BYTES);
            feed.open();
            try (ExporterProcess first = launcher.start(testimony, true)) {
                live(first, Death.orderly(seed).get());
            }
            front.goWrong();
            live(launcher);
            feed.shut();
            front.goRight();
            try (ExporterProcess last = launcher.start(testimony, false)) {
                drain(last, feed);
            }
            front.awaitIdle();
            return report(server, front, Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private void live(ExporterLauncher launcher) throws IOException, InterruptedException {
        ExporterProcess next = launcher.start(testimony, false);
        try {
            for (int life = 1; life < lives; life++) {
                Death death = deaths.get();
                try (ExporterProcess current = next) {
                    // The one after it comes up meanwhile.
                    next = launcher.start(testimony, false);
                    live(current, death);
                }
            }
        } finally {
            next.close();
        }
    }

    private void live(ExporterProcess exporter, Death death) throws InterruptedException, IOException {
        testimony.nextLife(death.toString());
        Set<String> before = segmentsThere();
        exporter.go();
        if (death.kind() != Death.Kind.KILLED_AT_START && !exporter.awaitFlow()) {
            testimony.complain(exporter.isAlive() ? "no flow came in a whole life" : "an exporter died by itself");
        }
        exporter.live(death.after());
        switch (death.kind()) {
            case KILLED, KILLED_AT_START -> exporter.kill();
            case KILLED_AT_STOP -> {
                exporter.terminate();
                exporter.live(Death.grace(random));
                exporter.kill();
            }
            case STOPPED -> stop(exporter);
        }
        exporter.awaitEnd(STOP);
        died.merge(death.kind(), 1, Integer::sum);
        Set<String> begun = segmentsThere();
        begun.removeAll(before);
        segments.addAll(begun);
        rotations += Math.max(0, begun.size() - 1);
    }

    private void stop(ExporterProcess exporter) throws InterruptedException {
        exporter.terminate();
        if (!exporter.awaitEnd(STOP)) {
            testimony.complain("an exporter does not stop");
        } else if (!exporter.closed().orElse("not in order").isEmpty()) {
            testimony.complain("an exporter ended: " + exporter.closed().orElse("not in order"));
        }
    }

    private void drain(ExporterProcess last, FlowFeed feed) throws InterruptedException, IOException {
        testimony.nextLife("the last");
        segments.addAll(segmentsThere());
        // The one before was killed: what is sent must not go to what is left of its connection.
        feed.analyzer().awaitSubscribers(0, DRAIN);
        last.go();
        feed.analyzer().awaitSubscribers(1, DRAIN);
        // It is not enough to get rid of what is old.
        feed.send(LAST_FLOWS);
        feed.awaitTaken();
        if (!last.awaitBooks(books -> books.waiting() == 0 && books.received() >= expected(), DRAIN)) {
            testimony.complain("not drained after " + DRAIN.toSeconds() + " s: " + testimony.lastBooks() + ", of "
                    + testimony.flowCount() + " flows");
        }
        stop(last);
    }

    /** How many flows the last life must have counted when it is done. */
    private long expected() {
        return mode == Durability.Mode.JOURNAL ? testimony.flowCount() : LAST_FLOWS;
    }

    private Set<String> segmentsThere() throws IOException {
        Set<String> names = filesIn("journal");
        names.removeIf(name -> !name.endsWith(".journal"));
        return names;
    }

    /** The names of all files in directories of that name. */
    private Set<String> filesIn(String parent) throws IOException {
        Path kept = directory.resolve("kept");
        Set<String> names = new TreeSet<>();
        if (Files.isDirectory(kept)) {
            try (Stream<Path> files = Files.walk(kept)) {
                files.filter(Files::isRegularFile)
                        .filter(file -> file.getParent().endsWith(parent))
                        .forEach(file -> names.add(file.getFileName().toString()));
            }
        }
        return names;
    }

    private Report report(S3Server server, StoreFront front, Duration took) throws Exception {
        // Who keeps nothing begins his ledger anew in each life.
        Books books = mode == Durability.Mode.MEMORY ? testimony.allBooks() : testimony.lastBooks();
        Judge.Verdict verdict = Judge.judge(
                new Judge.Charge(mode, testimony.flows(), testimony.objects(), front.puts(), books),
                new S3Bucket(server));
        List<String> faults = new ArrayList<>(testimony.complaints());
        filesIn("quarantine").forEach(name -> faults.add("put into quarantine, though nothing is damaged: " + name));
        faults.addAll(verdict.faults());
        Files.write(directory.resolve("lives.log"), testimony.story());
        Set<String> deleted = new HashSet<>(segments);
        deleted.removeAll(segmentsThere());
        return new Report(
                seed,
                List.copyOf(faults),
                Map.copyOf(died),
                testimony.flowCount(),
                verdict.objects(),
                testimony.replayed(),
                testimony.livesWithReplay(),
                segments.size(),
                rotations,
                deleted.size(),
                front.puts(),
                took);
    }
}
