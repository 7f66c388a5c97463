package io.flowexporter.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.flow.Flow;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JsonFlowTest {
    private final MessageParser parser = new MessageParser();

    private List<? extends Flow> flows(String array) throws MalformedMessageException {
        return parser.parse(("{\"Obj\":" + array + "}").getBytes(StandardCharsets.UTF_8))
                .flows();
    }

    private static void areWrittenOneByOne(List<? extends Flow> flows) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonFlow.writeAll(flows, out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(flows.stream().map(Flow::toString).collect(Collectors.joining(",")));
    }

    @Test
    void flowsThatStandTogetherAreWrittenAsIfEachWereAlone() throws Exception {
        List<? extends Flow> message = flows("[{\"UUID\":\"1\"},{\"UUID\":\"2\"},{\"UUID\":\"3\"},{\"UUID\":\"4\"}]");

        areWrittenOneByOne(List.of());
        for (int from = 0; from < message.size(); from++) {
            for (int to = from + 1; to <= message.size(); to++) {
                areWrittenOneByOne(message.subList(from, to));
            }
        }
    }

    @Test
    void flowsThatDoNotStandTogetherAreWritten() throws Exception {
        List<? extends Flow> message = flows(
                "[{\"UUID\":\"1\"} ,{\"UUID\":\"2\"},{\"UUID\" :\"3\"},{\"UUID\":\"4\"},7,{\"UUID\":\"5\"},{\"UUID\":\"6\"}]");
        List<Flow> others = new ArrayList<>(message);
        assertThat(others).hasSize(6);
        areWrittenOneByOne(others);

        others.add(3, message.get(5).copy());
        others.add(message.get(1));
        others.add(message.get(1));
        others.add(message.get(0));
        others.addAll(flows("[{\"UUID\":\"7\"},{\"UUID\":\"8\"}]"));
        others.add(message.get(4).withContinuity(Continuity.LOST));
        others.add(message.get(5).withContinuity(Continuity.LOST));
        areWrittenOneByOne(others);
    }
}
