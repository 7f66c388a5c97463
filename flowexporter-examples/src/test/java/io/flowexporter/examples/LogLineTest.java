package io.flowexporter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LogLineTest {
    private static String line(String message, Throwable thrown) {
        Logger logger = new LoggerContext().getLogger("test");
        return new LogLine().convert(new LoggingEvent("", logger, Level.INFO, message, thrown, null));
    }

    @Test
    void isOneLineWhateverIsInIt() {
        assertThat(line("a\r\n2026 ERROR forged\u001b[2J\u2028\u202e", null))
                .isEqualTo("a\\u000d\\u000a2026 ERROR forged\\u001b[2J\\u2028\\u202e");
    }

    @Test
    void tellsTheCausesOfAnException() {
        Throwable thrown = new IllegalStateException("outer", new IOException("in\nner"));

        assertThat(line("failed", thrown))
                .matches("failed \\[IllegalStateException: outer \\(LogLineTest\\.java:\\d+\\)"
                        + " <- IOException: in\\\\u000aner \\(LogLineTest\\.java:\\d+\\)\\]");
    }
}
