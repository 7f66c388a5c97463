package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.Metric;
import io.flowexporter.secadvisor.SecAdvisorRecord.Network;
import io.flowexporter.secadvisor.SecAdvisorRecord.Peer;
import io.flowexporter.secadvisor.SecAdvisorRecord.Transport;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The fields of a record that queries of the operator may use, by the names that the original gave them. */
final class TemplateFields {
    /**
     * A field.
     *
     * @param needsNames whether it is there only when names were looked up
     */
    record Value(boolean needsNames, BiFunction<Report, Names, Optional<String>> of) {}

    private static final Map<String, Value> FIELDS = fields();

    private TemplateFields() {}

    /** The field of that path, such as {@code Network.A}. */
    static Optional<Value> find(String path) {
        return Optional.ofNullable(FIELDS.get(path));
    }

    /** All paths. */
    static Set<String> paths() {
        return FIELDS.keySet();
    }

    private static Map<String, Value> fields() {
        Map<String, Value> fields = new TreeMap<>();
        text(fields, "UUID", Report::uuid);
        text(fields, "L3TrackingID", Report::l3TrackingId);
        text(fields, "LayersPath", Report::layersPath);
        text(fields, "Version", report -> SecAdvisorRecord.VERSION);
        text(fields, "Status", report -> report.status().map(Enum::name).orElse(""));
        text(fields, "FinishType", Report::finishType);
        number(fields, "LinkID", Report::linkId);
        number(fields, "Start", Report::start);
        number(fields, "Last", Report::last);
        number(fields, "UpdateCount", Report::updateCount);
        network(fields, "Protocol", Network::protocol);
        network(fields, "A", Network::a);
        network(fields, "B", Network::b);
        transport(fields, "Protocol", Transport::protocol);
        transport(fields, "A", Transport::a);
        transport(fields, "B", Transport::b);
        metric(fields, "LastUpdateMetric", Report::lastUpdateMetric);
        metric(fields, "Metric", Report::metric);
        named(fields, "NodeType", (report, names) -> Optional.of(names.nodeType()));
        legacyName(fields, "Network.AName", Names::a);
        legacyName(fields, "Network.BName", Names::b);
        peer(fields, "Context.A", Names::a);
        peer(fields, "Context.B", Names::b);
        return Collections.unmodifiableMap(fields);
    }

    private static void text(Map<String, Value> fields, String path, Function<Report, String> value) {
        of(fields, path, report -> Optional.of(value.apply(report)));
    }

    private static void number(Map<String, Value> fields, String path, ToLongFunction<Report> value) {
        text(fields, path, report -> Long.toString(value.applyAsLong(report)));
    }

    private static void of(Map<String, Value> fields, String path, Function<Report, Optional<String>> value) {
        fields.put(path, new Value(false, (report, names) -> value.apply(report)));
    }

    private static void network(Map<String, Value> fields, String name, Function<Network, String> value) {
        of(fields, "Network." + name, report -> report.network().map(value));
    }

    private static void transport(Map<String, Value> fields, String name, Function<Transport, String> value) {
        of(fields, "Transport." + name, report -> report.transport().map(value));
    }

    private static void metric(Map<String, Value> fields, String path, Function<Report, Metric> metric) {
        metric(fields, path + ".ABPackets", metric, Metric::abPackets);
        metric(fields, path + ".ABBytes", metric, Metric::abBytes);
        metric(fields, path + ".BAPackets", metric, Metric::baPackets);
        metric(fields, path + ".BABytes", metric, Metric::baBytes);
        metric(fields, path + ".Start", metric, Metric::start);
        metric(fields, path + ".Last", metric, Metric::last);
        metric(fields, path + ".RTT", metric, Metric::rtt);
    }

    private static void metric(
            Map<String, Value> fields, String path, Function<Report, Metric> metric, ToLongFunction<Metric> value) {
        of(
                fields,
                path,
                report -> Optional.of(metric.apply(report))
                        .filter(Metric::present)
                        .map(present -> Long.toString(value.applyAsLong(present))));
    }

    private static void named(
            Map<String, Value> fields, String path, BiFunction<Report, Names, Optional<String>> value) {
        fields.put(path, new Value(true, value));
    }

    private static void legacyName(Map<String, Value> fields, String path, Function<Names, Optional<Peer>> end) {
        named(
                fields,
                path,
                (report, names) -> report.network()
                        .map(network -> end.apply(names).map(Peer::legacyName).orElse("")));
    }

    private static void peer(Map<String, Value> fields, String path, Function<Names, Optional<Peer>> end) {
        named(fields, path + ".Type", (report, names) -> end.apply(names).map(Peer::type));
        named(fields, path + ".Name", (report, names) -> end.apply(names).map(Peer::name));
        named(fields, path + ".Set", (report, names) -> end.apply(names).map(Peer::set));
    }
}
