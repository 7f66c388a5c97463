package io.flowexporter.secadvisor;

import io.flowexporter.api.Plugin;
import io.flowexporter.api.StageType;
import java.util.List;

/** What this jar adds to the exporter. */
public final class SecAdvisorPlugin implements Plugin {
    @Override
    public List<StageType<?>> stages() {
        return List.of(SubnetAutodiscovery.TYPE, SecAdvisorRecords.TYPE, SecAdvisorJson.TYPE);
    }
}
