package io.flowexporter.bench.parts;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.bench.replay.ReplayFrames;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import java.util.List;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The recorded messages and their flows. */
@State(Scope.Benchmark)
public class Recorded {
    /** How many flows they have: the operations of an invocation. */
    public static final int FLOWS = 1_451;

    final List<byte[]> messages = ReplayFrames.of(1).frames().stream()
            .map(ReplayFrames.Frame::message)
            .toList();
    final List<? extends Flow> flows =
            messages.stream().flatMap(message -> parsed(message).stream()).toList();

    /** Reads them. */
    public Recorded() {
        if (flows.size() != FLOWS) {
            throw new IllegalStateException("The recording has " + flows.size() + " flows, not " + FLOWS);
        }
    }

    private static List<? extends Flow> parsed(byte[] message) {
        try {
            return new MessageParser().parse(message, 0, message.length).flows();
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("Cannot read the recording", e);
        }
    }
}
