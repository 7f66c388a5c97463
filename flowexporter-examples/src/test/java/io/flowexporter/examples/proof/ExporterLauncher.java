package io.flowexporter.examples.proof;

import io.flowexporter.core.durability.Durability;
import io.flowexporter.examples.S3Server;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts {@link ExporterChild}ren fast: of jars only, so that the JVM can map the classes from an archive that the first one
 * leaves.
 */
final class ExporterLauncher {
    private final Path directory;
    private final Path archive;
    private final String classPath;
    private final String url;
    private final String endpoint;
    private final Durability.Mode mode;
    private final long maxBytes;
    private int lives;

    /**
     * A launcher.
     *
     * @param directory for all that is kept
     * @param url the analyzer's
     * @param endpoint the store's
     */
    ExporterLauncher(Path directory, String url, String endpoint, Durability.Mode mode, long maxBytes)
            throws IOException {
        this.directory = directory;
        this.archive = directory.resolve("classes.jsa");
        this.url = url;
        this.endpoint = endpoint;
        this.mode = mode;
        this.maxBytes = maxBytes;
        this.classPath = jars(System.getProperty("java.class.path"));
    }

    /** The next life. The first one that ends by SIGTERM leaves the archive if it is asked to. */
    ExporterProcess start(Testimony testimony, boolean leavesArchive) throws IOException {
        lives++;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                (leavesArchive ? "-XX:ArchiveClassesAtExit=" : "-XX:SharedArchiveFile=") + archive));
        // The archive must not be asked for before it is there.
        if (!leavesArchive && !Files.exists(archive)) {
            command.remove(command.size() - 1);
        }
        String logback = System.getProperty("logback.configurationFile", "");
        if (!logback.isEmpty()) {
            command.add("-Dlogback.configurationFile=" + logback);
        }
        command.addAll(List.of(
                "-cp",
                classPath,
                ExporterChild.class.getName(),
                url,
                "life-" + lives,
                endpoint,
                S3Server.USER,
                S3Server.PASSWORD,
                S3Server.BUCKET,
                mode.name(),
                directory.resolve("kept").toString(),
                Long.toString(maxBytes)));
        return ExporterProcess.start(command, directory.resolve("exporters.log"), testimony);
    }

    private String jars(String path) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry :
                Arrays.stream(path.split(":")).filter(text -> !text.isEmpty()).toList()) {
            Path place = Path.of(entry);
            if (!Files.isDirectory(place)) {
                jars.add(entry);
                continue;
            }
            Path jar = directory.resolve("classes-" + jars.size() + ".jar");
            pack(place, jar);
            jars.add(jar.toString());
        }
        return jars.stream().collect(Collectors.joining(":"));
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                packed.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                packed.write(Files.readAllBytes(each));
                packed.closeEntry();
            }
        }
    }
}
