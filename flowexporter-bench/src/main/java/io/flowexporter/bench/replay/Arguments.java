package io.flowexporter.bench.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A program's arguments: words, and options as {@code --name} or {@code --name=value}. Immutable. */
final class Arguments {
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<String> words = new ArrayList<>();

    private Arguments(String[] arguments) {
        for (String argument : arguments) {
            if (argument.startsWith("--")) {
                String[] parts = argument.substring(2).split("=", 2);
                options.put(parts[0], parts.length > 1 ? parts[1] : "");
            } else {
                words.add(argument);
            }
        }
    }

    static Arguments of(String... arguments) {
        return new Arguments(arguments);
    }

    /**
     * These arguments.
     *
     * @throws IllegalArgumentException if there is an option of another name
     */
    Arguments allowing(Set<String> names) {
        for (String name : options.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("There is no option --" + name + "; known: " + names);
            }
        }
        return this;
    }

    List<String> words() {
        return List.copyOf(words);
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    String text(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    long number(String name, long otherwise) {
        return options.containsKey(name) ? Long.parseLong(options.get(name)) : otherwise;
    }
}
