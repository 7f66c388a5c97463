package io.flowexporter.prometheus;

import io.flowexporter.api.Plugin;
import io.flowexporter.api.StageType;
import java.util.List;

/** The stage types of this module. */
public final class PrometheusPlugin implements Plugin {
    @Override
    public List<StageType<?>> stages() {
        return List.of(PromSkyCon.TYPE);
    }
}
