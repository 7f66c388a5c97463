package io.flowexporter.bench.parts;

import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.object.Layout;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.core.topology.Analyzers;
import io.flowexporter.secadvisor.SecAdvisor;
import io.flowexporter.secadvisor.SecAdvisorRecord;
import io.flowexporter.testkit.TestContext;
import java.util.List;

/** Flows to the bytes of secadvisor's records, nobody to look names up at. */
final class SecAdvisorWork {
    private final Transform<SecAdvisorRecord> transform;
    private final EncodingOutput<SecAdvisorRecord> output;

    SecAdvisorWork() throws Exception {
        StageContext context = new TestContext(Analyzers.none().create(new TestContext()));
        this.transform = SecAdvisor.records().create(context);
        this.output =
                new EncodingOutput<>(SecAdvisor.json().create(context).encoding(SecAdvisorRecord.TYPE, Layout.BARE));
    }

    /** Transforms and encodes flows; returns how many bytes they became. */
    int work(List<? extends Flow> flows) {
        for (Flow flow : flows) {
            transform.transform(flow, output);
        }
        return output.clear();
    }

    /** The bytes of flows' records. */
    byte[] bytes(List<? extends Flow> flows) {
        for (Flow flow : flows) {
            transform.transform(flow, output);
        }
        return output.take();
    }
}
