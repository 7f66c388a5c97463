package io.flowexporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page of metrics as a scraper reads it: strictly, and all of it. */
record Page(Map<Series, Double> values) {
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\",?");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{((?:" + LABEL.pattern() + ")*)})? (\\S+)");

    /** A metric's name and its labels. */
    record Series(String metric, Map<String, String> labels) {}

    static Page scrape(long port) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        return parse(response.body());
    }

    private static Page parse(byte[] body) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(body))
                .toString();
        assertThat(text).endsWith("\n");
        Map<Series, Double> values = new HashMap<>();
        for (String line : text.split("\n")) {
            if (!line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                Series series = new Series(sample.group(1), labels(sample.group(2)));
                assertThat(values.put(series, Double.valueOf(sample.group(5))))
                        .as("twice: %s", line)
                        .isNull();
            }
        }
        return new Page(values);
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text == null ? "" : text);
        while (label.find()) {
            String value = label.group(2)
                    .replaceAll("(?<!\\\\)((?:\\\\\\\\)*)\\\\n", "$1\n")
                    .replace("\\\"", "\"")
                    .replace("\\\\", "\\");
            labels.put(label.group(1), value);
        }
        return labels;
    }

    /** What is not of the process itself. */
    Map<Series, Double> ofSkydive() {
        return matching(series -> series.metric().startsWith("skydive_"));
    }

    /** The series of that metric. */
    Map<Series, Double> of(String metric) {
        return matching(series -> series.metric().equals(metric));
    }

    private Map<Series, Double> matching(Predicate<Series> wanted) {
        return values.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
