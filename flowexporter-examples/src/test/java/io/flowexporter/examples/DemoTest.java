package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    private static final Pattern LEDGER = Pattern.compile(
            " {2}(\\d+) received = (\\d+) written \\+ (\\d+) filtered \\+ 0 left out \\+ 0 lost \\+ 0 waiting\n");
    private static final Pattern LOOK = Pattern.compile(" {2}gzip -dc (\\S+) \\| head -c 600\n");

    @TempDir
    private Path directory;

    private List<Path> objects() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("flows"))) {
            return files.filter(file -> file.toString().endsWith(".gz")).toList();
        }
    }

    private static String text(Path object) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(object))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private long storedFlows() throws IOException {
        long flows = 0;
        for (Path object : objects()) {
            flows += text(object).split("\"UUID\":").length - 1;
        }
        return flows;
    }

    @Test
    void showsWhatBecameOfEveryFlowAndWhereToLookAsOftenAsItIsRun() throws IOException, InterruptedException {
        long storedBefore = 0;
        for (int run = 0; run < 2; run++) {
            try (ChildJvm child = ChildJvm.start(directory, "demo", "--seconds", "4")) {
                assertThat(child.exitCode()).as(child.err()).isZero();
                assertThat(child.err()).isEmpty();
                Matcher ledger = LEDGER.matcher(child.out());
                assertThat(ledger.find()).as(child.out()).isTrue();
                long received = Long.parseLong(ledger.group(1));
                long written = Long.parseLong(ledger.group(2));
                assertThat(received).isPositive().isEqualTo(written + Long.parseLong(ledger.group(3)));
                assertThat(storedFlows() - storedBefore).isEqualTo(written);
                storedBefore += written;
                Matcher look = LOOK.matcher(child.out());
                assertThat(look.find()).as(child.out()).isTrue();
                assertThat(text(directory.resolve(look.group(1)))).startsWith("[{\"UUID\":\"");
            }
        }
    }

    @Test
    void endsInOrderWhenInterrupted() throws IOException, InterruptedException {
        try (ChildJvm child = ChildJvm.start(directory, "demo", "--seconds", "600", "--directory", "flows")) {
            child.await(() -> child.out().contains("  4 s "));
            child.terminate();

            assertThat(child.exitCode()).as(child.err()).isZero();
            Matcher ledger = LEDGER.matcher(child.out());
            assertThat(ledger.find()).as(child.out()).isTrue();
            assertThat(storedFlows()).isEqualTo(Long.parseLong(ledger.group(2)));
        }
    }

    @Test
    void saysThatItCannotWriteThere() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("flows"), "a file");

        try (ChildJvm child = ChildJvm.start(directory, "demo", "--seconds", "4")) {
            assertThat(child.exitCode()).isEqualTo(78);
            assertThat(child.err()).matches("Cannot start pipeline 'demo': .*flows: a file is there already.*\n");
        }
    }
}
