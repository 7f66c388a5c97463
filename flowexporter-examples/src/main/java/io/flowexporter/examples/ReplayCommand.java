package io.flowexporter.examples;

import io.flowexporter.core.config.PipelineFile;
import io.flowexporter.core.config.StageTypes;
import io.flowexporter.core.durability.LocalFiles;
import io.flowexporter.core.durability.spool.Spool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code replay}: puts objects back into the spool that were put aside because the store refused them. */
final class ReplayCommand {
    private final Terminal terminal;

    ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Puts back what the pipelines of these files have in their quarantines.
     *
     * @throws io.flowexporter.api.ConfigurationException if anything is wrong with them
     */
    int run(Arguments arguments) {
        System.Logger logger = System.getLogger("io.flowexporter.launcher");
        List<PipelineFile> files = new Configurations(StageTypes.found(), terminal).read(arguments.files());
        int code = ExitCode.STORED;
        for (PipelineFile file : files) {
            String name = file.pipeline().name();
            Optional<Path> directory = file.durability().directory().map(all -> all.resolve(name));
            if (directory.isEmpty()) {
                terminal.err().println(file.file() + ": has no pipeline.durability.directory, so nothing is put aside");
                code = ExitCode.CONFIGURATION;
                continue;
            }
            try {
                int objects = Spool.replay(directory.get(), new LocalFiles(), logger);
                terminal.out()
                        .println(name + ": " + objects + (objects == 1 ? " object" : " objects")
                                + " put back, to be stored after the next start");
            } catch (IOException e) {
                terminal.err().println(name + ": " + Terminal.printable(String.valueOf(e.getMessage())));
                code = ExitCode.CONFIGURATION;
            }
        }
        return code;
    }
}
