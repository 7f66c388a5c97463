package io.flowexporter.core.config;

import io.flowexporter.api.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads texts as if they were files, with the types of {@link FakeStages}. */
final class ConfigFiles {
    private final StageTypes types;
    private final Map<String, String> environment;

    ConfigFiles() {
        this(Map.of());
    }

    ConfigFiles(Map<String, String> environment) {
        this(StageTypes.of(FakeStages.CORE, new FakeStages()), environment);
    }

    ConfigFiles(StageTypes types, Map<String, String> environment) {
        this.types = types;
        this.environment = environment;
    }

    PipelineFile read(String name, String text) {
        return read(name, text.getBytes(StandardCharsets.UTF_8));
    }

    PipelineFile read(String name, byte[] bytes) {
        KnownKeys keys = new KnownKeys(types);
        ConfigFile file = ConfigFile.parse(name, bytes).overriddenBy(environment, keys.settings());
        return new PipelineAssembler(types, keys, file, Optional.empty(), environment)
                .assemble(PipelineFiles.pipelineName(name));
    }

    /** The warnings of a file, but that of the secrets that the original's files hold. */
    static List<Problem> warnings(PipelineFile file) {
        return file.warnings().stream()
                .filter(warning -> !warning.message().contains("a secret stands in the file itself"))
                .toList();
    }

    PipelineFiles fromDisk() {
        return new PipelineFiles(types, environment, new ByteArrayInputStream(new byte[0]));
    }

    /** A default file of the original. */
    static String original(String name) {
        try (InputStream in = ConfigFiles.class.getResourceAsStream(name + ".yml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path directory, String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text with one line changed; fails if it is not there. */
    static String changed(String text, String line, String by) {
        Matcher matcher = Pattern.compile("^( *)" + Pattern.quote(line) + "$", Pattern.MULTILINE)
                .matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("No line '" + line + "'");
        }
        String indented = by.isEmpty() ? "" : matcher.group(1) + by.replace("\n", "\n" + matcher.group(1));
        return text.substring(0, matcher.start()) + indented + text.substring(matcher.end());
    }
}
