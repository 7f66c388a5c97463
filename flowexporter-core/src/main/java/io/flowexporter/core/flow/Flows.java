package io.flowexporter.core.flow;

import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.RecordType;

/** provisional */
public final class Flows {
    public static final RecordType<Flow> TYPE =
            RecordType.of(Flow.class, Field.text("UUID", Flow::uuid)).withJson(Flow::writeJson);

    private Flows() {}
}
