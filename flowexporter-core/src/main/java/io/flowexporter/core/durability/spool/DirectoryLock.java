package io.flowexporter.core.durability.spool;

import io.flowexporter.core.internal.DurableFile;
import io.flowexporter.core.internal.Printable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a directory to one process. The system takes the lock away when the process ends, however it ends. */
final class DirectoryLock implements Closeable {
    private static final String FILE = "lock";
    // Far behind the content, so that a system whose locks forbid reading lets others read it.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    // The system's lock belongs to the process, and closing any channel of the file gives it up: so a second attempt in
    // this process
    // must not even open it.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static DirectoryLock take(Path directory) throws IOException {
        Path file = directory.toRealPath().resolve(FILE);
        if (!HELD.add(file)) {
            throw new IOException("Cannot use " + directory + ": this process (pid "
                    + ProcessHandle.current().pid() + ") uses it already");
        }
        FileChannel channel = null;
        try {
            channel = open(file);
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                throw new IOException("Cannot use " + directory + ": another process uses it (pid " + owner(channel)
                        + "); end that one, or give this one another directory");
            }
            sign(channel);
            return new DirectoryLock(file, channel);
        } catch (IOException | RuntimeException e) {
            HELD.remove(file);
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, OPTIONS, permissions(file));
        } catch (IOException e) {
            throw new IOException("Cannot open the lock " + file + ": " + DurableFile.reason(e), e);
        }
    }

    private static void sign(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            // A full disk: the lock holds all the same, only its owner isn't named.
            return;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return pid.isEmpty() ? "unknown" : Printable.of(pid);
    }

    private static FileAttribute<?>[] permissions(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(file);
        }
    }
}
