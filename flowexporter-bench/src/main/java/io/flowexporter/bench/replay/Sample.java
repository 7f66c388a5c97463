package io.flowexporter.bench.replay;

import java.util.List;
import java.util.Locale;

/**
 * How an exporter was at one moment of a soak.
 *
 * @param seconds since the beginning
 * @param received flows that came so far
 * @param stored flows in the store
 * @param lost flows that were lost
 * @param heapMebibytes the least heap that a collection left since the sample before
 * @param residentMegabytes memory of the process
 * @param threads its threads
 * @param descriptors its open files and sockets
 * @param directoryMegabytes size of journal and spool
 */
record Sample(
        long seconds,
        long received,
        long stored,
        long lost,
        long heapMebibytes,
        long residentMegabytes,
        int threads,
        int descriptors,
        double directoryMegabytes) {

    static final Table TABLE = new Table(
            8,
            "seconds",
            "     received",
            "       stored",
            "lost",
            "heap MiB",
            "RSS MB",
            "threads",
            "descriptors",
            "on disk MB");

    String line() {
        return TABLE.line(List.of(
                Long.toString(seconds),
                Long.toString(received),
                Long.toString(stored),
                Long.toString(lost),
                Long.toString(heapMebibytes),
                Long.toString(residentMegabytes),
                Integer.toString(threads),
                Integer.toString(descriptors),
                String.format(Locale.ROOT, "%.1f", directoryMegabytes)));
    }
}
