package io.flowexporter.api;

import java.util.Objects;

/**
 * One mistake in a configuration.
 *
 * @param line the line of the file, from 1; 0 when it is in no file
 * @param path the path of the setting, such as {@code pipeline.store.buffered.dirname}
 * @param message what is wrong and what is allowed
 */
public record Problem(int line, String path, String message) {
    public Problem {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(message, "message");
    }

    /** A problem that is in no file. */
    public static Problem at(String path, String message) {
        return new Problem(0, path, message);
    }

    /** {@code line 14: path: message}. */
    @Override
    public String toString() {
        String text = path.isEmpty() ? message : path + ": " + message;
        return line == 0 ? text : "line " + line + ": " + text;
    }
}
