package io.flowexporter.bench.replay;

import io.flowexporter.bench.replay.Job.Extra;
import java.util.List;

/**
 * A row of the table.
 *
 * @param name what it is chosen by
 * @param job the exporter's configuration
 * @param load what comes
 * @param cores how many cores the exporter may use; 0: all
 * @param flows how many flows one measurement takes; 0: it takes a time
 */
record Row(String name, Job job, Load load, int cores, long flows) {
    private static final long MILLION = 1_000_000;

    private static Row of(String name, Job job) {
        return new Row(name, job, Load.FULL, 0, 0);
    }

    private static Row of(String name, Job job, Load load) {
        return new Row(name, job, load, 0, 0);
    }

    private static Row distinct(String name, long flows) {
        return new Row(name, Job.secadvisor("gzip", 1), Load.DISTINCT, 0, flows);
    }

    /** All rows, in the order of the table. A new compressor is one line more. */
    static List<Row> all() {
        Job gzip6 = Job.secadvisor("gzip", 6);
        Job gzip1 = Job.secadvisor("gzip", 1);
        Load steady = Load.of(100_000);
        return List.of(
                of("secadvisor-gzip6", gzip6),
                of("secadvisor-gzip1", gzip1),
                of("secadvisor-zstd", Job.secadvisor("zstd", 0)),
                of("secadvisor-zstd3", Job.secadvisor("zstd", 3)),
                of("secadvisor-gzip-native", Job.secadvisor("gzip_native", 0)),
                of("json-gzip6", Job.json("gzip", 6)),
                of("json-gzip1", Job.json("gzip", 1)),
                of("json-zstd", Job.json("zstd", 0)),
                of("vpclogs-gzip1", Job.vpclogs("gzip", 1)),
                of("awsflowlogs-gzip1", Job.awsflowlogs("gzip", 1)),
                of("logstatus-gzip6", gzip6.with(Extra.LOGSTATUS)),
                of("logstatus-gzip1", gzip1.with(Extra.LOGSTATUS)),
                of("names-gzip6", gzip6.with(Extra.NAMES)),
                of("journal-gzip1", gzip1.with(Extra.JOURNAL)),
                of("steady-memory-gzip1", gzip1, steady),
                of("steady-journal-gzip1", gzip1.with(Extra.JOURNAL), steady),
                new Row("onecore-gzip6", gzip6, Load.FULL, 1, 0),
                distinct("distinct-1M-gzip1", MILLION),
                distinct("distinct-10M-gzip1", 10 * MILLION),
                distinct("distinct-100M-gzip1", 100 * MILLION));
    }

    /** Those that are run when none is named: all but the ones that take a given number of flows. */
    static List<Row> usual() {
        return all().stream().filter(row -> row.flows() == 0).toList();
    }
}
