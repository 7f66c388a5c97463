package io.flowexporter.bench.replay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the bench finds what it runs, and where it writes.
 *
 * @param script the launcher's script
 * @param objects for stored objects; in memory if the system has a directory for that, so that no disk is measured
 * @param disk for the journal and logs
 */
record Place(Path script, Folder objects, Folder disk) {
    /**
     * Makes the directories. They are deleted at the end of this JVM, whichever way it ends, and its children end with it.
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
        Place place = new Place(
                script,
                new Folder(Files.createTempDirectory(base, "flowexporter-bench")),
                new Folder(Files.createTempDirectory("flowexporter-bench")));
        Runtime.getRuntime().addShutdownHook(new Thread(place::leave));
        return place;
    }

    Path config() {
        return disk.path().resolve("bench.yml");
    }

    Folder journal() {
        return new Folder(disk.path().resolve("journal"));
    }

    /** A port that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Deletes what a row left. */
    void clear() throws IOException {
        objects.delete();
        journal().delete();
        Files.createDirectories(objects.path());
    }

    private void leave() {
        ProcessHandle.current().children().forEach(child -> {
            child.destroyForcibly();
            child.onExit().join();
        });
        try {
            objects.delete();
            disk.delete();
        } catch (IOException e) {
            System.err.println("Cannot clear up: " + e);
        }
    }
}
