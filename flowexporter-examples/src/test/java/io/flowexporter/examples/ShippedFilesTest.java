package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.core.config.PipelineFile;
import io.flowexporter.core.config.StageTypes;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files in conf with the stages that come with them; core tests how each is understood. */
class ShippedFilesTest {
    @ParameterizedTest
    @CsvSource("prom_sky_con, skydive → subnet → prom_sky_con")
    void describePipelinesWhoseStagesCanBeMade(String name, String stages) {
        Terminal terminal = new Terminal(Map.of(), InputStream.nullInputStream(), System.out, System.err);

        List<PipelineFile> files = new Configurations(StageTypes.found(), terminal)
                .read(List.of(Path.of("src/main/conf", name + ".yml").toString()));

        assertThat(files)
                .singleElement()
                .satisfies(file -> assertThat(file.pipeline()).hasToString(name + ": " + stages));
    }
}
