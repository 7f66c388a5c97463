package io.flowexporter.core.write;

import io.flowexporter.api.object.KeyTakenException;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.object.RejectedException;
import io.flowexporter.api.object.StoredObject;
import io.flowexporter.api.stage.ObjectWriter;
import io.flowexporter.core.internal.DurableFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

final class FileWriter implements ObjectWriter {
    // What the usual file systems take.
    private static final int LONGEST_NAME = 255;
    private static final int BLOCK = 64 * 1024;

    private final Logger logger;
    private Path directory;

    FileWriter(Path directory, Logger logger) {
        this.directory = directory.toAbsolutePath().normalize();
        this.logger = logger;
    }

    @Override
    public void start() throws IOException {
        try {
            // It may be a link to a directory, which createDirectories does not take.
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
            }
            // The directory itself may be reached over links; what lies below may not.
            directory = directory.toRealPath();
            int unfinished = DurableFile.deleteUnfinished(directory);
            if (unfinished > 0) {
                logger.log(Logger.Level.INFO, "Deleted {0} unfinished files in {1}", unfinished, directory);
            }
        } catch (IOException e) {
            throw new IOException("Cannot keep objects in " + directory + ": " + DurableFile.reason(e), e);
        }
        if (!Files.isWritable(directory)) {
            throw new IOException("Cannot keep objects in " + directory + ": no permission to write there");
        }
    }

    @Override
    public void write(StoredObject object) throws IOException, InterruptedException {
        Path place = directory;
        List<String> names = names(object.info());
        try {
            for (String name : names.subList(0, names.size() - 1)) {
                place = enter(place, name, object.info());
            }
            put(object, place.resolve(names.get(names.size() - 1)));
        } catch (RejectedException | KeyTakenException e) {
            throw e;
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException("Interrupted while writing " + object.info());
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            throw new IOException(
                    "Cannot write " + object.info() + " in " + directory + ": " + DurableFile.reason(e), e);
        }
    }

    /** The names of the directories and of the file; all are just names, so that no key leads out of the directory. */
    private List<String> names(ObjectInfo info) throws RejectedException {
        List<String> names = new ArrayList<>();
        names.add(info.bucket());
        // A key may begin with a slash, when its prefix is empty; a file system takes several slashes for one.
        Arrays.stream(info.key().split("/")).filter(name -> !name.isEmpty()).forEach(names::add);
        if (names.size() < 2) {
            throw new RejectedException("Cannot write " + info + ": its key names no file");
        }
        for (String name : names) {
            String wrong = wrong(name);
            if (!wrong.isEmpty()) {
                throw new RejectedException("Cannot write an object as a file: the name '"
                        + name.replaceAll("\\p{C}", "?") + "' in its bucket or key " + wrong);
            }
        }
        return names;
    }

    private String wrong(String name) {
        if (name.isEmpty()) {
            return "is empty";
        }
        if (name.equals(".") || name.equals("..")) {
            return "would lead to another directory";
        }
        if (name.startsWith(DurableFile.UNFINISHED)) {
            return "is kept for unfinished files";
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            return "is longer than " + LONGEST_NAME + " bytes";
        }
        try {
            Path path = directory.getFileSystem().getPath(name);
            boolean plain = !path.isAbsolute()
                    && path.getNameCount() == 1
                    && path.toString().equals(name);
            return plain ? "" : "is more than one name";
        } catch (InvalidPathException e) {
            return "can't be a file's: " + e.getReason();
        }
    }

    private static Path enter(Path place, String name, ObjectInfo info) throws IOException {
        Path inside = place.resolve(name);
        if (!Files.isDirectory(inside, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(inside);
                DurableFile.forceDirectory(place);
            } catch (FileAlreadyExistsException e) {
                // Another thread may have made it meanwhile.
                if (Files.isSymbolicLink(inside)) {
                    throw new RejectedException(
                            "Cannot write " + info + ": " + inside
                                    + " is a link, which could lead anywhere; use a directory",
                            e);
                }
                if (!Files.isDirectory(inside, LinkOption.NOFOLLOW_LINKS)) {
                    throw new NotDirectoryException(inside.toString());
                }
            }
        }
        return inside;
    }

    private static void put(StoredObject object, Path target) throws IOException {
        if (!DurableFile.exists(target)) {
            try (DurableFile file = DurableFile.at(target)) {
                object.writeTo(file.content());
                file.place();
                return;
            } catch (FileAlreadyExistsException e) {
                // Another writer was quicker; what it wrote is looked at below.
            }
        }
        if (!same(object, target)) {
            throw new KeyTakenException("Cannot write " + object.info() + ": " + target + " has other content");
        }
        // Whoever wrote it may have died before it was on the disk for sure.
        DurableFile.forceDirectory(target.getParent());
    }

    private static boolean same(StoredObject object, Path target) throws IOException {
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) || Files.size(target) != object.size()) {
            return false;
        }
        try (InputStream ours = new BufferedInputStream(object.open(), BLOCK);
                InputStream theirs = Files.newInputStream(target, LinkOption.NOFOLLOW_LINKS)) {
            byte[] block = ours.readNBytes(BLOCK);
            while (block.length > 0 && Arrays.equals(block, theirs.readNBytes(BLOCK))) {
                block = ours.readNBytes(BLOCK);
            }
            return block.length == 0;
        }
    }
}
