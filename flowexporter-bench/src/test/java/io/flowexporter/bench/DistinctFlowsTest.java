package io.flowexporter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** State is bounded; fewer flows than the program's own 5 million, so that the build does not take too long. */
class DistinctFlowsTest {
    @TempDir
    private Path directory;

    @Test
    @Timeout(600)
    void aSmallHeapKeepsAMillionFlowsAndLosesNone() throws Exception {
        Path out = directory.resolve("out.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DistinctFlows.class.getName(),
                        "1500000")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(500, TimeUnit.SECONDS)).as("it ended").isTrue();
            List<String> lines = Files.readAllLines(out);
            assertThat(process.exitValue()).as("%s", lines).isZero();
            assertThat(lines)
                    .contains(
                            "1500000 received = 1500000 written + 0 filtered + 0 left out + 0 lost + 0 waiting",
                            "kept: 1000000",
                            "evicted: 500000",
                            "names kept: 100000");
        } finally {
            process.destroyForcibly();
        }
    }
}
