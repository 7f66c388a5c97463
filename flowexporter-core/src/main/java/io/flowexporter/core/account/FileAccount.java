package io.flowexporter.core.account;

import io.flowexporter.api.StageContext;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.stage.Account;
import io.flowexporter.core.internal.DurableFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

final class FileAccount implements Account {
    private final Path file;
    private final Path copy;
    private final InstantSource clock;
    private final Logger logger;
    private Count count;

    FileAccount(Path file, StageContext context) {
        this.file = file.toAbsolutePath();
        this.copy = this.file.resolveSibling(this.file.getFileName() + ".bak");
        this.clock = context.clock();
        this.logger = context.logger();
        this.count = Count.since(clock.millis());
    }

    @Override
    public void start() throws IOException {
        Path directory = file.getParent();
        if (!Files.isDirectory(directory)) {
            throw new IOException(
                    "Cannot count in " + file + ": there is no directory " + directory + "; make it first");
        }
        if (!Files.isWritable(directory)) {
            throw new IOException("Cannot count in " + file + ": no permission to write in " + directory);
        }
        count = read(file).or(() -> read(copy)).orElseGet(this::fresh);
    }

    private Count fresh() {
        logger.log(Logger.Level.INFO, "Account {0} begins a new count", file);
        return Count.since(clock.millis());
    }

    private Optional<Count> read(Path from) {
        try {
            return Optional.of(Count.of(from));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            logger.log(Logger.Level.WARNING, "Cannot go on counting from {0}: {1}", from, DurableFile.reason(e));
            return Optional.empty();
        }
    }

    @Override
    public void written(ObjectInfo info, long bytes) throws IOException {
        count = count.plus(bytes, clock.millis());
        byte[] json = count.json();
        try {
            DurableFile.replace(copy, json);
            DurableFile.replace(file, json);
        } catch (IOException e) {
            throw new IOException("Cannot write account " + file + ": " + DurableFile.reason(e), e);
        }
    }
}
