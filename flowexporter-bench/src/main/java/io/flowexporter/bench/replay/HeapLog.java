package io.flowexporter.bench.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JVM's log of its collections ({@code -Xlog:gc}), read on and on. */
final class HeapLog {
    private static final Pattern COLLECTION = Pattern.compile(" \\d+M->(\\d+)M\\(\\d+M\\)");

    private final Path file;
    private long linesRead;

    HeapLog(Path file) {
        this.file = file;
    }

    /** What makes a JVM write it. */
    String option() {
        return "-Xlog:gc:file=" + file;
    }

    /** The least that a collection left since the last call, in MiB; empty if there was none. */
    OptionalLong leastSinceThen() throws IOException {
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.skip(linesRead)
                    .peek(line -> linesRead++)
                    .map(COLLECTION::matcher)
                    .filter(Matcher::find)
                    .mapToLong(found -> Long.parseLong(found.group(1)))
                    .min();
        }
    }
}
