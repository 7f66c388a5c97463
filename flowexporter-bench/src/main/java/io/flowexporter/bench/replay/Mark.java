package io.flowexporter.bench.replay;

/**
 * What an exporter had done, and used, at one moment.
 *
 * @param nanos when, by {@link System#nanoTime()}
 * @param cpuSeconds CPU time of the whole process
 * @param received flows that came
 * @param done flows that went all the way: stored, or left out by the format's rules
 * @param lost flows that were lost
 * @param stored records in the store
 * @param storedBytes their bytes
 */
record Mark(long nanos, double cpuSeconds, long received, long done, long lost, long stored, long storedBytes) {
    static Mark of(Metrics metrics, ProcessFigures figures) {
        return new Mark(
                System.nanoTime(),
                figures.cpuSeconds(),
                metrics.received(),
                metrics.received() - metrics.pending() - metrics.lost(),
                metrics.lost(),
                metrics.stored(),
                metrics.storedBytes());
    }
}
