package io.flowexporter.core.config;

import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;

/** The levels of Skydive's {@code logging.level}, and the JDK's. */
public final class LogLevels {
    /** The names that messages offer. */
    public static final String NAMES = "TRACE, DEBUG, INFO, WARNING, ERROR, OFF";

    private LogLevels() {}

    /** The level of that name, in upper or lower case. */
    public static Optional<Level> find(String name) {
        return switch (name.strip().toUpperCase(Locale.ROOT)) {
            case "TRACE" -> Optional.of(Level.TRACE);
            case "DEBUG" -> Optional.of(Level.DEBUG);
            case "INFO", "NOTICE" -> Optional.of(Level.INFO);
            case "WARNING", "WARN" -> Optional.of(Level.WARNING);
            case "ERROR", "CRITICAL", "FATAL" -> Optional.of(Level.ERROR);
            case "OFF" -> Optional.of(Level.OFF);
            default -> Optional.empty();
        };
    }
}
