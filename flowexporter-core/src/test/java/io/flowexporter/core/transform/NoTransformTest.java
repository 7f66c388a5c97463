package io.flowexporter.core.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.core.flow.Flows;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.testkit.CollectedOutput;
import io.flowexporter.testkit.TestContext;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NoTransformTest {
    @Test
    void flowsStayAsTheyCame() throws Exception {
        byte[] json = "{\"New\":{\"x\":[1]},\"UUID\":\"a\"}".getBytes(StandardCharsets.UTF_8);
        Flow flow = new MessageParser().parseFlow(json, 0, json.length);
        CollectedOutput<Flow> out = new CollectedOutput<>();
        Transform<Flow> transform = NoTransform.TYPE.create(new TestContext());

        transform.transform(flow, out);

        assertThat(out.records()).containsExactly(flow);
        assertThat(out.records().get(0).json()).isEqualTo(json);
        assertThat(out.accountedFor()).isEqualTo(1);
    }

    @Test
    void producesRecordsThatAreFlows() {
        assertThat(NoTransform.TYPE.produces()).contains(Flows.TYPE);
        assertThat(NoTransform.TYPE.path()).isEqualTo("pipeline.transform.none");
    }
}
