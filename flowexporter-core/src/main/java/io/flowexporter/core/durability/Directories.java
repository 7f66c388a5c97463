package io.flowexporter.core.durability;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes directories that outlive a loss of power. */
public final class Directories {
    private Directories() {}

    /** Makes a directory that only this user can enter, with all above it, unless it is there. */
    public static void make(FileOperations files, Path directory) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path each = directory.toAbsolutePath(); each != null && !Files.exists(each); each = each.getParent()) {
            missing.add(each);
        }
        files.createDirectory(directory);
        for (Path each : missing) {
            files.forceDirectory(each.getParent());
        }
        if (missing.isEmpty()) {
            forceAround(files, directory.toAbsolutePath());
        }
    }

    /** Makes a directory and one in it that files are moved to. */
    public static void make(FileOperations files, Path directory, Path inside) throws IOException {
        if (Files.exists(inside)) {
            // Before the directory that it came from, lest a file that a killed life moved is in neither.
            files.forceDirectory(inside);
        }
        make(files, directory);
        make(files, inside);
    }

    /** A life that was killed may have made it, and not yet forced its name. */
    private static void forceAround(FileOperations files, Path directory) throws IOException {
        try {
            files.forceDirectory(directory.getParent());
        } catch (AccessDeniedException e) {
            // Where this user may not look, somebody else made it, long ago.
            return;
        }
    }
}
