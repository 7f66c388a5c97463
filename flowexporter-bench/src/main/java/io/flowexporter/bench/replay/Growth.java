package io.flowexporter.bench.replay;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What grew between the first third of a soak and its last. A noisy figure is judged by the least of each third: what leaks
 * never comes back. The first fifth is warm-up, and left out.
 *
 * @param name what it is
 * @param first the least of the first third
 * @param last the least of the last third
 * @param allowed by how much it may grow
 */
record Growth(String name, double first, double last, double allowed) {
    private static final int WARM_UP = 5;
    private static final double TENTH = 0.1;

    /** What is judged. */
    static List<Growth> all(List<Sample> samples) {
        List<Sample> warm = samples.subList(samples.size() / WARM_UP, samples.size());
        return List.of(
                of("heap MiB", warm, Sample::heapMebibytes, 10),
                of("RSS MB", warm, Sample::residentMegabytes, 20),
                of("threads", warm, Sample::threads, 2),
                of("descriptors", warm, Sample::descriptors, 5),
                of("on disk MB", warm, Sample::directoryMegabytes, 64));
    }

    private static Growth of(String name, List<Sample> samples, ToDoubleFunction<Sample> figure, double atLeast) {
        int third = Math.max(1, samples.size() / 3);
        double first = least(samples.subList(0, third), figure);
        double last = least(samples.subList(samples.size() - third, samples.size()), figure);
        return new Growth(name, first, last, Math.max(atLeast, first * TENTH));
    }

    private static double least(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return samples.stream().mapToDouble(figure).min().orElseThrow();
    }

    boolean tooMuch() {
        return last - first > allowed;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %.0f → %.0f%s", name, first, last, tooMuch() ? " (GROWS)" : "");
    }
}
