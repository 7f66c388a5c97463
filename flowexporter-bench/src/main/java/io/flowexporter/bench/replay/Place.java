package io.flowexporter.bench.replay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the bench finds what it runs, and where it writes.
 *
 * @param script the launcher's script
 * @param objects for stored objects; in memory if the system has a directory for that, so that no disk is measured
 * @param disk for the journal and logs
 */
record Place(Path script, Path objects, Path disk) {
    /**
     * Makes the directories.
     *
     * @param home where {@code bin/flowexporter} is
     */
    static Place of(Path home) throws IOException {
        Path script = home.resolve("bin").resolve("flowexporter").toAbsolutePath();
        if (!Files.isExecutable(script)) {
            throw new IOException(
                    "There is no " + script + ": run mvn -q package -DskipTests first, or say --home=...");
        }
        Path memory = Path.of("/dev/shm");
        Path base = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
        return new Place(
                script,
                Files.createTempDirectory(base, "flowexporter-bench"),
                Files.createTempDirectory("flowexporter-bench"));
    }

    Path config() {
        return disk.resolve("bench.yml");
    }

    Path journal() {
        return disk.resolve("journal");
    }

    /** A port that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Deletes what a row left. */
    void clear() throws IOException {
        for (Path directory : List.of(objects, journal())) {
            Sweeper.delete(directory);
        }
        Files.createDirectories(objects);
    }

    /** Deletes all. */
    void delete() throws IOException {
        Sweeper.delete(objects);
        Sweeper.delete(disk);
    }
}
