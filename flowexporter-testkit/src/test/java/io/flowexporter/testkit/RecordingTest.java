package io.flowexporter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingTest {
    private static final Pattern FLOW = Pattern.compile("\"LayersPath\":");

    @ParameterizedTest
    @CsvSource({"analyzer-plain, 15, 1046", "analyzer-tcpmetric, 68, 1451"})
    void holdsTheFramesOfTheAnalyzer(String name, int frames, int flows) {
        Recording recording = Recording.load(name);

        assertThat(recording.frames()).hasSize(frames);
        assertThat(recording.frames()).extracting(Recording.Frame::seconds).isSorted();
        assertThat(recording.frames().stream()
                        .mapToLong(frame -> FLOW.matcher(frame.text()).results().count())
                        .sum())
                .isEqualTo(flows);
    }

    @Test
    void bringsTheAnswersOfTheTopologyAndTheHandshake() {
        assertThat(Recording.topology()).contains("G.V().Has(");
        assertThat(Recording.handshake()).contains("X-Service-Type");
    }
}
