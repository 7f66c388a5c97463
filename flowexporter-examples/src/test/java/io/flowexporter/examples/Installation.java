package io.flowexporter.examples;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** What {@code mvn package} leaves, before it does: the script, and all that the tests have on their class path as jars. */
final class Installation implements AutoCloseable {
    private final Path home;

    private Installation(Path home) {
        this.home = home;
    }

    /** Makes one in an empty directory. */
    static Installation in(Path home) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("plugins"));
        Path lib = Files.createDirectories(home.resolve("lib"));
        Path script = home.resolve("bin/flowexporter");
        Files.copy(Path.of("src/main/dist/bin/flowexporter"), script);
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("Cannot make " + script + " executable");
        }
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path from = Path.of(entry);
            if (Files.isDirectory(from) && !from.endsWith("test-classes")) {
                jar(from, lib.resolve("classes-" + number++ + ".jar"));
            } else if (Files.isRegularFile(from)) {
                Files.createSymbolicLink(lib.resolve(from.getFileName()), from.toAbsolutePath());
            }
        }
        return new Installation(home);
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(path).toString().replace(File.separatorChar, '/')));
                Files.copy(path, out);
                out.closeEntry();
            }
        }
    }

    /** How a process ended. */
    record Ended(int code, String out, String err) {}

    /** A process that runs. */
    record Running(Process process, Path out, Path err) {
        Ended end() throws IOException, InterruptedException {
            if (!process.waitFor(200, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("It did not end: " + Files.readString(err));
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    Path home() {
        return home;
    }

    /** Starts the script, by default with the Java of the tests. */
    Running start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/flowexporter").toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(home, "out", ".txt");
        Path err = Files.createTempFile(home, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.startsWith("SKYDIVE_") || name.startsWith("FLOWEXPORTER_") || name.startsWith("JAVA_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    Ended run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return start(environment, arguments).end();
    }

    /** Takes its links away: JUnit warns of each that it finds in a directory of its own. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.delete(jar);
            }
        }
    }
}
