package io.flowexporter.core.durability.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowexporter.core.durability.LocalFiles;
import io.flowexporter.core.internal.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolLockTest {
    @TempDir
    Path home;

    /** Another process that has a spool open until its input ends, or only tries to. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            try (Spool spool = open(Path.of(arguments[0]))) {
                System.out.write(spool.recovered().ready().isEmpty() ? 'y' : 'n');
                System.out.flush();
                System.in.read();
            } catch (IOException e) {
                System.out.write('n');
                System.out.flush();
            }
        }
    }

    private static Spool open(Path home) throws IOException {
        return Spool.open(home, "s3", 1L << 30, new LocalFiles(), new LogLines());
    }

    private Process other() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void refusesADirectoryThatAnotherProcessUses() throws Exception {
        Process other = other();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('y');

            assertThatThrownBy(() -> open(home))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Cannot use " + home + ": another process uses it (pid " + other.pid()
                            + "); end that one, or give this one another directory");
            assertThatThrownBy(() -> Spool.replay(home.resolve("."), new LocalFiles(), new LogLines()))
                    .hasMessageContaining("(pid " + other.pid() + ")");
        } finally {
            other.destroyForcibly();
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        open(home).close();
        assertThat(Files.readString(home.resolve("lock")))
                .isEqualTo(ProcessHandle.current().pid() + "\n");
    }

    @Test
    void aSecondAttemptInThisProcessDoesNotGiveTheLockUp() throws Exception {
        try (Spool spool = open(home)) {
            assertThatThrownBy(() -> open(home)).hasMessageContaining("this process (pid");
            assertThat(spool.recovered().ready()).isEmpty();

            Process other = other();
            assertThat(other.getInputStream().read()).isEqualTo('n');
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
