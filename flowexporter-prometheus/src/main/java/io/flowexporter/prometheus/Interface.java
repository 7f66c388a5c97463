package io.flowexporter.prometheus;

import io.flowexporter.api.topology.TopologyNode;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An interface as the topology last told of it. Immutable.
 *
 * @param tid its topology id
 * @param labels all its labels
 * @param counters in the order of {@link #COUNTERS}; unmodifiable
 */
record Interface(String tid, Labels labels, List<Long> counters) {
    /** One of the counters. */
    record Counter(String metric, String path) {
        private static Counter of(String metric, String field) {
            return new Counter("skydive_network_interface_" + metric, "Metric." + field);
        }
    }

    static final List<Counter> COUNTERS = List.of(
            Counter.of("rx_bytes", "RxBytes"),
            Counter.of("tx_bytes", "TxBytes"),
            Counter.of("rx_packets", "RxPackets"),
            Counter.of("tx_packets", "TxPackets"),
            Counter.of("rx_errors", "RxErrors"),
            Counter.of("tx_errors", "TxErrors"),
            Counter.of("rx_missed_errors", "RxMissedErrors"),
            Counter.of("tx_missed_errors", "TxMissedErrors"),
            Counter.of("rx_dropped", "RxDropped"),
            Counter.of("tx_dropped", "TxDropped"),
            Counter.of("collisions", "Collisions"));

    private static final String[] NAMES = {"interface_name", "host", "interface_type", "ipv4", "ipv6", "node_tid"};

    /** That node, if it has what an interface must have. */
    static Optional<Interface> of(TopologyNode node) {
        String name = text(node, "Name");
        String type = text(node, "Type");
        String tid = text(node, "TID");
        if (name.isEmpty() || type.isEmpty() || tid.isEmpty()) {
            return Optional.empty();
        }
        Labels labels = Labels.of(NAMES, new String[] {
            name, LabelText.of(node.host()), type, firstAddress(node, "IPV4"), firstAddress(node, "IPV6"), tid
        });
        List<Long> counters = COUNTERS.stream()
                .map(counter -> node.number(counter.path()).orElse(0))
                .toList();
        return Optional.of(new Interface(tid, labels, counters));
    }

    private static String text(TopologyNode node, String path) {
        return LabelText.of(node.text(path).orElse(""));
    }

    private static String firstAddress(TopologyNode node, String path) {
        return LabelText.of(node.texts(path).stream().findFirst().orElse(""));
    }

    /** A gauge with the values of one counter. */
    static Gauge gauge(int counter, Iterable<Interface> interfaces) {
        String metric = COUNTERS.get(counter).metric();
        Gauge gauge = new Gauge(
                metric,
                "What the interface has counted as " + COUNTERS.get(counter).path() + ".");
        interfaces.forEach(each -> gauge.add(each.labels(), each.counters().get(counter)));
        return gauge;
    }

    /** Gauges with the values of all counters. */
    static List<Gauge> gauges(Iterable<Interface> interfaces) {
        return IntStream.range(0, COUNTERS.size())
                .mapToObj(counter -> gauge(counter, interfaces))
                .toList();
    }
}
