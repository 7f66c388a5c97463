package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.Cidr;
import io.flowexporter.api.flow.CidrSet;
import io.flowexporter.api.flow.DirectionTags;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.flow.Tag;
import io.flowexporter.core.continuity.FlowContinuity;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.testkit.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The flows of a recording, message by message, as core hands them to a transform. */
final class RecordedFlows {
    private static final DirectionTags TAGS =
            new DirectionTags(CidrSet.of(Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
                    .map(Cidr::parse)
                    .toList()));

    private RecordedFlows() {}

    /** One message's flows. */
    record Message(double seconds, List<Flow> flows) {}

    static List<Message> of(String recording) {
        FlowContinuity continuity = new FlowContinuity(100_000);
        List<Message> messages = new ArrayList<>();
        for (Recording.Frame frame : Recording.load(recording).frames()) {
            List<Flow> flows = parsed(frame.bytes()).stream()
                    .map(flow -> flow.withContinuity(continuity.next(flow)))
                    .toList();
            if (!flows.isEmpty()) {
                messages.add(new Message(frame.seconds(), flows));
            }
        }
        return messages;
    }

    static List<Flow> flows(String recording) {
        return of(recording).stream()
                .flatMap(message -> message.flows().stream())
                .toList();
    }

    /** The tag that the original's configuration gives to a flow. */
    static Tag tag(Flow flow) {
        return TAGS.tag(flow.network());
    }

    private static List<Flow> parsed(byte[] message) {
        try {
            return new MessageParser().parse(message).flows();
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }
}
