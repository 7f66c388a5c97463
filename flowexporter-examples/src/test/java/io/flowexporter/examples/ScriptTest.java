package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.examples.Installation.Ended;
import io.flowexporter.examples.Installation.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script that starts the program: which Java it takes, what it tells it, and what it has prepared for it. */
class ScriptTest {
    @TempDir
    private static Path home;

    private static Installation installation;

    @TempDir
    private Path directory;

    @BeforeAll
    static void install() throws IOException {
        installation = Installation.in(home);
    }

    @AfterAll
    static void remove() throws IOException {
        installation.close();
    }

    private static void startsAsEver(Map<String, String> environment) throws IOException, InterruptedException {
        Ended ended = installation.run(environment, "--version");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).matches("flowexporter .+, Java .+\n");
        assertThat(ended.code()).isZero();
    }

    private static Map<String, String> cache(Path cache) {
        return Map.of("FLOWEXPORTER_CACHE", cache.toString());
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** A Java that says its version only if it is started, or in a file, too. */
    private Path java(String version, boolean inFile) throws IOException {
        Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
        Files.writeString(
                java,
                "#!/bin/sh\ntouch '" + directory.resolve("started") + "'\n" + "echo 'openjdk version \"" + version
                        + "\" 2019-01-15' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        if (inFile) {
            Files.writeString(
                    directory.resolve("jdk/release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\n");
        }
        return directory.resolve("jdk");
    }

    @ParameterizedTest
    @CsvSource({"11.0.2, true", "1.8.0_402, true", "11.0.2, false", "1.8.0_402, false"})
    void refusesAnOldJavaWithoutStartingItIfItCanTell(String version, boolean inFile) throws Exception {
        Path old = java(version, inFile);

        Ended ended = installation.run(Map.of("JAVA_HOME", old.toString()), "--version");

        assertThat(ended.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(ended.err())
                .isEqualTo("flowexporter: needs Java 17 or newer, but " + old + "/bin/java is version "
                        + version.replaceFirst("_.*", "") + ". Set JAVA_HOME to a newer one.\n");
        assertThat(Files.exists(directory.resolve("started"))).isEqualTo(!inFile);
    }

    @Test
    void findsTheVersionOfAJavaBehindLinks() throws Exception {
        Path old = java("11.0.2", true);
        Path links = Files.createDirectories(directory.resolve("links/bin"));
        Files.createSymbolicLink(links.resolve("java"), Path.of("java-11"));
        Files.createSymbolicLink(links.resolve("java-11"), old.resolve("bin/java"));

        Ended ended = installation.run(Map.of("JAVA_HOME", links.getParent().toString()), "--version");

        assertThat(ended.err()).contains("is version 11.0.2");
        assertThat(directory.resolve("started")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "'', MaxHeapSize=268435456",
        "-Xmx300m, MaxHeapSize=314572800",
        "-XX:MaxRAMPercentage=10, MaxRAMPercentage=10.000000",
        "-Xms400m -Xmx400m, MaxHeapSize=419430400"
    })
    void givesJavaAQuarterOfAGibibyteUnlessToldOtherwise(String options, String flag) throws Exception {
        Ended ended = installation.run(Map.of("JAVA_OPTS", options + " -XX:+PrintCommandLineFlags"), "--version");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("-XX:" + flag);
        assertThat(ended.out().contains("MaxHeapSize=268435456")).isEqualTo(options.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "'', UseSerialGC",
        "-XX:+UseParallelGC, UseParallelGC",
        "-Xmx300m -XX:+AlwaysActAsServerClassMachine, UseG1GC",
        "-Xmx300m -XX:+UseG1GC, UseG1GC",
        "-Xmx300m -XX:+UseSerialGC, UseSerialGC"
    })
    void takesTheSerialCollectorForItsOwnHeapUnlessToldOtherwise(String options, String collector) throws Exception {
        Ended ended = installation.run(Map.of("JAVA_OPTS", options + " -XX:+PrintCommandLineFlags"), "--version");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("-XX:+" + collector);
        assertThat(ended.out().split("Use[A-Za-z0-9]+GC")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"'', -XX:-UseFPUForSpilling", "-XX:+UseFPUForSpilling, -XX:+UseFPUForSpilling"})
    void keepsAnOldCompilerFromVectorRegistersUnlessToldOtherwise(String options, String flag) throws Exception {
        Ended ended = installation.run(Map.of("JAVA_OPTS", options + " -XX:+PrintCommandLineFlags"), "--version");

        assertThat(ended.code()).isZero();
        assertThat(ended.out().contains(flag))
                .isEqualTo(!options.isEmpty() || Runtime.version().feature() < 21);
    }

    @Test
    void letsAnswersOfTheStatusPageGoAtOnceUnlessToldOtherwise() throws Exception {
        Ended ended = installation.run(Map.of("JAVA_OPTS", "-XshowSettings:properties"), "--version");
        Ended otherwise = installation.run(
                Map.of("JAVA_OPTS", "-Dsun.net.httpserver.nodelay=false -XshowSettings:properties"), "--version");

        assertThat(ended.err()).contains("sun.net.httpserver.nodelay = true");
        assertThat(otherwise.err()).contains("sun.net.httpserver.nodelay = false");
    }

    @Test
    void startsWithACacheThatIsNotThereOrNoDirectoryOrEmpty() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "no directory");

        startsAsEver(cache(directory.resolve("missing")));
        startsAsEver(cache(file));
        startsAsEver(Map.of("FLOWEXPORTER_CACHE", ""));
        startsAsEver(cache(Files.createDirectory(directory.resolve("empty"))));
    }

    @Test
    void saysThatItCannotPrepareWhereItCannotWrite() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "no directory");

        Ended ended = installation.run(cache(file.resolve("cache")), "prepare");
        Ended nowhere = installation.run(Map.of("FLOWEXPORTER_CACHE", ""), "prepare");

        assertThat(ended.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(ended.err())
                .startsWith("flowexporter: cannot write to " + file + "/cache. Prepare as a user who can,");
        assertThat(nowhere.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(nowhere.err()).startsWith("flowexporter: FLOWEXPORTER_CACHE is empty");
    }

    /** Where Java took the launcher's class from. */
    private String origin(Path cache) throws IOException, InterruptedException {
        Path log = directory.resolve("classes.log");
        Files.deleteIfExists(log);
        Ended ended = installation.run(
                Map.of(
                        "FLOWEXPORTER_CACHE",
                        cache.toString(),
                        "JAVA_OPTS",
                        "-Xlog:class+load=info:file=" + log + " -Xlog:cds=off"),
                "--version");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains(Launcher.class.getName() + " source: "))
                .findFirst()
                .orElseThrow()
                .replaceFirst(".* source: ", "");
    }

    @Test
    @Timeout(400) // it prepares twice, and starts ten times
    void startsWithWhatIsPreparedAndWithoutWhatIsDamagedOrStale() throws Exception {
        Path cache = directory.resolve("the cache");
        assertThat(origin(cache)).startsWith("file:");

        // Two at once, as on a machine where two services start.
        Running one = installation.start(cache(cache), "prepare");
        Running other = installation.start(cache(cache), "prepare");
        for (Running running : List.of(one, other)) {
            Ended ended = running.end();
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out()).contains(cache + "/");
        }
        assertThat(files(cache))
                .isNotEmpty()
                .noneMatch(file -> file.getFileName().toString().startsWith("new"));
        assertThat(origin(cache)).startsWith("shared objects file");
        startsAsEver(cache(cache));

        Ended again = installation.run(cache(cache), "prepare");
        assertThat(again.code()).isZero();
        assertThat(again.out()).endsWith(" is there already\n");

        PluginJar.write(home.resolve("plugins/holes.jar"), "Holes", LauncherTest.PLUGIN);
        assertThat(origin(cache)).startsWith("file:");
        Files.delete(home.resolve("plugins/holes.jar"));
        assertThat(origin(cache)).startsWith("shared objects file");

        for (Path file : files(cache)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            byte[] whole = Files.readAllBytes(file);
            // Half of one makes Java 17 crash, and so do some changed bytes Java 25.
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        }
        assertThat(origin(cache)).startsWith("file:");
        startsAsEver(cache(cache));
    }
}
