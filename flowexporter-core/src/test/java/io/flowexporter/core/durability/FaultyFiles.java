package io.flowexporter.core.durability;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A file system one of whose operations fails: the n-th; from then on, if it is dead, all. Counts them in any case. */
public final class FaultyFiles implements FileOperations {
    /** How an operation fails. */
    public enum Fault {
        /** It does nothing and throws; the next ones succeed. */
        ONCE,
        /** From then on all of them throw, as if the process were killed there. A write leaves the first half of its bytes. */
        DEAD,
        /** From then on every write throws, as if the disk were full; a write leaves the first half of its bytes. */
        FULL
    }

    private final FileOperations real = new QuickFiles();
    private final Fault fault;
    private final int failing;
    private int operations;

    /** One whose {@code failing}-th operation fails, counted from 1; 0 for none. */
    public FaultyFiles(int failing, Fault fault) {
        this.failing = failing;
        this.fault = fault;
    }

    /** One that works. */
    public static FaultyFiles sound() {
        return new FaultyFiles(0, Fault.ONCE);
    }

    /** How many operations were asked for. */
    public synchronized int operations() {
        return operations;
    }

    private synchronized boolean fails(boolean write) {
        operations++;
        if (failing == 0 || operations < failing) {
            return false;
        }
        return operations == failing || fault == Fault.DEAD || fault == Fault.FULL && write;
    }

    private void operate(String what) throws IOException {
        if (fails(false)) {
            throw new IOException("made to fail: " + what);
        }
    }

    @Override
    public Appender create(Path file) throws IOException {
        if (fails(true)) {
            throw new IOException("No space left on device");
        }
        Appender appender = real.create(file);
        return new Appender() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                if (fails(true)) {
                    if (fault != Fault.ONCE) {
                        bytes.limit(bytes.position() + bytes.remaining() / 2);
                        appender.write(bytes);
                    }
                    throw new IOException("No space left on device");
                }
                appender.write(bytes);
            }

            @Override
            public void force() throws IOException {
                operate("force " + file);
                appender.force();
            }

            @Override
            public void close() throws IOException {
                appender.close();
            }
        };
    }

    @Override
    public void force(Path file) throws IOException {
        operate("force " + file);
        real.force(file);
    }

    @Override
    public Reader open(Path file) throws IOException {
        operate("open " + file);
        Reader reader = real.open(file);
        return new Reader() {
            @Override
            public int read(ByteBuffer into, long offset) throws IOException {
                operate("read " + file);
                return reader.read(into, offset);
            }

            @Override
            public long size() throws IOException {
                return reader.size();
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    @Override
    public byte[] readAll(Path file) throws IOException {
        operate("read " + file);
        return real.readAll(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        operate("rename " + from);
        real.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        operate("delete " + file);
        real.delete(file);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        operate("list " + directory);
        return real.list(directory);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        operate("make directory " + directory);
        real.createDirectory(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        operate("force directory " + directory);
        real.forceDirectory(directory);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return real.usableBytes(directory);
    }
}
