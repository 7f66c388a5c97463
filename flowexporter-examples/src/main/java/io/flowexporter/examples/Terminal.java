package io.flowexporter.examples;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * Where the launcher reads and writes.
 *
 * @param environment the environment variables
 * @param in standard input
 * @param out standard output
 * @param err standard error
 */
record Terminal(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
    Terminal {
        environment = Map.copyOf(environment);
    }

    /** That of this process. */
    static Terminal ofProcess() {
        return new Terminal(System.getenv(), System.in, System.out, System.err);
    }

    /** Text from elsewhere without characters that could forge or hide lines. */
    static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.chars().forEach(c -> {
            int type = Character.getType(c);
            boolean hidden = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            clean.append(hidden ? String.format("\\u%04x", c) : String.valueOf((char) c));
        });
        return clean.toString();
    }
}
