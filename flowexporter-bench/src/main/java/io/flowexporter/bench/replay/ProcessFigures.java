package io.flowexporter.bench.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the operating system (Linux) knows of a process. */
final class ProcessFigures {
    /** Ticks a second in {@code /proc}: 100 on every Linux that Java runs on. */
    private static final double TICKS = 100;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    private final Path directory;

    ProcessFigures(long pid) {
        this.directory = Path.of("/proc", Long.toString(pid));
    }

    /** The CPU time of all its threads so far, of user and system, in seconds. */
    double cpuSeconds() {
        String stat = read("stat");
        // The name, which may hold blanks, stands in brackets; what follows begins with the third field.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS;
    }

    /** The most memory that was resident so far, in bytes. */
    long peakBytes() {
        return kibibytes("VmHWM") << 10;
    }

    /** The memory that is resident, in bytes. */
    long residentBytes() {
        return kibibytes("VmRSS") << 10;
    }

    int threads() {
        return Integer.parseInt(status("Threads"));
    }

    /** Open files and sockets. */
    int descriptors() {
        try (Stream<Path> open = Files.list(directory.resolve("fd"))) {
            return (int) open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long kibibytes(String name) {
        return Long.parseLong(status(name).replace(" kB", ""));
    }

    private String status(String name) {
        return read("status")
                .lines()
                .filter(line -> line.startsWith(name + ':'))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Cannot read " + directory + "/status: no " + name));
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read figures of a process that has ended", e);
        }
    }
}
