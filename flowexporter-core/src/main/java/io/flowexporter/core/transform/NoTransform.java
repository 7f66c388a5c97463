package io.flowexporter.core.transform;

import io.flowexporter.api.StageType;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.core.flow.Flows;

/** The transform {@code none}: flows stay as Skydive sent them, with all their keys. */
public final class NoTransform {
    /** Its type. */
    public static final StageType<Transform<Flow>> TYPE = StageType.<Flow>transform(
                    "none", Flows.TYPE, (settings, context) -> (flow, out) -> out.emit(flow))
            .doc("Flows stay as Skydive sent them, with all their keys.");

    private NoTransform() {}
}
