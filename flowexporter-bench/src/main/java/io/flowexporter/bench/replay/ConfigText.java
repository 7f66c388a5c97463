package io.flowexporter.bench.replay;

import io.flowexporter.bench.replay.Job.Extra;
import java.nio.file.Path;
import java.util.Locale;

/** The exporter's YAML file for a job. */
final class ConfigText {
    private ConfigText() {}

    /**
     * The file's text.
     *
     * @param analyzerPort where the analyzer listens
     * @param statusPort where the status page is to be
     * @param objects the directory for objects
     * @param journal the directory for a journal, used by jobs with one
     */
    static String of(Job job, int analyzerPort, int statusPort, Path objects, Path journal) {
        StringBuilder yaml = new StringBuilder();
        line(yaml, "host_id: bench");
        if (job.has(Extra.NAMES)) {
            line(yaml, "analyzers: [127.0.0.1:%d]", analyzerPort);
        }
        line(yaml, "pipeline:");
        line(yaml, "  subscriber: {url: 'ws://127.0.0.1:%d/ws/subscriber/flow'}", analyzerPort);
        line(yaml, "  classify:");
        line(yaml, "    type: subnet");
        line(yaml, "    cluster_net_masks: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]");
        line(yaml, "  transform: {type: %s}", job.transform());
        if (job.has(Extra.LOGSTATUS)) {
            line(yaml, "  mangle: {type: logstatus}");
        }
        if (job.transform().equals("vpclogs")) {
            line(yaml, "  storeheader: {type: vpclogs}");
        }
        line(yaml, "  encode: {type: %s}", job.encode());
        line(yaml, "  compress:");
        line(yaml, "    type: %s", job.compress());
        if (job.level() > 0) {
            line(yaml, "    %s: {level: %d}", job.compress(), job.level());
        }
        line(yaml, "  store:");
        line(yaml, "    type: buffered");
        line(yaml, "    buffered:");
        line(yaml, "      dirname: bucket");
        line(yaml, "      filename_prefix: logs");
        line(yaml, "      max_flows_per_object: %d", job.flowsPerObject());
        line(yaml, "      max_seconds_per_object: 60");
        line(yaml, "      max_seconds_per_stream: 86400");
        line(yaml, "      max_flow_array_size: 100000");
        line(yaml, "  write:");
        line(yaml, "    type: file");
        line(yaml, "    file: {directory: '%s'}", objects);
        if (job.has(Extra.JOURNAL)) {
            line(yaml, "  durability: {mode: journal, directory: '%s'}", journal);
        }
        line(yaml, "  status: {listen: '127.0.0.1:%d'}", statusPort);
        return yaml.toString();
    }

    private static void line(StringBuilder yaml, String format, Object... values) {
        yaml.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
