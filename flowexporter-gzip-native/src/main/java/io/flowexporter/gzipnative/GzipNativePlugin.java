package io.flowexporter.gzipnative;

import io.flowexporter.api.Plugin;
import io.flowexporter.api.StageType;
import java.util.List;

/** The stage types of this module. */
public final class GzipNativePlugin implements Plugin {
    @Override
    public List<StageType<?>> stages() {
        return List.of(GzipNative.TYPE);
    }
}
