package io.flowexporter.bench.replay;

import java.util.EnumSet;
import java.util.Set;

/**
 * What the exporter is to do, as far as rows differ in it.
 *
 * @param transform the type of the transform
 * @param encode the type of the encoder
 * @param compress the type of the compressor
 * @param level its level; 0 for its default
 * @param flowsPerObject at how many records an object is finished
 * @param extras what comes on top
 */
record Job(String transform, String encode, String compress, int level, int flowsPerObject, Set<Extra> extras) {
    /** More work. */
    enum Extra {
        /** The mangler {@code logstatus}. */
        LOGSTATUS,
        /** A journal. */
        JOURNAL,
        /** An analyzer that answers queries for names. */
        NAMES
    }

    /** As in the files that are shipped. */
    private static final int FLOWS_PER_OBJECT = 6_000;

    private static final int ORIGINAL_SECADVISOR = 36_000;
    private static final int ORIGINAL_NONE = 30_500;

    Job {
        extras = Set.copyOf(extras);
    }

    static Job secadvisor(String compress, int level) {
        return new Job("secadvisor", "secadvisor", compress, level, FLOWS_PER_OBJECT, Set.of());
    }

    static Job json(String compress, int level) {
        return new Job("none", "json", compress, level, FLOWS_PER_OBJECT, Set.of());
    }

    static Job vpclogs(String compress, int level) {
        return new Job("vpclogs", "json", compress, level, FLOWS_PER_OBJECT, Set.of());
    }

    static Job awsflowlogs(String compress, int level) {
        return new Job("awsflowlogs", "csv", compress, level, FLOWS_PER_OBJECT, Set.of());
    }

    Job with(Extra extra) {
        Set<Extra> more = EnumSet.of(extra);
        more.addAll(extras);
        return new Job(transform, encode, compress, level, flowsPerObject, more);
    }

    /** The same with objects of so many records. */
    Job inObjectsOf(int records) {
        return new Job(transform, encode, compress, level, records, extras);
    }

    boolean has(Extra extra) {
        return extras.contains(extra);
    }

    /** What the original (Go) does at gzip level 6, in flows per CPU second; of secadvisor where it was not measured. */
    int original() {
        return transform.equals("none") ? ORIGINAL_NONE : ORIGINAL_SECADVISOR;
    }
}
