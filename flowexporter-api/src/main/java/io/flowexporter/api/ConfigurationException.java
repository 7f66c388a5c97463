package io.flowexporter.api;

import java.util.List;
import java.util.stream.Collectors;

/** A pipeline can't be made as described. Names everything that is wrong, not just the first. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * With all that is wrong.
     *
     * @param where a file's or pipeline's name
     * @param problems at least one
     */
    public ConfigurationException(String where, List<Problem> problems) {
        super(message(where, problems));
        this.problems = List.copyOf(problems);
    }

    private static String message(String where, List<Problem> problems) {
        return problems.stream()
                .map(problem -> "\n  " + problem)
                .collect(Collectors.joining(
                        "",
                        (problems.size() == 1 ? "1 problem" : problems.size() + " problems") + " in " + where + ":",
                        ""));
    }

    /** What is wrong; unmodifiable. */
    public List<Problem> problems() {
        return problems;
    }
}
