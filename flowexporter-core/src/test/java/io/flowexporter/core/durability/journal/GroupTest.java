package io.flowexporter.core.durability.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.core.durability.QuickFiles;
import io.flowexporter.core.internal.LogLines;
import io.flowexporter.testkit.TestContext;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupTest {
    private static final FlowBatch BATCH = FlowBatch.empty().withRefused(DropReason.lost("odd"), 1);

    @TempDir
    Path directory;

    /** Half of what is received is to be secured within 5 ms, the disk's time included. */
    @Test
    void itHasPatienceForAShortTimeBehindTheForceBefore() throws Exception {
        try (Journal journal = Journal.open(directory, 1 << 20, 1, new QuickFiles(), new LogLines())) {
            Group group = new Group(journal, new Tail(1 << 20, 1, 1), new TestContext());
            for (int i = 0; i < 10; i++) {
                group.add(BATCH);
                assertThat(group.patience()).as("nothing was forced before").isZero();
            }
            group.secure();
            assertThat(group.patience()).as("it is empty").isZero();
            group.add(BATCH);
            group.secure();
            group.add(BATCH);
            long began = System.nanoTime();
            long ofOne = group.patience();
            assertThat(ofOne).isBetween(0L, TimeUnit.MILLISECONDS.toNanos(4));
            for (int i = 0; i < 10; i++) {
                group.add(BATCH);
            }
            long ofMany = group.patience();
            assertThat(ofMany).as("half of many wait for half of that").isBetween(0L, TimeUnit.MILLISECONDS.toNanos(7));
            long passed = System.nanoTime() - began;
            assertThat(ofMany + passed)
                    .isGreaterThanOrEqualTo(ofOne == 0 ? 0 : ofOne + TimeUnit.MILLISECONDS.toNanos(3));
            group.secure();
            group.add(BATCH);
            assertThat(group.patience() + System.nanoTime() - began)
                    .as("there were many just before")
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(7));
        }
    }
}
