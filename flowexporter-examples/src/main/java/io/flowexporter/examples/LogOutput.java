package io.flowexporter.examples;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.flowexporter.core.config.LogLevels;
import java.util.Optional;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** The launcher's log. */
final class LogOutput {
    private LogOutput() {}

    /** Shows what has that level or a higher one. */
    static void level(System.Logger.Level level) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(
                    switch (level) {
                        case ALL, TRACE -> Level.TRACE;
                        case DEBUG -> Level.DEBUG;
                        case INFO -> Level.INFO;
                        case WARNING -> Level.WARN;
                        case ERROR -> Level.ERROR;
                        case OFF -> Level.OFF;
                    });
        }
    }

    /** The level that a variable of the environment asks for, else that of a file, else INFO. */
    static System.Logger.Level chosen(Terminal terminal, Optional<System.Logger.Level> ofFile) {
        String variable = terminal.environment().getOrDefault("FLOWEXPORTER_LOG_LEVEL", "");
        if (variable.isEmpty()) {
            return ofFile.orElse(System.Logger.Level.INFO);
        }
        return LogLevels.find(variable)
                .orElseThrow(() -> new UsageException("FLOWEXPORTER_LOG_LEVEL must be one of " + LogLevels.NAMES
                        + ", but was '" + Terminal.printable(variable) + "'"));
    }
}
