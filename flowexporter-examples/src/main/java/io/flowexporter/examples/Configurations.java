package io.flowexporter.examples;

import io.flowexporter.api.ConfigurationException;
import io.flowexporter.core.config.PipelineFile;
import io.flowexporter.core.config.PipelineFiles;
import io.flowexporter.core.config.StageTypes;
import io.flowexporter.core.runtime.PipelineRunner;
import java.util.ArrayList;
import java.util.List;

/** The files of a command line. */
final class Configurations {
    private final StageTypes types;
    private final Terminal terminal;

    Configurations(StageTypes types, Terminal terminal) {
        this.types = types;
        this.terminal = terminal;
    }

    /**
     * Reads files, and has their stages made once, for some mistakes only a stage can find.
     *
     * @throws ConfigurationException if anything is wrong; it names the file
     */
    List<PipelineFile> read(List<String> names) {
        List<PipelineFile> files = new PipelineFiles(types, terminal.environment(), terminal.in()).readAll(names);
        List<ConfigurationException> failures = new ArrayList<>();
        for (PipelineFile file : files) {
            try {
                PipelineRunner.check(file.pipeline());
            } catch (ConfigurationException e) {
                failures.add(new ConfigurationException(file.file(), e.problems()));
            }
        }
        if (failures.isEmpty()) {
            return files;
        }
        ConfigurationException first = failures.get(0);
        failures.stream().skip(1).forEach(first::addSuppressed);
        throw first;
    }

    /**
     * The same, and prints what is not as it should be, though it can be used: jars, and settings.
     *
     * @throws ConfigurationException if anything is wrong; it names the file
     */
    List<PipelineFile> readWarning(List<String> names) {
        types.failures().forEach(failure -> terminal.err().println("warning: " + failure));
        List<PipelineFile> files = read(names);
        for (PipelineFile file : files) {
            file.warnings().forEach(warning -> terminal.err().println("warning: " + file.file() + ": " + warning));
        }
        return files;
    }
}
