package io.flowexporter.core.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.UUID;

/**
 * A file that appears whole or not at all, even if the machine loses power: it is written under a name of its own beside
 * its place, forced to the disk, and then put there. Closing it before that leaves nothing behind. Not safe for use by
 * several threads.
 */
public final class DurableFile implements Closeable {
    /** What the names of unfinished files begin with. */
    public static final String UNFINISHED = ".tmp-";

    private final Path target;
    private final Path unfinished;
    private final FileChannel channel;

    private DurableFile(Path target, Path unfinished, FileChannel channel) {
        this.target = target;
        this.unfinished = unfinished;
        this.channel = channel;
    }

    /**
     * Begins a file.
     *
     * @param target where it goes; its directory must be there
     * @throws IOException if no file can be made in that directory
     */
    public static DurableFile at(Path target) throws IOException {
        Path unfinished = target.resolveSibling(UNFINISHED + UUID.randomUUID());
        return new DurableFile(
                target,
                unfinished,
                FileChannel.open(unfinished, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    }

    /** Puts a file with that content at its place, instead of the one that may be there. */
    public static void replace(Path target, byte[] content) throws IOException {
        try (DurableFile file = at(target)) {
            file.content().write(content);
            file.replace();
        }
    }

    /** Where its content goes. */
    public OutputStream content() {
        return new Content(channel);
    }

    /** Puts it at its place, instead of the one that may be there. */
    public void replace() throws IOException {
        finish();
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
        }
        forceDirectory(target.getParent());
    }

    /**
     * Puts it at its place if nothing is there.
     *
     * @throws FileAlreadyExistsException if something is; it stays as it is
     */
    public void place() throws IOException {
        finish();
        try {
            // A link never replaces anything, whoever else may write there at this moment.
            Files.createLink(target, unfinished);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // Not every file system has links. This one looks first and then moves.
            Files.move(unfinished, target);
        }
        Files.deleteIfExists(unfinished);
        forceDirectory(target.getParent());
    }

    private void finish() throws IOException {
        channel.force(true);
        channel.close();
    }

    /** Forces to the disk which files a directory has. */
    public static void forceDirectory(Path directory) throws IOException {
        // Windows opens no directories and needs no such call.
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
    }

    /**
     * Deletes the unfinished files that a crash left in a directory and all below it; follows no links. Whoever is just
     * writing one there fails, and has to begin it again.
     *
     * @return how many there were
     */
    public static int deleteUnfinished(Path directory) throws IOException {
        int[] deleted = {0};
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && file.getFileName().toString().startsWith(UNFINISHED)) {
                    Files.deleteIfExists(file);
                    deleted[0]++;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // What can't be read, or went away meanwhile, is not ours to clean.
                return FileVisitResult.CONTINUE;
            }
        });
        return deleted[0];
    }

    /** Why a file could not be read or written, for a message: never just a path, as Java's own sometimes is. */
    public static String reason(IOException e) {
        if (e instanceof FileSystemException failed) {
            String what = failed.getReason() == null ? words(failed) : failed.getReason();
            return failed.getFile() == null ? what : what + " (" + failed.getFile() + ')';
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String words(FileSystemException e) {
        String name = e.getClass().getSimpleName().replace("Exception", "");
        return switch (name) {
            case "AccessDenied" -> "permission denied";
            case "NoSuchFile" -> "no such file or directory";
            case "FileAlreadyExists" -> "a file is there already";
            case "NotDirectory" -> "not a directory";
            default -> name;
        };
    }

    /** Whether something is there, be it a link that leads nowhere. */
    public static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(unfinished);
    }

    /** Writes in blocks: a channel copies whatever it is given at once to memory outside of the heap, and keeps that. */
    private static final class Content extends OutputStream {
        private static final int BLOCK = 64 * 1024;

        private final FileChannel channel;

        Content(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            int written = 0;
            while (written < length) {
                int block = Math.min(BLOCK, length - written);
                written += channel.write(ByteBuffer.wrap(bytes, offset + written, block));
            }
        }
    }
}
