package io.flowexporter.examples;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/**
 * The message of an event in the log, with its exception, in one line whatever is in it: {@code %line} in logback.xml.
 * An exception is told by its causes and the place that each was thrown at.
 */
public final class LogLine extends ThrowableHandlingConverter {
    private static final int MAX_CAUSES = 8;

    @Override
    public String convert(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(Terminal.printable(event.getFormattedMessage()));
        IThrowableProxy cause = event.getThrowableProxy();
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            line.append(i == 0 ? " [" : " <- ").append(described(cause));
            cause = cause.getCause();
        }
        return event.getThrowableProxy() == null
                ? line.toString()
                : line.append(']').toString();
    }

    private static String described(IThrowableProxy cause) {
        StackTraceElementProxy[] frames = cause.getStackTraceElementProxyArray();
        String name = cause.getClassName();
        String message = cause.getMessage() == null ? "" : ": " + Terminal.printable(cause.getMessage());
        String place = frames == null || frames.length == 0
                ? ""
                : " (" + frames[0].getStackTraceElement().getFileName() + ':'
                        + frames[0].getStackTraceElement().getLineNumber() + ')';
        return name.substring(name.lastIndexOf('.') + 1) + message + place;
    }
}
