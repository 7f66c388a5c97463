package io.flowexporter.core.runtime;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.flow.ParsedMessage;
import io.flowexporter.testkit.Recording;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A source of prepared batches; it stays open until it is told that there are no more. */
final class Batches implements Source {
    private final LinkedBlockingQueue<FlowBatch> queue = new LinkedBlockingQueue<>();
    private final boolean live;

    Batches() {
        this(false);
    }

    Batches(boolean live) {
        this.live = live;
    }

    Batches add(FlowBatch batch) {
        queue.add(batch);
        return this;
    }

    Batches end() {
        queue.add(FlowBatch.end());
        return this;
    }

    int left() {
        return queue.size();
    }

    @Override
    public FlowBatch poll(Duration maxWait) throws InterruptedException {
        FlowBatch batch = queue.poll(maxWait.toMillis(), TimeUnit.MILLISECONDS);
        return batch == null ? FlowBatch.empty() : batch;
    }

    @Override
    public boolean live() {
        return live;
    }

    /** All batches of a recording, each changed by that. */
    static Batches of(String recording, UnaryOperator<FlowBatch> change) {
        Batches batches = new Batches();
        messages(recording).forEach(message -> batches.add(change.apply(message)));
        return batches.end();
    }

    static List<FlowBatch> messages(String recording) {
        MessageParser parser = new MessageParser();
        List<FlowBatch> messages = new ArrayList<>();
        for (Recording.Frame frame : Recording.load(recording).frames()) {
            try {
                byte[] bytes = frame.bytes();
                ParsedMessage message = parser.parse(bytes, 0, bytes.length);
                if (!message.flows().isEmpty()) {
                    messages.add(FlowBatch.of(message.flows()).holding(bytes.length));
                }
            } catch (MalformedMessageException e) {
                throw new AssertionError(e);
            }
        }
        return messages;
    }

    /** One flow with that number as its UUID, and of that application. */
    static FlowBatch withApplication(int number, String application) {
        return FlowBatch.of(List.of(
                flow("{\"UUID\":\"" + Integer.toHexString(number) + "\",\"Application\":\"" + application + "\"}")));
    }

    private static Flow flow(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.US_ASCII);
        try {
            return new MessageParser().parseFlow(bytes, 0, bytes.length);
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }

    /** Small flows with those numbers as UUIDs. */
    static FlowBatch numbered(int from, int to) {
        List<Flow> flows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            flows.add(flow("{\"UUID\":\"" + Integer.toHexString(i) + "\",\"LayersPath\":\"Ethernet/IPv4/TCP\"}"));
        }
        return FlowBatch.of(flows);
    }
}
