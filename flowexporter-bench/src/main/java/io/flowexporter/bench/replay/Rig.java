package io.flowexporter.bench.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** An exporter and the server that it gets its flows from, each in a JVM of its own. */
final class Rig implements AutoCloseable {
    private final ChildProgram server;
    private final Exporter exporter;
    private final Folder objects;
    private final Sweeper sweeper;
    private final long begun;

    private Rig(ChildProgram server, Exporter exporter, Folder objects, long begun) {
        this.server = server;
        this.exporter = exporter;
        this.objects = objects;
        this.sweeper = Sweeper.of(objects);
        this.begun = begun;
    }

    /** Starts both; empty if the launcher does not know what the job names. */
    static Optional<Rig> start(Place place, Job job, Load load, int cores, String javaOptions)
            throws IOException, InterruptedException {
        place.clear();
        int statusPort = Place.freePort();
        ReplayServer.Plan plan = ReplayServer.Plan.of(statusPort, load);
        ChildProgram server = ChildProgram.start(ReplayServer.class, plan.arguments());
        int port = Integer.parseInt(server.await("listening"));
        Files.writeString(
                place.config(),
                ConfigText.of(
                        job,
                        port,
                        statusPort,
                        place.objects().path(),
                        place.journal().path()));
        if (!Exporter.accepts(place.script(), place.config())) {
            server.close();
            return Optional.empty();
        }
        long begun = System.nanoTime();
        Exporter exporter = Exporter.start(place.script(), javaOptions, cores, place.config(), statusPort);
        return Optional.of(new Rig(server, exporter, place.objects(), begun));
    }

    Exporter exporter() {
        return exporter;
    }

    /** Waits until the server has sent all that its load says; returns how many flows. */
    long awaitSent() throws IOException {
        return Long.parseLong(server.await("done"));
    }

    /** Waits until an object is stored; returns how long that took since the exporter was started. */
    Duration awaitFirstObject(Duration atMost) throws IOException, InterruptedException {
        while (!objects.holds(".gz")) {
            if (System.nanoTime() - begun > atMost.toNanos()) {
                throw new IllegalStateException("No object in " + atMost.toSeconds() + " s: " + exporter.log());
            }
            Thread.sleep(5);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Override
    public void close() {
        exporter.close();
        server.close();
        sweeper.close();
    }
}
