package io.flowexporter.bench;

import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.flow.ParsedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A source of first reports: each flow has a UUID of its own, and of every million each its own address on one side, which
 * is the worst for whatever keeps state of flows or addresses. Ends when all are given.
 */
final class NewFlows implements Source {
    private static final int FLOWS_IN_A_MESSAGE = 100;
    private static final int ADDRESSES = 1_000_000;

    private final MessageParser parser = new MessageParser();
    private final long wanted;
    private long given;

    NewFlows(long wanted) {
        this.wanted = wanted;
    }

    @Override
    public FlowBatch poll(Duration maxWait) throws MalformedMessageException {
        if (given >= wanted) {
            return FlowBatch.end();
        }
        StringBuilder json = new StringBuilder(64_000).append("{\"Namespace\":\"flow\",\"Type\":\"store\",\"Obj\":[");
        for (int i = 0; i < FLOWS_IN_A_MESSAGE && given < wanted; i++) {
            json.append(i == 0 ? "" : ",");
            write(given++, json);
        }
        byte[] message = json.append("]}").toString().getBytes(StandardCharsets.US_ASCII);
        ParsedMessage parsed = parser.parse(message, 0, message.length);
        return FlowBatch.of(parsed.flows()).holding(message.length);
    }

    private static void write(long number, StringBuilder json) {
        // An odd factor makes of each number another one, and the highest bit 16 digits; real ids have no order either.
        String uuid = Long.toHexString(number * 0x9E3779B97F4A7C15L | 1L << 63);
        long address = number % ADDRESSES;
        json.append("{\"UUID\":\"").append(uuid);
        json.append(
                "\",\"LayersPath\":\"Ethernet/IPv4/TCP\",\"Application\":\"TCP\",\"Link\":{\"Protocol\":\"ETHERNET\",");
        json.append("\"A\":\"86:34:e3:6f:3f:01\",\"B\":\"da:da:b5:db:73:4e\",\"ID\":0},");
        json.append("\"Network\":{\"Protocol\":\"IPV4\",\"A\":\"10.").append(address / 10_000);
        json.append('.').append(address / 100 % 100).append('.').append(address % 100);
        json.append("\",\"B\":\"172.16.5.7\",\"ID\":0},");
        json.append("\"Transport\":{\"Protocol\":\"TCP\",\"A\":40000,\"B\":443,\"ID\":0},");
        for (String metric : new String[] {"LastUpdateMetric", "Metric"}) {
            json.append('"')
                    .append(metric)
                    .append("\":{\"ABPackets\":3,\"ABBytes\":180,\"BAPackets\":2,\"BABytes\":120,");
            json.append("\"Start\":1795416129375,\"Last\":1795416135000},");
        }
        json.append("\"Start\":1795416129375,\"Last\":1795416135000,\"TrackingID\":\"")
                .append(uuid);
        json.append("\",\"L3TrackingID\":\"").append(uuid).append("\",\"ParentUUID\":\"\",");
        json.append("\"NodeTID\":\"745597a1-ccc5-52b6-7e49-aaf69f7932dd\",");
        json.append("\"CaptureID\":\"aa116e14-5a39-414c-7a27-86e8ee19cf25\",\"RawPacketsCaptured\":0}");
    }
}
