package io.flowexporter.examples;

import io.flowexporter.core.config.PipelineFile;
import io.flowexporter.core.config.StageTypes;

/** {@code check}: says what is wrong with files, without running them. */
final class CheckCommand {
    private final Terminal terminal;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Checks files.
     *
     * @throws io.flowexporter.api.ConfigurationException if anything is wrong
     */
    int run(Arguments arguments) {
        for (PipelineFile file : new Configurations(StageTypes.found(), terminal).readWarning(arguments.files())) {
            terminal.out().println(file.file() + ": " + file.pipeline());
        }
        return ExitCode.STORED;
    }
}
