package io.flowexporter.examples.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.durability.Durability;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exporters die at any moment, and what they promised is in the store. {@code -Dkills=1000} for more lives than the build has
 * time for, {@code -Dkills.seed=…} for the schedule of another run.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class KillLoopTest {
    private static final int LIVES = Integer.getInteger("kills", 60);
    private static final int FEW_LIVES = Math.max(6, LIVES / 12);
    private static final long SEED = Long.getLong("kills.seed", System.nanoTime());

    /** After a failure, lives.log and exporters.log in it tell more. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private KillLoop.Report run(Durability.Mode mode, int lives, LongFunction<Supplier<Death>> deaths)
            throws Exception {
        KillLoop.Report report = new KillLoop(directory, mode, lives, deaths, SEED).run();
        System.out.println(
                "Kill loop, " + mode + ": " + report + (report.faults().isEmpty() ? "" : "; see " + directory));
        return report;
    }

    @Test
    void aJournalLosesNothingAndStoresNothingTwice() throws Exception {
        KillLoop.Report report = run(Durability.Mode.JOURNAL, LIVES, Death::any);

        assertThat(report.faults()).as(report.toString()).isEmpty();
        provesSomething(report);
        for (StoreFault fault : StoreFault.values()) {
            assertThat(report.treated(fault)).as(report.toString()).isPositive();
        }
        assertThat(report.livesWithReplay()).as(report.toString()).isGreaterThan(LIVES / 10);
        assertThat(report.segments()).as(report.toString()).isGreaterThan(LIVES / 2);
        assertThat(report.rotations()).as(report.toString()).isPositive();
        assertThat(report.deleted()).as(report.toString()).isPositive();
    }

    @Test
    void aSpoolLosesNoObjectAndStoresNoneTwice() throws Exception {
        KillLoop.Report report = run(Durability.Mode.SPOOL, 2 * FEW_LIVES, Death::any);

        assertThat(report.faults()).as(report.toString()).isEmpty();
        provesSomething(report);
    }

    @Test
    void whoIsToldToStopLosesNothingEvenWithoutADisk() throws Exception {
        KillLoop.Report report = run(Durability.Mode.MEMORY, FEW_LIVES / 2 + 1, Death::orderly);

        assertThat(report.faults()).as(report.toString()).isEmpty();
        assertThat(report.livesWithReplay()).isZero();
    }

    /** If it did not, nothing would follow from the others. */
    @Test
    void theLoopFindsWhatIsLostWithoutADisk() throws Exception {
        KillLoop.Report report = run(Durability.Mode.MEMORY, 4, Death::sudden);

        assertThat(report.faults()).as(report.toString()).anyMatch(fault -> fault.contains("flows are missing"));
    }

    private static void provesSomething(KillLoop.Report report) {
        assertThat(report.died()).as(report.toString()).containsKeys(Death.Kind.values());
        assertThat(report.repeated()).as(report.toString()).isPositive();
    }
}
