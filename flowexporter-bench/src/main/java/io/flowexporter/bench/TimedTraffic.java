package io.flowexporter.bench;

import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.stage.Source;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.flow.ParsedMessage;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/** A source of messages that measures how long the pipeline takes until each message's last flow has gone through. */
final class TimedTraffic implements Source {
    private final MessageParser parser = new MessageParser();
    private final Iterator<byte[]> messages;
    private long longest;

    TimedTraffic(List<byte[]> messages) {
        this.messages = messages.iterator();
    }

    @Override
    public FlowBatch poll(Duration maxWait) throws MalformedMessageException {
        if (!messages.hasNext()) {
            return FlowBatch.end();
        }
        byte[] message = messages.next();
        ParsedMessage parsed = parser.parse(message, 0, message.length);
        long polled = System.nanoTime();
        return FlowBatch.of(parsed.flows())
                .holding(message.length)
                .whenDone(() -> longest = Math.max(longest, System.nanoTime() - polled));
    }

    /** The longest time so far; to be asked when the pipeline has ended. */
    Duration longest() {
        return Duration.ofNanos(longest);
    }
}
