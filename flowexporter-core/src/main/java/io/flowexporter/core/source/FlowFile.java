package io.flowexporter.core.source;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.Source;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The source {@code file}: reads flows from a file or the standard input, and ends where that ends. Each line is a message
 * of the analyzer, a frame of a recording ({@code {"t":seconds,"k":"t","m":"message"}}), or a flow; lines of different
 * kinds may be mixed. What is compressed by gzip is expanded. A line that can't be read is refused alone. A message's
 * flows make a batch of their own, as if they came from the analyzer; flows that stand alone go together by the thousand.
 */
public final class FlowFile extends Configured<Source> {
    private static final String STANDARD_INPUT = "-";

    /** The file. */
    public static final Option<String> PATH = Option.string("path")
            .mandatory()
            .check(path -> !path.isBlank(), "must name a file, or be - for the standard input")
            .doc("The file with messages or flows, one a line, plain or compressed by gzip; - is the standard input.");

    /** Its type. */
    public static final StageType<Source> TYPE = StageType.source(
                    "file",
                    (settings, context) -> {
                        String path = settings.get(PATH);
                        Path file = Path.of(path);
                        return path.equals(STANDARD_INPUT)
                                ? new FlowFileSource("standard input", () -> System.in, context)
                                : new FlowFileSource(path, () -> opened(file), context);
                    },
                    PATH)
            .doc("Reads flows from a file or the standard input: messages, recordings or single flows, one a line.");

    private FlowFile(Configured<Source> configured) {
        super(configured);
    }

    private static InputStream opened(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        if (Files.isRegularFile(file)) {
            return in;
        }
        return new FilterInputStream(in) {
            @Override
            public int available() {
                // The channel below would look for its position, which a pipe does not have.
                return 0;
            }
        };
    }

    /** That file. */
    public static FlowFile at(Path file) {
        return new FlowFile(TYPE.configured()).path(file.toString());
    }

    /** The standard input. */
    public static FlowFile standardInput() {
        return new FlowFile(TYPE.configured()).path(STANDARD_INPUT);
    }

    /** The same with another file; {@code -} is the standard input. */
    public FlowFile path(String path) {
        return new FlowFile(with(PATH, path));
    }
}
