package io.flowexporter.core.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads metrics strictly, by the grammar of OpenMetrics 1.0 or of Prometheus 0.0.4, and fails at anything else. */
final class MetricsText {
    private static final Pattern DESCRIPTION = Pattern.compile("# (TYPE|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");

    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final Set<String> families = new HashSet<>();
    private double lastBound = -1;
    private double lastCount;

    static MetricsText openMetrics(String text) {
        assertThat(text).endsWith("\n# EOF\n");
        return new MetricsText().read(text.substring(0, text.length() - "# EOF\n".length()), true);
    }

    static MetricsText prometheus(String text) {
        assertThat(text).endsWith("\n").doesNotEndWith("\n# EOF\n");
        return new MetricsText().read(text, false);
    }

    private MetricsText read(String text, boolean open) {
        String family = "";
        String type = "";
        List<String> described = new ArrayList<>();
        for (String line : text.split("\n")) {
            Matcher description = DESCRIPTION.matcher(line);
            if (line.startsWith("#")) {
                assertThat(description.matches()).as(line).isTrue();
                if (description.group(1).equals("TYPE")) {
                    family = description.group(2);
                    type = description.group(3);
                    assertThat(families.add(family))
                            .as("begun once: %s", family)
                            .isTrue();
                    assertThat(type).isIn("counter", "gauge", "histogram");
                    described.clear();
                }
                assertThat(description.group(2)).isEqualTo(family);
                assertThat(described).doesNotContain(description.group(1));
                described.add(description.group(1));
                continue;
            }
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as("a sample: %s", line).isTrue();
            if (type.equals("histogram")) {
                histogram(family, sample);
                continue;
            }
            boolean suffix = open && type.equals("counter");
            assertThat(sample.group(1)).as(line).isEqualTo(suffix ? family + "_total" : family);
            assertThat(type.equals("counter"))
                    .as(line)
                    .isEqualTo(sample.group(1).endsWith("_total"));
            String key = sample.group(1) + labels(sample.group(2));
            assertThat(samples.put(key, Double.valueOf(sample.group(3))))
                    .as("once: %s", key)
                    .isNull();
        }
        return this;
    }

    /** Buckets that grow to the last one, which is the count, and then the sum. */
    private void histogram(String family, Matcher sample) {
        String name = sample.group(1);
        Map<String, String> labels = labels(sample.group(2));
        double value = Double.parseDouble(sample.group(3));
        assertThat(name).isIn(family + "_bucket", family + "_count", family + "_sum");
        if (name.endsWith("_bucket")) {
            assertThat(labels.get("le")).as("a bound").matches("[0-9]+\\.[0-9]+(E-[0-9]+)?|\\+Inf");
            double bound = Double.parseDouble(labels.get("le").replace("+Inf", "Infinity"));
            assertThat(bound).as("bounds grow: %s", sample.group()).isGreaterThan(lastBound);
            assertThat(value).as("counts grow: %s", sample.group()).isGreaterThanOrEqualTo(lastCount);
            lastBound = bound;
            lastCount = value;
        } else if (name.endsWith("_count")) {
            assertThat(lastBound).as("all are counted").isInfinite();
            assertThat(value).as("the last bucket").isEqualTo(lastCount);
            lastBound = -1;
            lastCount = 0;
        }
        assertThat(samples.put(name + labels, value)).as("once: %s", name).isNull();
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher label = LABEL.matcher(text);
        int at = 0;
        while (at < text.length()) {
            assertThat(label.find(at) && label.start() == at)
                    .as("labels: %s", text.substring(at))
                    .isTrue();
            String value =
                    label.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
            assertThat(labels.put(label.group(1), value)).isNull();
            at = label.end();
        }
        return labels;
    }

    /** The families' names, as they are described. */
    Set<String> families() {
        return families;
    }

    /** The values by {@code name{label=value, …}}. */
    Map<String, Double> samples() {
        return samples;
    }
}
