package io.flowexporter.bench.replay;

import io.flowexporter.bench.replay.Job.Extra;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Whether the exporter stays as it is: lets it run with a journal for a long time under a steady load, looks at it now and
 * then, and says what grew. Then it is told to stop, and its ledger must add up. Ends with 1 if anything is wrong.
 *
 * <p>Options: {@code --minutes}, {@code --rate} (flows a second), {@code --every} (seconds), {@code --distinct}, {@code --java},
 * {@code --home}.
 */
public final class Soak {
    private static final Set<String> OPTIONS = Set.of("minutes", "rate", "every", "distinct", "java", "home");
    private static final Duration STOP_WITHIN = Duration.ofSeconds(60);

    private final Place place;
    private final Rig rig;
    private final HeapLog heap;
    private final long begun = System.nanoTime();

    private Soak(Place place, Rig rig, HeapLog heap) {
        this.place = place;
        this.rig = rig;
        this.heap = heap;
    }

    /** Runs it for 30 minutes with 20,000 flows a second, or as the arguments say. */
    public static void main(String[] words) throws IOException, InterruptedException {
        Arguments arguments = Arguments.of(words).allowing(OPTIONS);
        Place place = Place.of(Path.of(arguments.text("home", "flowexporter-examples/target/flowexporter")));
        HeapLog heap = new HeapLog(place.disk().path().resolve("gc.log"));
        Load load = new Load(arguments.number("rate", 20_000), 0, arguments.has("distinct"));
        Job job = Job.secadvisor("gzip", 1).with(Extra.JOURNAL).with(Extra.LOGSTATUS);
        String options = arguments.text("java", "") + " " + heap.option();
        boolean fine;
        try (Rig rig = Rig.start(place, job, load, 0, options).orElseThrow()) {
            Soak soak = new Soak(place, rig, heap);
            List<Sample> samples = soak.samples(
                    Duration.ofSeconds(Math.round(60 * Double.parseDouble(arguments.text("minutes", "30")))),
                    Duration.ofSeconds(arguments.number("every", 10)));
            fine = judge(samples) & soak.stop();
        }
        System.exit(fine ? 0 : 1);
    }

    private List<Sample> samples(Duration lasting, Duration every) throws IOException, InterruptedException {
        System.out.println(Sample.TABLE.head());
        List<Sample> samples = new ArrayList<>();
        long heapLeft = 0;
        for (long due = 0; due <= lasting.toNanos(); due += every.toNanos()) {
            TimeUnit.NANOSECONDS.sleep(Math.max(0, begun + due - System.nanoTime()));
            heapLeft = heap.leastSinceThen().orElse(heapLeft);
            Sample sample = sample(heapLeft);
            samples.add(sample);
            System.out.println(sample.line());
        }
        return samples;
    }

    private Sample sample(long heapLeft) throws IOException, InterruptedException {
        Metrics metrics = rig.exporter().metrics();
        ProcessFigures figures = rig.exporter().figures();
        return new Sample(
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                metrics.received(),
                metrics.stored(),
                metrics.lost(),
                heapLeft,
                figures.residentBytes() / 1_000_000,
                figures.threads(),
                figures.descriptors(),
                place.journal().size() / 1e6);
    }

    private static boolean judge(List<Sample> samples) {
        List<Growth> figures = Growth.all(samples);
        boolean grows = figures.stream().anyMatch(Growth::tooMuch);
        System.out.println((grows ? "GROWS: " : "Steady: ")
                + String.join(", ", figures.stream().map(Growth::toString).toList()));
        return !grows;
    }

    /** Ends the exporter by SIGTERM; whether all that it received is stored. */
    private boolean stop() throws InterruptedException {
        long conservationError = rig.exporter().metrics().conservationError();
        int code = rig.exporter().stop(STOP_WITHIN);
        System.out.println("Conservation error before the stop: " + conservationError + "; exit code " + code + "; "
                + rig.exporter().lastWords());
        return code == 0 && conservationError == 0;
    }
}
