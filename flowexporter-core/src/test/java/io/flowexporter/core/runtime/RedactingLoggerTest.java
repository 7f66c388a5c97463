package io.flowexporter.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.Option;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.store.Buffered;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class RedactingLoggerTest {
    private static final Option<String> PASSWORD = Option.string("password").concealed();
    private static final StageType<ObjectWriter> WRITER =
            StageType.write("guarded", (settings, context) -> object -> {}, PASSWORD);

    private final List<String> lines = new ArrayList<>();
    private final System.Logger logger = redaction().over(new Lines());

    private final class Lines implements System.Logger {
        @Override
        public String getName() {
            return "lines";
        }

        @Override
        public boolean isLoggable(Level level) {
            return level != Level.DEBUG;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(message + (thrown == null ? "" : " " + thrown));
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... values) {
            lines.add(format + (values == null ? "" : " with values"));
        }
    }

    private static Redaction redaction() {
        return Redaction.of(Pipeline.builder("edge")
                .from(new Batches())
                .store(Buffered.in("bucket"))
                .encode(Json.compact())
                .write(WRITER.with(PASSWORD, "pa{0}ss"))
                .build());
    }

    @Test
    void hidesWhatMessagesAndTheirValuesQuote() {
        logger.log(System.Logger.Level.INFO, "with pa{0}ss");
        logger.log(System.Logger.Level.INFO, "with {0} and {1}", "pa{0}ss", "{braces}");
        logger.log(System.Logger.Level.DEBUG, "never shown");

        assertThat(lines).containsExactly("with [hidden]", "with [hidden] and {braces}");
    }

    @Test
    void leavesAStackTraceOutThatQuotesASecret() {
        logger.log(System.Logger.Level.ERROR, "failed", new IllegalStateException("odd"));
        logger.log(
                System.Logger.Level.ERROR,
                "failed",
                new IllegalStateException("odd", new IllegalArgumentException("not pa{0}ss")));

        assertThat(lines)
                .containsExactly(
                        "failed java.lang.IllegalStateException: odd",
                        "failed (the stack trace quotes a secret and is left out)");
    }
}
