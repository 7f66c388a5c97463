package io.flowexporter.gzipnative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowexporter.testkit.Recording;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where ISA-L loads and where it does not, each in a JVM of its own, since a JVM loads it once. */
class FallBackTest {
    private static final byte[] CONTENT =
            Recording.lines(Recording.TCP_METRIC).repeat(2).getBytes(StandardCharsets.UTF_8);
    private static final String COMPRESSES_ELSE = "; the JDK compresses instead, more slowly, to the same contents";

    @TempDir
    private Path directory;

    private record Ended(byte[] object, List<String> log) {}

    private Ended run(String classPath, String... options) throws IOException, InterruptedException {
        Path in = Files.write(directory.resolve("in"), CONTENT);
        Path out = directory.resolve("out.gz");
        Path err = directory.resolve("err");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(options));
        command.addAll(List.of("-Xmx128m", "-cp", classPath, CompressingProgram.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(err)).isZero();
        return new Ended(Files.readAllBytes(out), Files.readAllLines(err));
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    private static String temporary(Path directory) {
        return "-Djava.io.tmpdir=" + directory;
    }

    private static void holdsTheSame(Ended ended) throws Exception {
        assertThat(ReadersOfGzip.read(ended.object()))
                .allSatisfy(read -> assertThat(read).isEqualTo(CONTENT));
    }

    /** Ours, and not what gkl says itself. */
    private static List<String> warnings(Ended ended) {
        return ended.log().stream().filter(line -> line.contains("ISA-L")).toList();
    }

    @Test
    void whereItLoadsItSaysNothingAndLeavesNoFile() throws Exception {
        assumeTrue(IsalLibrary.refusal().isEmpty(), "no ISA-L here");
        Path temporary = Files.createDirectory(directory.resolve("tmp"));

        Ended ended = run(classPath(), temporary(temporary), "-Djava.util.logging.config.file=" + quiet());

        holdsTheSame(ended);
        assertThat(ended.log()).isEmpty();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(file -> !file.getFileName().toString().startsWith("hsperf")))
                    .isEmpty();
        }
    }

    private Path quiet() throws IOException {
        return Files.writeString(
                directory.resolve("logging.properties"), "handlers=java.util.logging.ConsoleHandler\n.level=WARNING\n");
    }

    @Test
    void onAnotherProcessorTheJdkCompresses() throws Exception {
        Ended ended = run(classPath(), "-Dos.arch=riscv64");

        holdsTheSame(ended);
        assertThat(warnings(ended))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains("Cannot load ISA-L: it is made for Linux and macOS on x86-64, and this is ")
                        .endsWith(" on riscv64" + COMPRESSES_ELSE));
    }

    @Test
    void whereNoFileCanBeWrittenTheJdkCompresses() throws Exception {
        Ended ended = run(classPath(), temporary(directory.resolve("missing")));

        holdsTheSame(ended);
        assertThat(warnings(ended))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains("Cannot load ISA-L: there is no writing to java.io.tmpdir: ")
                        .endsWith(COMPRESSES_ELSE));
    }

    @Test
    void whereTheLibraryIsNoneTheJdkCompressesAndNoFileIsLeft() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        // What a mount without the right to run or another C library makes of it, too: Java refuses the file.
        Path damaged = Files.createDirectories(directory.resolve("classes/com/intel/gkl/native"));
        Files.writeString(damaged.resolve(System.mapLibraryName("gkl_compression")), "no library");

        Ended ended = run(directory.resolve("classes") + File.pathSeparator + classPath(), temporary(temporary));

        holdsTheSame(ended);
        assertThat(warnings(ended))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains("Cannot load ISA-L: Java refuses the library in " + temporary + " (if ")
                        .endsWith(COMPRESSES_ELSE));
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(file -> !file.getFileName().toString().startsWith("hsperf")))
                    .isEmpty();
        }
    }

    @Test
    void withoutGklTheJdkCompresses() throws Exception {
        String without = String.join(
                File.pathSeparator,
                Arrays.stream(classPath().split(File.pathSeparator))
                        .filter(jar -> !Path.of(jar).getFileName().toString().startsWith("gkl-"))
                        .toList());

        Ended ended = run(without);

        holdsTheSame(ended);
        assertThat(warnings(ended))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains("Cannot load ISA-L: gkl, or what it needs, is not on the class path: ")
                        .endsWith(COMPRESSES_ELSE));
    }
}
