package io.flowexporter.bench.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Measures what a flow costs the whole exporter, in CPU time, and prints a table. The module's README explains it.
 *
 * <p>Arguments: the rows to run, and options; {@code --list} shows the rows.
 */
public final class ReplayBench {
    private static final Set<String> OPTIONS = Set.of("list", "home", "java", "warmup", "seconds", "windows");
    /** The yardstick when the original was measured. */
    private static final double YARDSTICK_OF_ORIGINAL = 277_000;

    private static final Table TABLE = new Table(
            24,
            "row",
            "flows/CPU s",
            " from",
            "   to",
            "yardstick",
            "x yardstick",
            "x original",
            "  flows/s",
            "cores",
            "bytes/rec",
            "peak MB",
            "lost");

    private final Place place;
    private final String javaOptions;
    private final Duration warmUp;
    private final Duration length;
    private final int windows;

    private ReplayBench(Place place, Arguments arguments) {
        this.place = place;
        this.javaOptions = arguments.text("java", "");
        this.warmUp = Duration.ofSeconds(arguments.number("warmup", 20));
        this.length = Duration.ofSeconds(arguments.number("seconds", 4));
        this.windows = (int) arguments.number("windows", 3);
    }

    /** Runs the rows that the arguments name, or the usual ones. */
    public static void main(String[] words) throws IOException, InterruptedException {
        Arguments arguments = Arguments.of(words).allowing(OPTIONS);
        if (arguments.has("list")) {
            Row.all().forEach(row -> System.out.println(row.name()));
            return;
        }
        List<Row> rows = rows(arguments.words());
        Place place = Place.of(Path.of(arguments.text("home", "flowexporter-examples/target/flowexporter")));
        new ReplayBench(place, arguments).run(rows);
    }

    private static List<Row> rows(List<String> names) {
        for (String name : names) {
            if (Row.all().stream().noneMatch(row -> row.name().equals(name))) {
                throw new IllegalArgumentException("There is no row '" + name + "'; --list shows all");
            }
        }
        return names.isEmpty()
                ? Row.usual()
                : Row.all().stream().filter(row -> names.contains(row.name())).toList();
    }

    private void run(List<Row> rows) throws IOException, InterruptedException {
        Yardstick.Reading reading = yardstick();
        System.out.printf(
                Locale.ROOT,
                "Yardstick: %,.0f records per CPU second; %.1f bytes a record before, %.1f after%n",
                reading.recordsPerCpuSecond(),
                reading.bytesBefore(),
                reading.bytesAfter());
        System.out.println(TABLE.head());
        double before = reading.recordsPerCpuSecond();
        for (Row row : rows) {
            Optional<Measured> measured = measured(row);
            double after = yardstick().recordsPerCpuSecond();
            // A machine that others use is worth now more and now less: what counts is what it was worth around the
            // row.
            double around = (before + after) / 2;
            System.out.println(
                    TABLE.line(measured.map(of -> cells(row, of, around)).orElse(List.of(row.name(), "not there"))));
            before = after;
        }
    }

    private static Yardstick.Reading yardstick() throws IOException {
        try (ChildProgram child = ChildProgram.start(Yardstick.class, List.of())) {
            return Yardstick.Reading.parse(child.await("yardstick"));
        }
    }

    /** What a row gave. */
    private record Measured(List<Window> windows, long peakBytes) {}

    /** Empty if something that the row needs is not there. */
    private Optional<Measured> measured(Row row) throws IOException, InterruptedException {
        Optional<Rig> started = Rig.start(place, row.job(), row.load(), row.cores(), javaOptions);
        if (started.isEmpty()) {
            return Optional.empty();
        }
        try (Rig rig = started.get()) {
            List<Window> measured = measure(rig.exporter(), row.flows());
            return Optional.of(new Measured(measured, rig.exporter().figures().peakBytes()));
        }
    }

    /** By CPU time and not by the clock: on a machine that others use, a JVM is warm later. */
    private List<Window> measure(Exporter exporter, long flows) throws InterruptedException {
        exporter.runFor(warmUp);
        List<Window> measured = new ArrayList<>();
        Mark from = exporter.mark();
        for (int i = 0; i < (flows > 0 ? 1 : windows); i++) {
            if (flows > 0) {
                exporter.receive(flows);
            } else {
                exporter.runFor(length);
            }
            Mark to = exporter.mark();
            measured.add(new Window(from, to));
            from = to;
        }
        return measured;
    }

    private static List<String> cells(Row row, Measured measured, double yardstick) {
        List<Window> ordered = measured.windows().stream()
                .sorted(Comparator.comparingDouble(Window::flowsPerCpuSecond))
                .toList();
        Window worst = ordered.get(0);
        Window best = ordered.get(ordered.size() - 1);
        Window middle = ordered.get(ordered.size() / 2);
        double inYardsticks = middle.flowsPerCpuSecond() / yardstick;
        double ofOriginal = row.job().original() / YARDSTICK_OF_ORIGINAL;
        return List.of(
                row.name(),
                whole(middle.flowsPerCpuSecond()),
                whole(worst.flowsPerCpuSecond() / 1000) + "k",
                whole(best.flowsPerCpuSecond() / 1000) + "k",
                whole(yardstick / 1000) + "k",
                decimal(inYardsticks, 2),
                decimal(inYardsticks / ofOriginal, 1),
                whole(middle.flowsPerSecond()),
                decimal(middle.cores(), 2),
                decimal(middle.bytesPerRecord(), 1),
                whole(measured.peakBytes() / 1e6),
                whole(measured.windows().stream().mapToLong(Window::lost).sum()));
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String decimal(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
