package io.flowexporter.core.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.core.status.Exposition.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that want to be more than names. */
class HostileTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\"} 1\nforged{x=\"",
                "back\\slash\\",
                "</script><script>alert(1)</script>",
                "line\nfeed\r\n# EOF\n",
                "\u202egnp.exe",
                "nothing\u0000",
                "",
                "{}=,\"",
                "\\n"
            })
    void staysText(String text) throws IOException {
        var status = Statuses.with(text);

        MetricsText open =
                MetricsText.openMetrics(PipelineMetrics.of(List.of(status)).text(Format.OPEN_METRICS));
        MetricsText older =
                MetricsText.prometheus(PipelineMetrics.of(List.of(status)).text(Format.PROMETHEUS));
        assertThat(open.samples()).hasSameSizeAs(older.samples());
        assertThat(open.samples().keySet()).noneMatch(name -> name.startsWith("forged"));

        String json = new String(StatusJson.of(List.of(status)), StandardCharsets.UTF_8);
        assertThat(json).doesNotContain("<", ">", "&", "'", "\n", "\r", "\u202e", "\u0000");
        JsonNode read = new ObjectMapper().readTree(json).at("/pipelines/0");
        assertThat(read.at("/name").asText()).isEqualTo(text);
        assertThat(read.at("/objects/0/key").asText()).isEqualTo(text);
        assertThat(read.at("/tags/0/tag").asText()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|PROMETHEUS",
                "*/*|PROMETHEUS",
                "text/plain|PROMETHEUS",
                "application/openmetrics-text|OPEN_METRICS",
                "Application/OpenMetrics-Text; version=1.0.0, text/plain;q=0.5|OPEN_METRICS",
                "application/openmetrics-text;q=0.4,text/plain;q=0.5|PROMETHEUS",
                "application/openmetrics-text;q=0|PROMETHEUS",
                "application/openmetrics-text;q=lots|PROMETHEUS"
            })
    void theFormatIsTheOneThatIsLikedBest(String accept, Format format) {
        assertThat(AcceptedFormat.of(accept)).isEqualTo(format);
    }
}
