package io.flowexporter.vpclogs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import java.nio.charset.StandardCharsets;

/** A flow for tests, changed step by step: at first the only report of a TCP connection, without {@code TCPMetric}. */
final class FlowJson {
    static final long START = 1_795_416_129_375L;
    static final long TICK = 1_795_416_135_329L;
    static final String TID = "745597a1-ccc5-52b6-7e49-aaf69f7932dd";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode flow;

    private FlowJson(ObjectNode flow) {
        this.flow = flow;
    }

    static FlowJson tcp() {
        ObjectNode flow = JSON.createObjectNode();
        flow.put("UUID", "f9903bb061d7dc10").put("LayersPath", "Ethernet/IPv4/TCP");
        FlowJson json = new FlowJson(flow);
        json.layer("Link", "ETHERNET", "86:34:e3:6f:3f:01", "da:da:b5:db:73:4e");
        ((ObjectNode) flow.get("Link")).put("ID", 12);
        json.layer("Network", "IPV4", "172.16.5.7", "10.20.0.11").transport("TCP", 45938, 8080);
        json.metric("LastUpdateMetric", START, TICK, 3, 300, 2, 200);
        json.metric("Metric", START, START + 2_000, 3, 300, 2, 200);
        flow.put("Start", START).put("Last", START + 2_000);
        flow.put("L3TrackingID", "8688d6b6e3ec121f").put("NodeTID", TID);
        return json;
    }

    static FlowJson icmp() {
        FlowJson json = tcp().without("Transport");
        json.flow.putObject("ICMP").put("Type", "ECHO");
        return json;
    }

    static FlowJson arp() {
        return tcp().without("Transport").without("Network");
    }

    FlowJson layer(String name, String protocol, String a, String b) {
        flow.putObject(name).put("Protocol", protocol).put("A", a).put("B", b);
        return this;
    }

    FlowJson ipv6() {
        return layer("Network", "IPV6", "2001:db8::3", "2001:db8::1");
    }

    FlowJson transport(String protocol, int a, int b) {
        flow.putObject("Transport").put("Protocol", protocol).put("A", a).put("B", b);
        return this;
    }

    FlowJson interval(long start, long last, long abPackets, long abBytes, long baPackets, long baBytes) {
        return metric("LastUpdateMetric", start, last, abPackets, abBytes, baPackets, baBytes);
    }

    FlowJson total(long abPackets, long abBytes, long baPackets, long baBytes) {
        return metric("Metric", START, TICK, abPackets, abBytes, baPackets, baBytes);
    }

    private FlowJson metric(
            String name, long start, long last, long abPackets, long abBytes, long baPackets, long baBytes) {
        flow.putObject(name)
                .put("ABPackets", abPackets)
                .put("ABBytes", abBytes)
                .put("BAPackets", baPackets)
                .put("BABytes", baBytes)
                .put("Start", start)
                .put("Last", last);
        return this;
    }

    /** Sets the time of a flag, such as {@code ABSynStart}; 0 just says that flags were looked at. */
    FlowJson flag(String name, long time) {
        flow.withObject("/TCPMetric").put(name, time);
        return this;
    }

    FlowJson put(String key, String value) {
        flow.put(key, value);
        return this;
    }

    FlowJson finished(int type) {
        flow.put("FinishType", type);
        return this;
    }

    FlowJson without(String key) {
        flow.remove(key);
        return this;
    }

    Flow flow() {
        byte[] bytes = flow.toString().getBytes(StandardCharsets.UTF_8);
        try {
            return new MessageParser().parseFlow(bytes, 0, bytes.length);
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }
}
