package io.flowexporter.bench.replay;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The exporter's metrics at one moment. Immutable. */
final class Metrics {
    private final Map<String, Double> samples;

    private Metrics(Map<String, Double> samples) {
        this.samples = samples;
    }

    /** Asks the status page at that port of this machine; empty if it does not answer. */
    static Optional<Metrics> at(int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openConnection();
            try (InputStream in = connection.getInputStream()) {
                return Optional.of(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Metrics parse(String text) {
        Map<String, Double> samples = new HashMap<>();
        text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).forEach(line -> {
            int value = line.lastIndexOf(' ');
            samples.put(line.substring(0, value), Double.parseDouble(line.substring(value + 1)));
        });
        return new Metrics(samples);
    }

    /** The sum of a metric's samples, whatever their labels; 0 if there are none. */
    long sum(String name) {
        return sum(name, "");
    }

    /** The sum of those of a metric's samples whose labels hold that text. */
    long sum(String name, String label) {
        double sum = 0;
        for (Map.Entry<String, Double> sample : samples.entrySet()) {
            String key = sample.getKey();
            if (key.startsWith(name + '{') && key.contains(label)) {
                sum += sample.getValue();
            }
        }
        return Math.round(sum);
    }

    long received() {
        return sum("flowexporter_flows_received_total");
    }

    long stored() {
        return sum("flowexporter_flows_stored_total");
    }

    long pending() {
        return sum("flowexporter_flows_pending");
    }

    long lost() {
        return sum("flowexporter_flows_dropped_total");
    }

    long storedBytes() {
        return sum("flowexporter_stored_bytes_total");
    }

    long conservationError() {
        return sum("flowexporter_conservation_error");
    }

    /** Bytes of messages that are received and wait for the pipeline; this one is of the very moment. */
    long ringBytes() {
        return sum("flowexporter_stage_gauge", "ring_bytes");
    }

    long gauge(String name) {
        return sum("flowexporter_stage_gauge", "name=\"" + name + '"');
    }
}
