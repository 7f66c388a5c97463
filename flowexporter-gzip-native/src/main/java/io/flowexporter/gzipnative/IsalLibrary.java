package io.flowexporter.gzipnative;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The native library in gkl's jar. A process loads it once, at the first question, and leaves no file of it behind. */
final class IsalLibrary {
    private static final class Loaded {
        static final Optional<String> REFUSAL = load();
    }

    private IsalLibrary() {}

    /** Why it can't be used; empty if it can. */
    static Optional<String> refusal() {
        return Loaded.REFUSAL;
    }

    private static Optional<String> load() {
        String system = System.getProperty("os.name");
        String processor = System.getProperty("os.arch");
        if (!isMadeFor(system, processor)) {
            return Optional.of("it is made for Linux and macOS on x86-64, and this is " + system + " on " + processor);
        }
        try {
            // gkl would leave a file that others may read until the process ends, and for ever if it is killed.
            Path directory = Files.createTempDirectory("flowexporter-isal");
            try {
                return Gkl.load(directory)
                        ? Optional.empty()
                        : Optional.of("Java refuses the library in " + directory.getParent()
                                + " (if that is mounted noexec, name another directory by -Djava.io.tmpdir=…)");
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            return Optional.of("there is no writing to java.io.tmpdir: " + e);
        } catch (LinkageError e) {
            return Optional.of("gkl, or what it needs, is not on the class path: " + e);
        }
    }

    private static boolean isMadeFor(String system, String processor) {
        String name = system.toLowerCase(Locale.ROOT);
        return (name.startsWith("linux") || name.startsWith("mac"))
                && (processor.equals("amd64") || processor.equals("x86_64"));
    }

    /** What is loaded stays in the memory without its file. */
    private static void delete(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }
}
