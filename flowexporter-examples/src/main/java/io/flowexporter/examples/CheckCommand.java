package io.flowexporter.examples;

import io.flowexporter.core.config.PipelineFile;
import io.flowexporter.core.config.StageTypes;
import java.util.List;

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
        StageTypes types = StageTypes.found();
        types.failures().forEach(failure -> terminal.err().println("warning: " + failure));
        List<PipelineFile> files = new Configurations(types, terminal).read(arguments.files());
        for (PipelineFile file : files) {
            file.warnings().forEach(warning -> terminal.err().println("warning: " + file.file() + ": " + warning));
            terminal.out().println(file.file() + ": " + file.pipeline());
        }
        return ExitCode.STORED;
    }
}
