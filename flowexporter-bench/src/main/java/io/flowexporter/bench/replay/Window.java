package io.flowexporter.bench.replay;

/** What an exporter did between two marks. */
record Window(Mark from, Mark to) {
    long flows() {
        return to.done() - from.done();
    }

    long lost() {
        return to.lost() - from.lost();
    }

    double seconds() {
        return (to.nanos() - from.nanos()) / 1e9;
    }

    double cpuSeconds() {
        return to.cpuSeconds() - from.cpuSeconds();
    }

    double flowsPerCpuSecond() {
        return flows() / cpuSeconds();
    }

    double flowsPerSecond() {
        return flows() / seconds();
    }

    /** How many cores it kept busy. */
    double cores() {
        return cpuSeconds() / seconds();
    }

    double bytesPerRecord() {
        return (double) (to.storedBytes() - from.storedBytes()) / (to.stored() - from.stored());
    }
}
