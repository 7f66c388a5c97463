package io.flowexporter.core.status;

import io.flowexporter.core.runtime.PipelineStatus.AtMost;
import io.flowexporter.core.runtime.PipelineStatus.TimesTaken;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Metrics in the text formats of OpenMetrics 1.0 and Prometheus 0.0.4. Families keep the order in which they were begun, and
 * all samples of a family stand together. For one thread.
 */
final class Exposition {
    private static final double NANOS = 1e9;

    private final Map<String, Family> families = new LinkedHashMap<>();

    /** A text format. */
    enum Format {
        OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
        PROMETHEUS("text/plain; version=0.0.4; charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        String contentType() {
            return contentType;
        }
    }

    private enum Type {
        COUNTER("counter"),
        GAUGE("gauge"),
        HISTOGRAM("histogram");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    /** Metrics of one name. */
    static final class Family {
        private final String name;
        private final String sampleName;
        private final Type type;
        private final String help;
        /** By what follows the family's name. */
        private final Map<String, Number> samples = new LinkedHashMap<>();

        private Family(String name, Type type, String help) {
            this.name = name;
            this.sampleName = type == Type.COUNTER ? name + "_total" : name;
            this.type = type;
            this.help = help;
        }

        /** Adds a sample; of two with the same labels the later one counts. */
        Family sample(Labels labels, Number value) {
            samples.put(labels.text(), value);
            return this;
        }

        /** Adds what a timer shows, as a histogram in seconds. */
        Family sample(Labels labels, TimesTaken taken) {
            for (AtMost each : taken.atMost()) {
                bucket(labels, Double.toString(seconds(each.time())), each.count());
            }
            bucket(labels, "+Inf", taken.count());
            samples.put("_count" + labels.text(), taken.count());
            samples.put("_sum" + labels.text(), seconds(taken.sum()));
            return this;
        }

        private void bucket(Labels labels, String bound, long count) {
            samples.put("_bucket{le=\"" + bound + "\"," + labels.text().substring(1), count);
        }

        private void write(Format format, StringBuilder out) {
            // The older format knows no families: it names what the samples are named.
            String described = format == Format.OPEN_METRICS ? name : sampleName;
            out.append("# TYPE ")
                    .append(described)
                    .append(' ')
                    .append(type.word)
                    .append('\n');
            out.append("# HELP ").append(described).append(' ').append(help).append('\n');
            samples.forEach((rest, value) -> out.append(sampleName)
                    .append(rest)
                    .append(' ')
                    .append(value)
                    .append('\n'));
        }
    }

    private Family family(String name, Type type, String help) {
        Family family = families.computeIfAbsent(name, key -> new Family(name, type, help));
        if (family.type != type) {
            throw new IllegalArgumentException("Cannot have metrics of two types named '" + name + "'");
        }
        return family;
    }

    /**
     * The counters of that name, begun if there were none.
     *
     * @param name without {@code _total}
     * @param help in one line, without quotes and backslashes
     */
    Family counter(String name, String help) {
        return family(name, Type.COUNTER, help);
    }

    /** The gauges of that name, likewise. */
    Family gauge(String name, String help) {
        return family(name, Type.GAUGE, help);
    }

    /** The histograms of that name, likewise. */
    Family histogram(String name, String help) {
        return family(name, Type.HISTOGRAM, help);
    }

    String text(Format format) {
        StringBuilder out = new StringBuilder(16_384);
        families.values().forEach(family -> family.write(format, out));
        if (format == Format.OPEN_METRICS) {
            out.append("# EOF\n");
        }
        return out.toString();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS;
    }
}
