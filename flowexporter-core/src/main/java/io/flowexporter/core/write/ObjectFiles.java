package io.flowexporter.core.write;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.stage.ObjectWriter;
import java.nio.file.Path;

/**
 * The writer {@code file}: objects are files {@code directory/bucket/key}. A file appears whole, is on the disk when it
 * counts as written, and never replaces another; {@code .tmp-} begins the names of unfinished ones.
 */
public final class ObjectFiles extends Configured<ObjectWriter> {
    /** Where the files go. */
    public static final Option<Path> DIRECTORY = Option.of("directory", Path::of)
            .check(path -> !path.toString().isEmpty(), "must name a directory")
            .mandatory()
            .doc("The directory that has a directory for each bucket; made if it is not there.");

    /** Its type. */
    public static final StageType<ObjectWriter> TYPE = StageType.write(
                    "file", (settings, context) -> new FileWriter(settings.get(DIRECTORY), context.logger()), DIRECTORY)
            .doc("Keeps objects as files of a directory.");

    private ObjectFiles(Configured<ObjectWriter> configured) {
        super(configured);
    }

    /** Files of that directory. */
    public static ObjectFiles in(Path directory) {
        return new ObjectFiles(TYPE.with(DIRECTORY, directory));
    }
}
