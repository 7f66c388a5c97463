package io.flowexporter.core.config;

import io.flowexporter.core.internal.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces <code>${env:NAME}</code> and <code>${file:PATH}</code> by what they name. Immutable. */
final class Secrets {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)\\}");
    private static final long MAX_BYTES = 64 * 1024;

    private final Map<String, String> environment;

    Secrets(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Whether a text names a value that is elsewhere. */
    static boolean refers(String text) {
        return REFERENCE.matcher(text).find();
    }

    /** What a text names, if it is nothing else than that; else "". */
    static String reference(String text) {
        String stripped = text.strip();
        return REFERENCE.matcher(stripped).matches() ? stripped : "";
    }

    /** The files that a text names. */
    static List<String> files(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .filter(reference -> reference.group(1).equals("file"))
                .map(reference -> reference.group(2))
                .toList();
    }

    /**
     * The text with the values in the place of their names.
     *
     * @throws IllegalArgumentException if one can't be had; the message says where it should be, never what it is
     */
    String resolve(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(2);
            String value = matcher.group(1).equals("env") ? variable(name) : file(name);
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(resolved).toString();
    }

    private String variable(String name) {
        String value = withoutNewline(environment.getOrDefault(name, ""));
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the environment variable " + Printable.of(name) + " is "
                    + (environment.containsKey(name) ? "empty" : "not set"));
        }
        return value;
    }

    private static String file(String name) {
        String file = "the file " + Printable.of(name);
        try {
            Path path = Path.of(name);
            if (Files.size(path) > MAX_BYTES) {
                throw new IllegalArgumentException(file + " is larger than " + MAX_BYTES / 1024 + " KiB");
            }
            String value = withoutNewline(Files.readString(path));
            if (value.isEmpty()) {
                throw new IllegalArgumentException(file + " is empty");
            }
            return value;
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new IllegalArgumentException(file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(file + " may not be read by this user", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " can't be read as UTF-8 text", e);
        }
    }

    private static String withoutNewline(String value) {
        return value.replaceFirst("(\r?\n)+\\z", "");
    }
}
