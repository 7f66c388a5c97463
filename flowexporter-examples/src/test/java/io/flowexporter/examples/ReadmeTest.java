package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();

    @Test
    void itsExampleIsTheOneThatIsCompiled() throws IOException {
        String readme = Files.readString(MODULE.resolveSibling("README.md"));
        String source = Files.readString(MODULE.resolve("src/main/java/io/flowexporter/examples/BuilderExample.java"));
        String compiled = source.substring(
                        source.indexOf("// README: from here") + "// README: from here".length(),
                        source.indexOf("// README: to here"))
                .stripTrailing()
                .stripIndent();
        // The formatter breaks lines where it likes.
        assertThat(readme.replaceAll("\\s+", "")).contains(compiled.replaceAll("\\s+", ""));
    }
}
