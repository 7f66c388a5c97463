package io.flowexporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowexporter.api.ConfigurationException;
import io.flowexporter.api.Pipeline;
import io.flowexporter.api.Plugin;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.core.runtime.Ledger;
import io.flowexporter.testkit.Recording;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromSkyConTest {
    private static final String CONNECTION = "skydive_network_connection_";

    /** A report of one conversation as seen at one capture point. */
    private static String report(String conversation, String nodeTid, String initiator, int port, long abBytes) {
        return """
                {"UUID":"1","LayersPath":"Ethernet/IPv4/TCP",\
                "Network":{"Protocol":"IPV4","A":"%s","B":"10.0.0.2","ID":0},\
                "Transport":{"Protocol":"TCP","A":%d,"B":80,"ID":0},\
                "Metric":{"ABPackets":1,"ABBytes":%d,"BAPackets":2,"BABytes":20,"Start":1,"Last":2,"RTT":77},\
                "Start":1,"Last":2,\
                "L3TrackingID":"%s","NodeTID":"%s"}""".formatted(initiator, port, abBytes, conversation, nodeTid);
    }

    private static String report(String conversation, String nodeTid, long abBytes) {
        return report(conversation, nodeTid, "10.0.0.1", 4000 + conversation.hashCode() % 1000, abBytes);
    }

    /** The bytes from initiator to target, by capture point. */
    private static Map<String, Double> sent(Page page) {
        return page.of(CONNECTION + "total_bytes").entrySet().stream()
                .filter(entry -> entry.getKey().labels().get("direction").equals("initiator_to_target"))
                .collect(Collectors.toMap(entry -> entry.getKey().labels().get("node_tid"), Map.Entry::getValue));
    }

    @ParameterizedTest
    @ValueSource(strings = {Recording.PLAIN, Recording.TCP_METRIC})
    void showsTheLastTotalsOfEachConnectionOfARecording(String recording) throws Exception {
        Map<String, Map<Page.Series, Double>> expected = new LinkedHashMap<>();
        Map<String, JsonNode> first = new HashMap<>();
        int without = 0;
        int flows = 0;
        try (Served served = Served.withoutInterfaces()) {
            for (Recording.Frame frame : Recording.load(recording).frames()) {
                served.feed(frame.bytes());
                JsonNode message = new ObjectMapper().readTree(frame.text());
                if (message.get("Type").textValue().equals("store")) {
                    for (JsonNode flow : message.get("Obj")) {
                        flows++;
                        if (flow.has("Transport")) {
                            String key = flow.get("L3TrackingID") + " " + flow.get("NodeTID");
                            expected.put(key, series(first.computeIfAbsent(key, unknown -> flow), flow.get("Metric")));
                        } else {
                            without++;
                        }
                    }
                }
            }
            Map<Page.Series, Double> all = new HashMap<>();
            expected.values().forEach(all::putAll);

            assertThat(all).hasSize(expected.size() * 5);
            assertThat(served.page().ofSkydive()).containsExactlyInAnyOrderEntriesOf(all);
            assertThat(served.meter("connections")).isEqualTo(expected.size()).isGreaterThan(100);
            assertThat(served.meter("flows_without_transport"))
                    .isEqualTo(without)
                    .isPositive();
            assertThat(served.running().ledger().written()).isEqualTo(flows);
        }
    }

    private static Map<Page.Series, Double> series(JsonNode first, JsonNode metric) {
        Map<String, String> toTarget = new TreeMap<>(Map.of(
                "initiator_ip", first.at("/Network/A").textValue(),
                "target_ip", first.at("/Network/B").textValue(),
                "initiator_port", first.at("/Transport/A").asText(),
                "target_port", first.at("/Transport/B").asText(),
                "direction", "initiator_to_target",
                "node_tid", first.get("NodeTID").textValue(),
                "protocol", first.at("/Transport/Protocol").textValue()));
        Map<String, String> toInitiator = new TreeMap<>(toTarget);
        toInitiator.put("direction", "target_to_initiator");
        return Map.of(
                new Page.Series(CONNECTION + "total_bytes", toTarget),
                        metric.get("ABBytes").doubleValue(),
                new Page.Series(CONNECTION + "total_bytes", toInitiator),
                        metric.get("BABytes").doubleValue(),
                new Page.Series(CONNECTION + "total_packets", toTarget),
                        metric.get("ABPackets").doubleValue(),
                new Page.Series(CONNECTION + "total_packets", toInitiator),
                        metric.get("BAPackets").doubleValue(),
                new Page.Series(CONNECTION + "rtt_nanoseconds", toTarget),
                        metric.path("RTT").asDouble(0));
    }

    @Test
    void showsTheMetricsOfTheProcess() throws Exception {
        try (Served served = Served.withoutInterfaces()) {
            assertThat(served.page().values().keySet())
                    .extracting(Page.Series::metric)
                    .contains("process_cpu_seconds_total", "jvm_threads_current");
        }
    }

    @Test
    void keepsTheCapturePointsOfAConversationApart() throws Exception {
        try (Served served = Served.withoutInterfaces()) {
            served.feed(report("c", "east", 10), report("c", "west", 20), report("c", "east", 11));

            assertThat(sent(served.page())).isEqualTo(Map.of("east", 11.0, "west", 20.0));
        }
    }

    @Test
    void keepsTheLabelsOfTheFirstReport() throws Exception {
        try (Served served = Served.withoutInterfaces()) {
            served.feed(report("c", "east", "10.0.0.1", 4000, 10), report("c", "east", "10.0.0.9", 4000, 11));

            assertThat(served.page().of(CONNECTION + "rtt_nanoseconds"))
                    .hasSize(1)
                    .allSatisfy((series, value) -> {
                        assertThat(series.labels()).containsEntry("initiator_ip", "10.0.0.1");
                        assertThat(value).isEqualTo(77);
                    });
            assertThat(sent(served.page())).containsEntry("east", 11.0);
        }
    }

    @Test
    void showsConversationsOfTheSameLabelsOnce() throws Exception {
        try (Served served = Served.withoutInterfaces()) {
            served.feed(
                    report("c", "east", "10.0.0.1", 4000, 10),
                    report("d", "east", "10.0.0.1", 4000, 20),
                    report("c", "east", "10.0.0.1", 4000, 30));

            assertThat(sent(served.page())).isEqualTo(Map.of("east", 30.0));
            assertThat(served.meter("connections")).isEqualTo(1);
        }
    }

    @Test
    void removesWhatIsSilentForTheTimeoutEveryTwoMinutesAndShowsItAgainWithItsNextReport() throws Exception {
        try (Served served = Served.withoutInterfaces()) {
            served.after(0).feed(report("c", "silent", 10), report("d", "speaks", 10));
            served.after(61).feed(report("d", "speaks", 11));

            assertThat(sent(served.after(58).page())).containsOnlyKeys("silent", "speaks");
            assertThat(sent(served.after(1).page())).containsOnlyKeys("speaks");
            assertThat(served.meter("expired")).isEqualTo(1);

            served.feed(report("c", "silent", 12));
            assertThat(sent(served.page())).isEqualTo(Map.of("silent", 12.0, "speaks", 11.0));

            assertThat(sent(served.after(119).page())).hasSize(2);
            assertThat(sent(served.after(1).page())).isEmpty();
        }
    }

    @Test
    void removesWhatIsSilentForExactlyTheTimeout() throws Exception {
        try (Served served = new Served(sink -> sink.connectionTimeout(Duration.ofSeconds(30)), Lookup::none)) {
            served.after(0).after(89).feed(report("c", "older", 1));
            served.after(1).feed(report("d", "old", 1));
            served.after(1).feed(report("e", "young", 1));

            assertThat(sent(served.after(29).page())).containsOnlyKeys("young");
        }
    }

    @Test
    void takesATimeoutOfZeroForSixtySeconds() throws Exception {
        try (Served served = new Served(sink -> sink.connectionTimeout(Duration.ZERO), Lookup::none)) {
            served.after(0).after(61).feed(report("c", "young", 1));

            assertThat(sent(served.after(59).page())).containsOnlyKeys("young");
        }
    }

    @Test
    void showsNoMoreConnectionsThanItMayAndDropsTheOneSilentForLongest() throws Exception {
        try (Served served = new Served(sink -> sink.maxConnections(2), Lookup::none)) {
            served.feed(report("a", "x", 1), report("b", "y", 1), report("a", "x", 2), report("c", "z", 1));

            assertThat(sent(served.page())).containsOnlyKeys("x", "z");
            assertThat(served.meter("connections_evicted")).isEqualTo(1);
        }
    }

    private static final String TWO_INTERFACES = """
            [{"Host":"host-1","Metadata":{"Name":"eth0","Type":"device","TID":"t1","EncapType":"ether",
              "IPV4":["10.0.0.1/24","10.0.0.9/24"],"IPV6":["fe80::1/64"],
              "Metric":{"RxBytes":1,"TxBytes":2,"RxPackets":3,"TxPackets":4,"RxErrors":5,"TxErrors":6,
                "RxMissedErrors":7,"TxMissedErrors":8,"RxDropped":9,"TxDropped":10,"Collisions":11}}},
             {"Host":"","Metadata":{"Name":"veth1","Type":"veth","TID":"t2","IPV4":[]}}]""";

    private static Page.Series counter(String name, Map<String, String> labels) {
        return new Page.Series("skydive_network_interface_" + name, labels);
    }

    @Test
    void showsTheCountersOfInterfaces() throws Exception {
        Map<String, String> eth0 = Map.of(
                "interface_name", "eth0",
                "host", "host-1",
                "interface_type", "device",
                "ipv4", "10.0.0.1/24",
                "ipv6", "fe80::1/64",
                "node_tid", "t1");
        Map<String, String> veth1 = Map.of(
                "interface_name", "veth1",
                "host", "",
                "interface_type", "veth",
                "ipv4", "",
                "ipv6", "",
                "node_tid", "t2");
        Map<Page.Series, Double> expected = new HashMap<>();
        List<String> names = List.of(
                "rx_bytes",
                "tx_bytes",
                "rx_packets",
                "tx_packets",
                "rx_errors",
                "tx_errors",
                "rx_missed_errors",
                "tx_missed_errors",
                "rx_dropped",
                "tx_dropped",
                "collisions");
        for (int i = 0; i < names.size(); i++) {
            expected.put(counter(names.get(i), eth0), i + 1.0);
            expected.put(counter(names.get(i), veth1), 0.0);
        }
        try (Served served = new Served(sink -> sink, () -> Lookup.of(Nodes.answer(TWO_INTERFACES)))) {
            served.after(0);

            assertThat(served.page().ofSkydive()).containsExactlyInAnyOrderEntriesOf(expected);
            assertThat(served.asked()).containsExactly("G.V().Has('EncapType', 'ether')");
        }
    }

    @Test
    void asksForInterfacesFromTheStartAndEveryTwentySeconds() throws Exception {
        try (Served served = Served.withoutInterfaces()) {
            assertThat(served.after(0).asked()).hasSize(1);
            assertThat(served.after(19).asked()).hasSize(1);
            assertThat(served.after(1).asked()).hasSize(2);
            assertThat(served.after(20).asked()).hasSize(3);
        }
    }

    @Test
    void leavesOutInterfacesThatLackNameTypeOrId() throws Exception {
        String bad = """
                [{"Metadata":{"Type":"veth","TID":"t3"}}, {"Metadata":{"Name":"n","TID":"t4"}},
                 {"Metadata":{"Name":"n","Type":"veth"}}, {"Metadata":{"Name":"","Type":"veth","TID":"t5"}},
                 {"Metadata":{"Name":["n"],"Type":7,"TID":"t6"}}, {},
                 {"Metadata":{"Name":"good","Type":"veth","TID":"t7","IPV4":"text","Metric":{"RxBytes":"many"}}}]""";
        try (Served served = new Served(sink -> sink, () -> Lookup.of(Nodes.answer(bad)))) {
            served.after(0);

            assertThat(served.page().of("skydive_network_interface_rx_bytes").keySet())
                    .extracting(series -> series.labels().get("node_tid"))
                    .containsExactly("t7");
            assertThat(served.meter("interfaces_skipped")).isEqualTo(6);
        }
    }

    /** An answer that comes when it is told to. */
    private static final class Late implements Lookup<Answer> {
        private final AtomicReference<Optional<Answer>> answer = new AtomicReference<>(Optional.empty());

        @Override
        public boolean done() {
            return answer.get().isPresent();
        }

        @Override
        public Optional<Answer> value() {
            return answer.get();
        }
    }

    @Test
    void doesNotWaitForTheTopology() throws Exception {
        Late late = new Late();
        try (Served served = new Served(sink -> sink, () -> late)) {
            served.after(0).feed(report("c", "east", 1));
            assertThat(sent(served.after(50).page())).containsOnlyKeys("east");
            assertThat(served.asked()).hasSize(1);

            late.answer.set(Optional.of(Nodes.answer(TWO_INTERFACES)));
            assertThat(served.after(1).page().of("skydive_network_interface_rx_bytes"))
                    .hasSize(2);
        }
    }

    /** The certainty that the analyzer does not answer. */
    private record Failed() implements Lookup<Answer> {
        @Override
        public boolean done() {
            return true;
        }

        @Override
        public Optional<Answer> value() {
            return Optional.empty();
        }

        @Override
        public boolean failed() {
            return true;
        }
    }

    @Test
    void showsConnectionsWhenTheTopologyIsDeadAndLetsTheInterfacesGo() throws Exception {
        AtomicReference<Lookup<Answer>> topology = new AtomicReference<>(Lookup.of(Nodes.answer(TWO_INTERFACES)));
        try (Served served = new Served(sink -> sink, topology::get)) {
            served.after(0);
            topology.set(new Failed());
            served.after(20);
            assertThat(served.page().of("skydive_network_interface_rx_bytes")).hasSize(2);

            served.after(70).feed(report("c", "east", 1));
            served.after(30);
            assertThat(served.page().of("skydive_network_interface_rx_bytes")).isEmpty();
            assertThat(sent(served.page())).containsOnlyKeys("east");
            assertThat(served.meter("interface_queries_failed")).isPositive();

            topology.set(Lookup.of(Nodes.answer(TWO_INTERFACES)));
            assertThat(served.after(20).page().of("skydive_network_interface_rx_bytes"))
                    .hasSize(2);
        }
    }

    @Test
    void showsNoMoreInterfacesThanItMay() throws Exception {
        try (Served served = new Served(sink -> sink.maxInterfaces(1), () -> Lookup.of(Nodes.answer(TWO_INTERFACES)))) {
            assertThat(served.after(0).page().of("skydive_network_interface_rx_bytes"))
                    .hasSize(1);
            assertThat(served.meter("interfaces_evicted")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\\"} 1\\nskydive_forged 7",
                "back\\\\slash",
                "back\\\\n",
                "\\u0000\\r\\n\\t\\u2028",
                "\\ud83d\\ude00",
                "# HELP x",
                "",
                "{a=\\\"b\\\"}"
            })
    void staysAValidPageWhateverTheLabelsOfConnectionsSay(String json) throws Exception {
        try (Served served = Served.withoutInterfaces()) {
            served.feed(report("c", "TID", 5).replace("TID\"}", json + "\"}"), report("d", "other", 6));

            Page page = served.page();
            assertThat(page.ofSkydive()).hasSize(2 * 5);
            assertThat(sent(page)).isEqualTo(Map.of(LabelText.of(text(json)), 5.0, "other", 6.0));
        }
    }

    private static String text(String json) throws IOException {
        return new ObjectMapper().readTree('"' + json + '"').textValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\\"} 1\\nskydive_forged 7",
                "back\\\\slash",
                "\\u0000\\r\\n\\t\\u2028",
                "\\ud800 alone \\udc00",
                "cut \\ud83d",
                "\\ud83d\\ude00"
            })
    void staysAValidPageWhateverTheLabelsOfInterfacesSay(String json) throws Exception {
        String metadata = "{'Name':'%1$s','Type':'%1$s','TID':'%1$s','IPV4':['%1$s']}".replace('\'', '"');
        String node = ("[{\"Host\":\"%1$s\",\"Metadata\":" + metadata + "}]").formatted(json);
        try (Served served = new Served(sink -> sink, () -> Lookup.of(Nodes.answer(node)))) {
            Page page = served.after(0).page();

            String label = LabelText.of(text(json));
            assertThat(page.ofSkydive())
                    .hasSize(11)
                    .containsKey(counter(
                            "rx_bytes",
                            Map.of(
                                    "interface_name", label,
                                    "host", label,
                                    "interface_type", label,
                                    "ipv4", label,
                                    "ipv6", "",
                                    "node_tid", label)));
        }
    }

    @Test
    void showsLabelsThatDifferInUnprintableCharactersOnce() throws Exception {
        String flow = report("c", "TID", 5);
        try (Served served = Served.withoutInterfaces()) {
            served.feed(flow.replace("TID\"}", "\\u0001\"}"), flow.replace("TID\"}", "\\u0002\"}"));

            assertThat(sent(served.page())).isEqualTo(Map.of("\uFFFD", 5.0));
        }
    }

    @Test
    void saysWhichPortIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() -> new Served(sink -> PromSkyCon.onPort(taken.getLocalPort()), Lookup::none))
                    .hasMessageContaining(
                            "Cannot serve metrics at port " + taken.getLocalPort() + ": Address already in use")
                    .hasMessageContaining("pipeline.store.prom_sky_con.port");
        }
    }

    @Test
    void freesThePortAtTheEnd() throws Exception {
        Served served = Served.withoutInterfaces();
        long port = served.port();
        served.page();
        served.close();

        assertThatThrownBy(() -> Page.scrape(port)).isInstanceOf(ConnectException.class);
        new Served(sink -> PromSkyCon.onPort((int) port), Lookup::none).close();
    }

    @Test
    void readsWhileItIsUpdated() throws Exception {
        try (Served served = Served.withoutInterfaces()) {
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < 500; i++) {
                        served.feed(report("c" + i, "tid" + i, i), report("c" + i / 2, "tid" + i / 2, i));
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            while (writer.isAlive()) {
                Page page = served.page();
                int connections = page.of(CONNECTION + "rtt_nanoseconds").size();
                assertThat(page.ofSkydive()).hasSize(connections * 5);
            }
            Ledger ledger = served.running().ledger();
            assertThat(ledger.written()).isEqualTo(1000);
            assertThat(ledger.lost()).isZero();
            assertThat(served.page().of(CONNECTION + "rtt_nanoseconds")).hasSize(500);
        }
    }

    @Test
    void needsAnAnalyzer() {
        assertThatThrownBy(() -> Pipeline.builder("p")
                        .from(maxWait -> FlowBatch.end())
                        .sink(PromSkyCon.onPort(0))
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("pipeline.store.prom_sky_con: asks the topology, but there is no analyzer");
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> PromSkyCon.onPort(65_536))
                .hasMessageContaining("'port': must be a port (0 to 65535), but was '65536'");
        assertThatThrownBy(() -> PromSkyCon.onPort(1).connectionTimeout(Duration.ofSeconds(-1)))
                .hasMessageContaining("'connection_timeout': must not be negative (seconds), but was '-1'");
        assertThatThrownBy(() -> PromSkyCon.onPort(1).maxConnections(0)).hasMessageContaining("must be positive");
        assertThatThrownBy(() -> PromSkyCon.onPort(1).maxInterfaces(0)).hasMessageContaining("must be positive");
    }

    @Test
    void isFoundByTheServiceLoader() {
        Set<String> names = ServiceLoader.load(Plugin.class).stream()
                .filter(provider -> provider.type() == PrometheusPlugin.class)
                .flatMap(provider -> provider.get().stages().stream())
                .map(type -> type.path())
                .collect(Collectors.toSet());

        assertThat(names).containsExactly("pipeline.store.prom_sky_con");
    }
}
