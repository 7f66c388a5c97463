package io.flowexporter.bench.parts;

import io.flowexporter.core.durability.LocalFiles;
import io.flowexporter.core.durability.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Messages into the journal, all of the recording's 1.4 MB forced to the disk at once. Time by the clock, so the disk's too. */
public class JournalBenchmark extends PartBenchmark {
    private static final long MAX_BYTES = 1L << 30;

    private Path directory;
    private Journal journal;

    /** Opens a journal. */
    @Setup
    public void open() throws IOException {
        directory = Files.createTempDirectory("flowexporter-journal");
        journal =
                Journal.open(directory.resolve("journal"), MAX_BYTES, 1, new LocalFiles(), System.getLogger("journal"));
    }

    /** Deletes it. */
    @TearDown
    public void delete() throws IOException {
        journal.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** Written and forced. */
    @Benchmark
    @OperationsPerInvocation(Recorded.FLOWS)
    public long appendAndForce(Recorded recorded) throws IOException {
        for (byte[] message : recorded.messages) {
            journal.append(0, false, out -> out.write(message));
        }
        journal.force();
        journal.deleteBelow(journal.next());
        return journal.next();
    }
}
