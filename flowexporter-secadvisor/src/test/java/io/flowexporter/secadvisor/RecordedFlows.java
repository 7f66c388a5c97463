package io.flowexporter.secadvisor;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.testkit.Recording;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The flows of the recording that the original's records were made of, and flows made for a test. */
final class RecordedFlows {
    private RecordedFlows() {}

    /** A list for each message that has flows. */
    static List<List<Flow>> messages() {
        MessageParser parser = new MessageParser();
        List<List<Flow>> messages = new ArrayList<>();
        for (Recording.Frame frame : Recording.load(Recording.TCP_METRIC).frames()) {
            try {
                List<Flow> flows = parser.parse(frame.bytes()).flows();
                if (!flows.isEmpty()) {
                    messages.add(flows);
                }
            } catch (MalformedMessageException e) {
                throw new IllegalStateException(e);
            }
        }
        return messages;
    }

    /**
     * Hands over a batch a message, and ends when all are done: before, since a pipeline that ends waits for no names,
     * some might be missing.
     */
    static Source source(List<List<Flow>> messages) {
        Iterator<List<Flow>> rest = messages.iterator();
        AtomicInteger open = new AtomicInteger(messages.size());
        return maxWait -> {
            if (rest.hasNext()) {
                return FlowBatch.of(rest.next()).whenDone(open::decrementAndGet);
            }
            if (open.get() == 0) {
                return FlowBatch.end();
            }
            LockSupport.parkNanos(1_000_000);
            return FlowBatch.empty();
        };
    }

    /** A flow of that JSON. */
    static Flow flow(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try {
            return new MessageParser().parseFlow(bytes, 0, bytes.length);
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
