package io.flowexporter.examples;

import io.flowexporter.core.config.Explanation;
import io.flowexporter.core.config.PipelineFile;
import io.flowexporter.core.config.StageTypes;
import java.util.List;

/** {@code explain}: prints what files come to, with defaults and the environment, and where each value is from. */
final class ExplainCommand {
    /** Longer ones stand out of their column. */
    private static final int WIDEST_VALUE = 48;

    private final Terminal terminal;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Explains files.
     *
     * @throws io.flowexporter.api.ConfigurationException if anything in them is wrong
     */
    int run(Arguments arguments) {
        for (PipelineFile file : new Configurations(StageTypes.found(), terminal).readWarning(arguments.files())) {
            print(file);
        }
        return ExitCode.STORED;
    }

    private void print(PipelineFile file) {
        terminal.out().println(file.file() + ": " + file.pipeline());
        for (Explanation.Step step : file.explanation().steps()) {
            terminal.out().println();
            terminal.out()
                    .println(String.format(
                            "%-12s %s  (%s)%s",
                            step.kind(),
                            step.type(),
                            step.origin(),
                            step.provider().isEmpty() ? "" : "  [" + step.provider() + "]"));
            print(step.settings());
        }
        terminal.out().println();
        terminal.out().println("pipeline");
        print(file.explanation().settings());
        terminal.out().println();
    }

    private void print(List<Explanation.Setting> settings) {
        int path = settings.stream()
                .mapToInt(setting -> setting.path().length())
                .max()
                .orElse(0);
        int value = settings.stream()
                .mapToInt(setting -> setting.value().length())
                .filter(length -> length <= WIDEST_VALUE)
                .max()
                .orElse(0);
        for (Explanation.Setting setting : settings) {
            String line = "    " + padded(setting.path(), path) + "  " + padded(setting.value(), value) + "  ("
                    + setting.origin() + ")";
            terminal.out().println(line);
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
