package io.flowexporter.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines whose parts don't fit together do not compile. */
class WrongPipelinesTest {
    private static final String RIGHT = """
            import io.flowexporter.api.*;
            import io.flowexporter.api.flow.*;
            import io.flowexporter.api.stage.*;
            import io.flowexporter.core.compress.Gzip;
            import io.flowexporter.core.encode.Json;
            import io.flowexporter.core.store.Buffered;
            import io.flowexporter.core.write.StandardOutput;
            class Example {
                record Talk(String from, String to) {}
                record Other(String text) {}
                Pipeline pipeline(Source source, Mangler<Talk> mangler, Mangler<Other> otherMangler, Sink<Other> sink,
                        Sink<Talk> talkSink) {
                    return Pipeline.builder("example")
                            .from(source)
                            .classify(flow -> Tag.OTHER)
                            .filter(Filter.exclude(Tag.EGRESS))
                            .transform(flow -> new Talk(flow.network().a(), flow.network().b()))
                            .mangle(() -> mangler)
                            .store(Buffered.in("bucket").prefix("logs"))
                            .encode(Json.TYPE)
                            .compress(Gzip.level(6))
                            .write(StandardOutput.TYPE)
                            .build();
                }
            }
            """;

    @TempDir
    private Path classes;

    @Test
    void rightOnesCompile() throws IOException {
        assertThat(errors(RIGHT)).isEmpty();
    }

    @Test
    void aManglerOfOtherRecordsDoesNotCompile() throws IOException {
        assertRefused(
                ".mangle(() -> mangler)",
                ".mangle(() -> otherMangler)",
                "Mangler<Example.Other> cannot be converted to",
                "Mangler<Example.Talk>");
    }

    @Test
    void aStageInAnEarlierPlaceDoesNotCompile() throws IOException {
        assertRefused(
                ".store(Buffered.in(\"bucket\").prefix(\"logs\"))",
                ".store(Buffered.in(\"bucket\").prefix(\"logs\")).filter(Filter.exclude(Tag.OTHER))",
                "filter",
                "Header<Example.Talk>");
    }

    @Test
    void anEncoderBehindASinkDoesNotCompile() throws IOException {
        assertRefused(".store(Buffered.in(\"bucket\").prefix(\"logs\"))", ".sink(talkSink)", "encode", "Pipeline.Done");
    }

    @Test
    void aSinkOfOtherRecordsDoesNotCompile() throws IOException {
        assertRefused(
                ".store(Buffered.in(\"bucket\").prefix(\"logs\"))",
                ".sink(sink)",
                "Sink<Example.Other> cannot be converted to",
                "Sink<? super Example.Talk>");
    }

    @Test
    void aPipelineWithoutWriterDoesNotCompile() throws IOException {
        assertRefused(".write(StandardOutput.TYPE)", "", "build()", "ToAccount");
    }

    /** The first complaint is about the changed line, or what follows from it, and names both types. */
    private void assertRefused(String call, String changed, String... words) throws IOException {
        assertThat(RIGHT).contains(call);
        String source = RIGHT.replace(call, changed);
        long line = RIGHT.substring(0, RIGHT.indexOf(call)).lines().count();

        List<Diagnostic<? extends JavaFileObject>> errors = errors(source);

        assertThat(errors).isNotEmpty();
        assertThat(errors.get(0).getLineNumber()).isBetween(line, line + 1);
        assertThat(errors.get(0).getMessage(Locale.ROOT)).contains(words);
    }

    private List<Diagnostic<? extends JavaFileObject>> errors(String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            compiler.getTask(
                            null,
                            files,
                            diagnostics,
                            List.of("-proc:none", "--release", "17", "-cp", classPath(), "-d", classes.toString()),
                            null,
                            List.of(file))
                    .call();
        }
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }

    private static String classPath() {
        return Stream.of(io.flowexporter.api.Pipeline.class, CorePlugin.class)
                .map(type -> {
                    try {
                        return Path.of(type.getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString();
                    } catch (URISyntaxException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .reduce((one, other) -> one + File.pathSeparator + other)
                .orElseThrow();
    }
}
