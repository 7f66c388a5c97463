package io.flowexporter.bench.replay;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** A directory in which another process makes and deletes files meanwhile; it need not be there. */
record Folder(Path path) {
    private record Found(Path file, BasicFileAttributes attributes) {}

    /** The bytes of all files in it. */
    long size() throws IOException {
        return files().stream().mapToLong(found -> found.attributes().size()).sum();
    }

    /** Whether it holds a file whose name ends so. */
    boolean holds(String suffix) throws IOException {
        return files().stream().anyMatch(found -> found.file().toString().endsWith(suffix));
    }

    /** Deletes files that were written before that time. */
    void deleteOlderThan(long epochMillis) throws IOException {
        for (Found found : files()) {
            if (found.attributes().lastModifiedTime().toMillis() < epochMillis) {
                Files.deleteIfExists(found.file());
            }
        }
    }

    /** Deletes it with all that is in it; whoever writes into it must have ended. */
    void delete() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private List<Found> files() throws IOException {
        List<Found> all = new ArrayList<>();
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                all.add(new Found(file, attributes));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                // It went away meanwhile.
                return FileVisitResult.CONTINUE;
            }
        });
        return all;
    }
}
