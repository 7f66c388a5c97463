package io.flowexporter.examples;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A command line, taken apart. Immutable.
 *
 * @param command its first word; {@code run} where that is left out before a file, as for the original
 * @param files what is neither command nor option; unmodifiable
 * @param options the values of options by their names without dashes; unmodifiable
 */
record Arguments(String command, List<String> files, Map<String, String> options) {
    /** Which options each command has. */
    private static final Map<String, List<String>> COMMANDS = Map.of(
            "run", List.of("deadline"),
            "demo", List.of("seconds", "directory", "listen"),
            "check", List.of(),
            "explain", List.of(),
            "replay", List.of(),
            "stages", List.of(),
            "prepare", List.of(),
            "help", List.of(),
            "version", List.of());

    private static final Set<String> TAKING_FILES = Set.of("run", "check", "explain", "replay");

    Arguments {
        files = List.copyOf(files);
        options = Map.copyOf(options);
    }

    /**
     * Takes a command line apart.
     *
     * @throws UsageException if it can't be understood
     */
    static Arguments parse(String... args) {
        if (args.length == 0) {
            throw new UsageException("Say what to do");
        }
        List<String> rest = new ArrayList<>(List.of(args));
        String command = switch (args[0]) {
            case "--help", "-h" -> "help";
            case "--version", "-V" -> "version";
            default -> args[0];
        };
        if (COMMANDS.containsKey(command)) {
            rest.remove(0);
        } else if (isFile(command) || command.startsWith("--deadline")) {
            command = "run";
        } else {
            throw new UsageException("There is no command and no file '" + Terminal.printable(command) + "'");
        }
        return parse(command, rest);
    }

    private static Arguments parse(String command, List<String> words) {
        List<String> files = new ArrayList<>();
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--help") || word.equals("-h")) {
                return new Arguments("help", List.of(), Map.of());
            }
            if (!word.startsWith("-") || word.equals("-")) {
                files.add(word);
                continue;
            }
            String[] parts = word.replaceFirst("^-+", "").split("=", 2);
            if (!COMMANDS.get(command).contains(parts[0])) {
                throw new UsageException("'" + command + "' has no option '" + Terminal.printable(word) + "'");
            }
            if (parts.length == 1 && i + 1 == words.size()) {
                throw new UsageException("'" + word + "' needs a value");
            }
            options.put(parts[0], parts.length == 2 ? parts[1] : words.get(++i));
        }
        boolean takesFiles = TAKING_FILES.contains(command);
        if (takesFiles == files.isEmpty()) {
            throw new UsageException(
                    takesFiles ? "'" + command + "' needs the name of a file" : "'" + command + "' takes no file");
        }
        return new Arguments(command, files, options);
    }

    private static boolean isFile(String word) {
        try {
            return word.equals("-") || word.endsWith(".yml") || word.endsWith(".yaml") || Files.exists(Path.of(word));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * An option's number of seconds.
     *
     * @throws UsageException if it is none
     */
    Duration seconds(String option, Duration otherwise) {
        String text = options.get(option);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,6}")) {
            throw new UsageException(
                    "--" + option + " must be a number of seconds, but was '" + Terminal.printable(text) + "'");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }
}
