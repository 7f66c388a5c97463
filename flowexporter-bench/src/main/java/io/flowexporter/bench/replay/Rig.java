package io.flowexporter.bench.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** An exporter and the server that it gets its flows from, each in a JVM of its own. */
final class Rig implements AutoCloseable {
    private final ChildProgram server;
    private final Exporter exporter;
    private final Sweeper sweeper;

    private Rig(ChildProgram server, Exporter exporter, Sweeper sweeper) {
        this.server = server;
        this.exporter = exporter;
        this.sweeper = sweeper;
    }

    /** Starts both; empty if the launcher does not know what the job names. */
    static Optional<Rig> start(Place place, Job job, Load load, int cores, String javaOptions)
            throws IOException, InterruptedException {
        place.clear();
        int statusPort = Place.freePort();
        ReplayServer.Plan plan = ReplayServer.Plan.of(statusPort, load);
        ChildProgram server = ChildProgram.start(ReplayServer.class, plan.arguments());
        int port = Integer.parseInt(server.await("listening"));
        Files.writeString(place.config(), ConfigText.of(job, port, statusPort, place.objects(), place.journal()));
        if (!Exporter.accepts(place.script(), place.config())) {
            server.close();
            return Optional.empty();
        }
        Exporter exporter = Exporter.start(place.script(), javaOptions, cores, place.config(), statusPort);
        return Optional.of(new Rig(server, exporter, Sweeper.of(place.objects())));
    }

    Exporter exporter() {
        return exporter;
    }

    /** Waits until the server has sent all that its load says; returns how many flows. */
    long awaitSent() throws IOException {
        return Long.parseLong(server.await("done"));
    }

    @Override
    public void close() {
        exporter.close();
        server.close();
        sweeper.close();
    }
}
