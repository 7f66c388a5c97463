package io.flowexporter.bench.parts;

import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.infra.Blackhole;

/** From a message's bytes to checked flows. */
public class ParseBenchmark extends PartBenchmark {
    private final MessageParser parser = new MessageParser();

    /** Each message, as if it had just come. */
    @Benchmark
    @OperationsPerInvocation(Recorded.FLOWS)
    public void parse(Recorded recorded, Blackhole hole) throws MalformedMessageException {
        for (byte[] message : recorded.messages) {
            hole.consume(parser.parse(message, 0, message.length));
        }
    }
}
