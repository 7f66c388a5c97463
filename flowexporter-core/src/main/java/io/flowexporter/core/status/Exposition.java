package io.flowexporter.core.status;

import io.flowexporter.core.runtime.PipelineStatus.AtMost;
import io.flowexporter.core.runtime.PipelineStatus.TimesTaken;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Metrics in the text formats of OpenMetrics 1.0 and Prometheus 0.0.4. Families keep the order in which they were begun, and
 * all samples of a family stand together. For one thread.
 */
final class Exposition {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

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

    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Metrics of one name. */
    static final class Family {
        private final String name;
        private final Type type;
        private final String help;
        private final Map<Map<String, String>, Number> samples = new LinkedHashMap<>();
        private final Map<Map<String, String>, TimesTaken> times = new LinkedHashMap<>();

        private Family(String name, Type type, String help) {
            this.name = name;
            this.type = type;
            this.help = help;
        }

        /** Adds a sample; of two with the same labels the later one counts. */
        Family sample(Map<String, String> labels, Number value) {
            samples.put(Map.copyOf(labels), value);
            return this;
        }

        /** Adds what a timer shows, as a histogram in seconds. */
        Family sample(Map<String, String> labels, TimesTaken taken) {
            times.put(Map.copyOf(labels), taken);
            return this;
        }

        private boolean isEmpty() {
            return samples.isEmpty() && times.isEmpty();
        }

        private String sampleName() {
            return type == Type.COUNTER ? name + "_total" : name;
        }
    }

    /**
     * The family of that name, begun if there was none.
     *
     * @param name without the {@code _total} of counters
     */
    Family family(String name, Type type, String help) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Cannot name metrics '" + name + "'");
        }
        Family family = families.computeIfAbsent(name, key -> new Family(name, type, help));
        if (family.type != type) {
            throw new IllegalArgumentException("Cannot have metrics of two types named '" + name + "'");
        }
        return family;
    }

    Family counter(String name, String help) {
        return family(name, Type.COUNTER, help);
    }

    Family gauge(String name, String help) {
        return family(name, Type.GAUGE, help);
    }

    Family histogram(String name, String help) {
        return family(name, Type.HISTOGRAM, help);
    }

    String text(Format format) {
        StringBuilder out = new StringBuilder(8192);
        for (Family family : families.values()) {
            if (family.isEmpty()) {
                continue;
            }
            // The older format knows no families: it names what the samples are named.
            String described = format == Format.OPEN_METRICS ? family.name : family.sampleName();
            out.append("# TYPE ")
                    .append(described)
                    .append(' ')
                    .append(family.type)
                    .append('\n');
            out.append("# HELP ").append(described).append(' ');
            escape(family.help, format == Format.OPEN_METRICS, out);
            out.append('\n');
            family.samples.forEach((labels, value) -> sample(family.sampleName(), labels, value, out));
            family.times.forEach((labels, taken) -> histogram(family.name, labels, taken, out));
        }
        if (format == Format.OPEN_METRICS) {
            out.append("# EOF\n");
        }
        return out.toString();
    }

    private static void histogram(String name, Map<String, String> labels, TimesTaken taken, StringBuilder out) {
        for (AtMost each : taken.atMost()) {
            sample(name + "_bucket", with(labels, Double.toString(seconds(each.time()))), each.count(), out);
        }
        sample(name + "_bucket", with(labels, "+Inf"), taken.count(), out);
        sample(name + "_count", labels, taken.count(), out);
        sample(name + "_sum", labels, seconds(taken.sum()), out);
    }

    private static Map<String, String> with(Map<String, String> labels, String bound) {
        Map<String, String> all = new TreeMap<>(labels);
        all.put("le", bound);
        return all;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS;
    }

    private static void sample(String name, Map<String, String> labels, Number value, StringBuilder out) {
        out.append(name);
        char before = '{';
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            out.append(before).append(label.getKey()).append("=\"");
            escape(label.getValue(), true, out);
            out.append('"');
            before = ',';
        }
        if (before == ',') {
            out.append('}');
        }
        out.append(' ').append(value).append('\n');
    }

    private static void escape(String text, boolean quotes, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '"' -> out.append(quotes ? "\\\"" : "\"");
                default -> {
                    // Allowed as it is, but some readers take a carriage return for the end of a line.
                    if (Character.isISOControl(c)) {
                        out.append(String.format("\\\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }
}
