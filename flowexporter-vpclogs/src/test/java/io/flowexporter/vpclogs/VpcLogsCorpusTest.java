package io.flowexporter.vpclogs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.testkit.CollectedOutput;
import io.flowexporter.testkit.Recording;
import io.flowexporter.testkit.TestContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VpcLogsCorpusTest {
    /**
     * Equal, fields and their order, but for these faults of the original: it calls IPv6 IPv4; it loses what is left over
     * after each flush and what waits at the end (55 records). It wrote no direction at all in this run, so none is
     * looked up here.
     */
    @Test
    void recordsAreThoseOfTheOriginal() throws Exception {
        Map<String, List<String>> ours = new HashMap<>();
        for (Flow flow : RecordedFlows.flows(Recording.TCP_METRIC)) {
            if (flow.tcpMetric().present()) {
                CollectedOutput<VpcFlowLog> out = new CollectedOutput<>();
                VpcLogs.records().create(new TestContext()).transform(flow, out);
                ours.computeIfAbsent(RecordedFlows.tag(flow).text(), tag -> new ArrayList<>())
                        .add(Written.json(
                                        Written.type(VpcLogs.TYPE),
                                        out.records().get(0))
                                .toString());
            }
        }
        Map<String, List<String>> originals = new HashMap<>();
        for (OriginalOutput.Written object : OriginalOutput.load("vpclogs-tcp-only")) {
            object.records()
                    .map(OriginalOutput::withItsEtherType)
                    .map(ObjectNode::toString)
                    .forEach(originals.computeIfAbsent(object.tag(), tag -> new ArrayList<>())::add);
        }

        assertThat(originals.values().stream().mapToInt(List::size).sum()).isEqualTo(689);
        assertThat(ours.values().stream().mapToInt(List::size).sum()).isEqualTo(689 + 55);
        assertThat(ours).containsOnlyKeys("internal", "ingress", "other");
        originals.forEach((tag, records) -> assertThat(ours.get(tag)).containsSubsequence(records));
    }
}
