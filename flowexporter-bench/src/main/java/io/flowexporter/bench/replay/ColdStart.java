package io.flowexporter.bench.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How long it takes from a start of the launcher until the first object is stored, under a steady load and with objects of 100
 * flows.
 *
 * <p>Options: {@code --repeats}, {@code --rate} (flows a second), {@code --java}, {@code --home}.
 */
public final class ColdStart {
    private static final Set<String> OPTIONS = Set.of("repeats", "rate", "java", "home");
    private static final int FLOWS_PER_OBJECT = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private ColdStart() {}

    /** Starts it ten times, or as often as the arguments say. */
    public static void main(String[] words) throws IOException, InterruptedException {
        Arguments arguments = Arguments.of(words).allowing(OPTIONS);
        Place place = Place.of(Path.of(arguments.text("home", "flowexporter-examples/target/flowexporter")));
        Job job = Job.secadvisor("gzip", 6).inObjectsOf(FLOWS_PER_OBJECT);
        Load load = Load.of(arguments.number("rate", 10_000));
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < arguments.number("repeats", 10); i++) {
            try (Rig rig =
                    Rig.start(place, job, load, 0, arguments.text("java", "")).orElseThrow()) {
                seconds.add(rig.awaitFirstObject(PATIENCE).toNanos() / 1e9);
            }
            System.out.printf(Locale.ROOT, "%.2f s%n", seconds.get(i));
        }
        Collections.sort(seconds);
        System.out.printf(
                Locale.ROOT,
                "From the start to the first object: %.2f s (median), %.2f to %.2f%n",
                seconds.get(seconds.size() / 2),
                seconds.get(0),
                seconds.get(seconds.size() - 1));
    }
}
