package io.flowexporter.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** That the bench counts right; how fast anything is, no test says. */
@EnabledOnOs(OS.LINUX)
class RigTest {
    private static final String OPTIONS = "-Xmx256m -XX:TieredStopAtLevel=1";

    @TempDir
    private Path directory;

    private Place place;

    /** The launcher's own script is not packed yet when tests run. */
    @BeforeEach
    void script() throws Exception {
        Path script = directory.resolve("home/bin/flowexporter");
        Files.createDirectories(script.getParent());
        Files.writeString(script, """
                #!/bin/sh
                exec %s $JAVA_OPTS -cp '%s' io.flowexporter.examples.Launcher "$@"
                """.formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path")));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        place = new Place(script, new Folder(directory.resolve("objects")), new Folder(directory));
    }

    @Test
    void allThatIsSentIsReceivedAndStored() throws Exception {
        Job job = Job.secadvisor("gzip", 1).with(Job.Extra.JOURNAL);
        try (Rig rig =
                Rig.start(place, job, new Load(0, 5_000, true), 0, OPTIONS).orElseThrow()) {
            long sent = rig.awaitSent();
            rig.exporter().awaitReceived(sent);
            Mark mark = rig.exporter().mark();
            int code = rig.exporter().stop(Duration.ofSeconds(60));

            assertThat(sent).isBetween(5_000L, 5_099L);
            assertThat(mark.received()).isEqualTo(sent);
            assertThat(mark.lost()).isZero();
            assertThat(mark.cpuSeconds()).isPositive();
            assertThat(code).isZero();
            assertThat(rig.exporter().lastWords()).contains(sent + " received = " + sent + " written + 0 filtered");
        }
    }

    @Test
    void aRateIsKept() throws Exception {
        Load load = new Load(4_000, 0, false);
        long begun = System.nanoTime();
        try (Rig rig = Rig.start(place, Job.json("gzip", 1), load, 0, OPTIONS).orElseThrow()) {
            rig.exporter().awaitReceived(12_000);

            // Never faster, but for the last message; how much slower is up to the machine.
            assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(2_950));
        }
    }

    @Test
    void aJobThatNeedsAPluginThatIsNotThereIsLeftOut() throws Exception {
        assertThat(Rig.start(place, Job.json("no-such-compressor", 0), Load.FULL, 0, OPTIONS))
                .isEmpty();
    }
}
